import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens as theme,
} from "@fluentui/react-components";
import { useState } from "react";
import { SignInFailed } from "../auth/faults";
import type { TokenSource } from "../auth/tokens";
import { useTexts } from "../i18n/context";
import { SignInFault } from "./SignIn";

const useStyles = makeStyles({
  root: {
    position: "sticky",
    top: 0,
    zIndex: 10,
    display: "flex",
    flexDirection: "column",
    backgroundColor: theme.colorNeutralBackground1,
  },
});

/** Stands above the page, which stays as it is, while the sign-in has to be renewed by a click. */
export function Expired({ tokens, renewed }: { tokens: TokenSource; renewed: () => void }) {
  const styles = useStyles();
  const { shell } = useTexts();
  const [fault, setFault] = useState<SignInFailed | null>(null);
  const [busy, setBusy] = useState(false);
  const signIn = async () => {
    setBusy(true);
    setFault(null);
    try {
      await tokens.visibly();
      renewed();
    } catch (caught) {
      if (caught instanceof SignInFailed) setFault(caught);
      else throw caught;
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.root}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{busy ? shell.signingIn : shell.signInAgainText}</MessageBarBody>
        <MessageBarActions>
          <Button appearance="primary" size="small" onClick={() => void signIn()}>
            {busy ? shell.openAgain : shell.signIn}
          </Button>
        </MessageBarActions>
      </MessageBar>
      {fault !== null && <SignInFault fault={fault} />}
    </div>
  );
}
