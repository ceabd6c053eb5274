import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    position: "sticky",
    bottom: 0,
    paddingBlock: tokens.spacingVerticalM,
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground2, // what scrolls below does not shine through
  },
});

/** The buttons below a step; they stay in sight. */
export function Buttons({ children }: { children: ReactNode }) {
  return <div className={useStyles().root}>{children}</div>;
}
