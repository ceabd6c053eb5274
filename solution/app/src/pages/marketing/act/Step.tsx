import { makeStyles, tokens } from "@fluentui/react-components";
import { useEffect, useRef, type ReactNode } from "react";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    outlineStyle: "none",
    minWidth: 0,
  },
});

interface Props {
  /** What screen readers are told when the step is shown. */
  label: string;
  /** Takes the focus, since the button that led here is gone. */
  focused?: boolean;
  children: ReactNode;
}

/** One step of an act. */
export function Step({ label, focused = true, children }: Props) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) root.current?.focus();
  }, [focused]);
  return (
    <div ref={root} role="group" aria-label={label} tabIndex={-1} className={useStyles().root}>
      {children}
    </div>
  );
}
