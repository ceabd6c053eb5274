import {
  Button,
  Link,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import { ApiError } from "../api/problem";
import { useExplain, useTexts, type Said } from "../i18n/context";

const useStyles = makeStyles({
  technical: {
    display: "block",
    marginTop: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
    overflowWrap: "anywhere",
  },
});

interface Props {
  fault: unknown;
  retry?: () => void;
  children?: ReactNode;
}

/** An error of a call: what happened, what mends it, and the app's own words on demand. */
export function Fault({ fault, retry, children }: Props) {
  const { common, shell } = useTexts();
  if (fault instanceof ApiError && fault.notAvailable) return <NotAvailable />;
  const said: Said = fault instanceof ApiError ? fault : { code: "app.error", detail: "" };
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {fault instanceof ApiError ? null : <MessageBarTitle>{shell.faultTitle}</MessageBarTitle>}
        <Explained said={said} />
        {children}
      </MessageBarBody>
      {retry !== undefined && (
        <MessageBarActions>
          <Button size="small" onClick={retry}>
            {common.retry}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

export function NotAvailable() {
  const { common } = useTexts();
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{common.notAvailableTitle}</MessageBarTitle>
        {common.notAvailable}
      </MessageBarBody>
    </MessageBar>
  );
}

/** A reason with its remedy; where the words are the catalogue's, the app's own on demand. */
export function Explained({ said, strong = true }: { said: Said; strong?: boolean }) {
  const { text, remedy, technical } = useExplain()(said);
  return (
    <>
      <Text weight={strong ? "semibold" : "regular"}>{text}</Text>{" "}
      {remedy !== "" && <Text>{remedy} </Text>}
      <Technical words={technical} />
    </>
  );
}

/** The app's own words in English, on demand; nothing of none. */
export function Technical({ words }: { words: string }) {
  const styles = useStyles();
  const { common } = useTexts();
  const [open, setOpen] = useState(false);
  if (words === "") return null;
  return (
    <>
      <Link as="button" inline aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? common.hideDetails : common.showDetails}
      </Link>
      {open && (
        <Text size={200} className={styles.technical}>
          {common.technical}: <span lang="en">{words}</span>
        </Text>
      )}
    </>
  );
}
