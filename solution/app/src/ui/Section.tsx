import { makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { useId, type ReactNode } from "react";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    minWidth: 0,
    boxSizing: "border-box",
  },
  head: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-start",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
  },
  words: { flex: "1 1 16rem", minWidth: 0 },
  text: { color: tokens.colorNeutralForeground3, marginTop: tokens.spacingVerticalXXS },
});

interface Props {
  title: string;
  /** The title is for screen readers only, as the page's own says it already. */
  titleHidden?: boolean;
  text?: string;
  /** Stands at the right of the title. */
  aside?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** A card, with a heading unless that would say the page's title again. */
export function Section({ title, titleHidden = false, text, aside, className, children }: Props) {
  const styles = useStyles();
  const id = useId();
  if (titleHidden) {
    return (
      <section className={mergeClasses(styles.root, className)} aria-label={title}>
        {aside !== undefined && <div className={styles.head}>{aside}</div>}
        {children}
      </section>
    );
  }
  return (
    <section className={mergeClasses(styles.root, className)} aria-labelledby={id}>
      <div className={styles.head}>
        <div className={styles.words}>
          <Text as="h2" id={id} size={400} weight="semibold" block>
            {title}
          </Text>
          {text !== undefined && (
            <Text block className={styles.text}>
              {text}
            </Text>
          )}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
