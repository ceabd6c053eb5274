import { Button, MessageBar, MessageBarBody, Spinner, Text } from "@fluentui/react-components";
import { PersonRegular } from "@fluentui/react-icons";
import type { SignInFailed } from "../auth/faults";
import { useTexts } from "../i18n/context";
import { EmptyState } from "../ui/EmptyState";

interface Props {
  fault: SignInFailed | null;
  busy: boolean;
  signIn: () => void;
}

/** Offers the visible sign-in, and says why the last one did not succeed. */
export function SignIn({ fault, busy, signIn }: Props) {
  const { shell } = useTexts();
  return (
    <EmptyState icon={<PersonRegular />} title={shell.signInTitle} text={shell.signInText}>
      {busy ? (
        <>
          <Spinner size="small" label={shell.signingIn} />
          <Button onClick={signIn}>{shell.openAgain}</Button>
        </>
      ) : (
        <Button appearance="primary" onClick={signIn}>
          {shell.signIn}
        </Button>
      )}
      {fault !== null && <SignInFault fault={fault} />}
    </EmptyState>
  );
}

export function SignInFault({ fault }: { fault: SignInFailed }) {
  const { shell } = useTexts();
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {shell.fault[fault.kind]}{" "}
        {fault.reference !== "" && <Text size={200}>{shell.reference(fault.reference)}</Text>}
      </MessageBarBody>
    </MessageBar>
  );
}
