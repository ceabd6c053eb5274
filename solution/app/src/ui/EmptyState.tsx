import { makeStyles, Text, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    textAlign: "center",
    gap: tokens.spacingVerticalM,
    maxWidth: "32rem",
    margin: "0 auto",
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
  },
  icon: {
    fontSize: "48px",
    lineHeight: 0,
    color: tokens.colorBrandForeground1,
  },
  text: { color: tokens.colorNeutralForeground2 },
  actions: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalM,
    marginTop: tokens.spacingVerticalS,
  },
});

interface Props {
  icon?: ReactNode;
  title?: string;
  text?: string;
  /** `h2` within a page, `h1` where it is all there is. */
  as?: "h1" | "h2";
  children?: ReactNode;
}

/** Says what is not there, why, and what to do. */
export function EmptyState({ icon, title, text, as = "h1", children }: Props) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {icon !== undefined && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      {title !== undefined && (
        <Text as={as} size={500} weight="semibold" block>
          {title}
        </Text>
      )}
      {text !== undefined && (
        <Text className={styles.text} align="center" block>
          {text}
        </Text>
      )}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
