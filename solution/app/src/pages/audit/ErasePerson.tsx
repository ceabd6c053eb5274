import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  Text,
  tokens,
} from "@fluentui/react-components";
import { PersonDeleteRegular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useApi } from "../../api/context";
import type { Erasure } from "../../api/audit";
import { useTexts } from "../../i18n/context";
import { Command } from "../../ui/command";
import { Fault } from "../../ui/Fault";

const useStyles = makeStyles({
  content: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
});

/** Asks whose data are to be deleted, and tells what was. */
export function ErasePerson({ onErased }: { onErased: () => void }) {
  const styles = useStyles();
  const { erase, common } = useTexts();
  const api = useApi();
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState("");
  const [tried, setTried] = useState(false);
  const act = useMutation({
    mutationFn: () => api.erasePerson(email.trim()),
    onSuccess: onErased,
  });
  const close = () => {
    setOpen(false);
    setEmail("");
    setTried(false);
    act.reset();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() !== "") act.mutate();
  };
  const missing = tried && email.trim() === "";

  return (
    <>
      <Command icon={<PersonDeleteRegular />} onClick={() => setOpen(true)}>
        {erase.open}
      </Command>
      <Dialog
        modalType="alert"
        open={open}
        onOpenChange={(_, { open: isOpen }) => {
          if (!isOpen && !act.isPending) close();
        }}
      >
        <DialogSurface>
          <form onSubmit={submit} noValidate>
            <DialogBody>
              <DialogTitle>{erase.title}</DialogTitle>
              <DialogContent className={styles.content}>
                {act.isSuccess ? (
                  <Told erasure={act.data} />
                ) : (
                  <>
                    <Text>{erase.text}</Text>
                    <MessageBar intent="warning" layout="multiline">
                      <MessageBarBody>{erase.before}</MessageBarBody>
                    </MessageBar>
                    <Field
                      label={erase.email}
                      required
                      validationMessage={missing ? erase.missing : null}
                      validationState={missing ? "error" : "none"}
                    >
                      <Input
                        type="email"
                        value={email}
                        autoComplete="off"
                        spellCheck={false}
                        onChange={(_, data) => setEmail(data.value)}
                      />
                    </Field>
                    {act.isError && <Fault fault={act.error} />}
                  </>
                )}
              </DialogContent>
              <DialogActions>
                {!act.isSuccess && (
                  <Button type="submit" appearance="primary" disabledFocusable={act.isPending}>
                    {erase.act}
                  </Button>
                )}
                {act.isPending && <Spinner size="tiny" label={erase.erasing} />}
                <Button disabled={act.isPending} onClick={close}>
                  {act.isSuccess ? common.close : common.cancel}
                </Button>
              </DialogActions>
            </DialogBody>
          </form>
        </DialogSurface>
      </Dialog>
    </>
  );
}

function Told({ erasure }: { erasure: Erasure }) {
  const { erase } = useTexts();
  const entries = Object.values(erasure.removed).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <Text role="status">{erase.done(entries)}</Text>
      {erasure.optOutKept && <Text>{erase.kept}</Text>}
      {!erasure.complete && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{erase.incomplete}</MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
