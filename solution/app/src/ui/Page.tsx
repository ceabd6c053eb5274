import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useEffect, type ReactNode } from "react";

const NARROW = "@media (max-width: 699px)";

const useStyles = makeStyles({
  header: {
    position: "sticky",
    top: 0,
    zIndex: 5,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalS}`,
    [NARROW]: {
      padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`,
    },
  },
  description: {
    color: tokens.colorNeutralForeground3,
    marginTop: tokens.spacingVerticalXXS,
  },
  commands: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalXS,
    // Buttons without a frame line up with the title by their text.
    marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalM})`,
    marginTop: tokens.spacingVerticalS,
    minHeight: "32px",
  },
  content: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    maxWidth: "1200px",
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXXL}`,
    boxSizing: "border-box",
    [NARROW]: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}` },
  },
});

interface Props {
  title: string;
  description: string;
  /** Buttons of the command bar. */
  commands?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: title, command bar, content. */
export function Page({ title, description, commands, children }: Props) {
  const styles = useStyles();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <header className={styles.header}>
        <Text as="h1" size={600} weight="semibold" block>
          {title}
        </Text>
        <Text block className={styles.description}>
          {description}
        </Text>
        {commands !== undefined && <div className={styles.commands}>{commands}</div>}
      </header>
      <main className={styles.content}>{children}</main>
    </>
  );
}
