import { Button, Field, Input, makeStyles, Spinner, tokens } from "@fluentui/react-components";
import { EyeOffRegular, EyeRegular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useApi } from "../../api/context";
import type { Connection } from "../../api/types";
import { useExplain, useTexts } from "../../i18n/context";
import { Fault } from "../../ui/Fault";
import { allAt, faultsAt } from "../../ui/faults";

const FIELDS = ["url", "key"] as const;

const useStyles = makeStyles({
  form: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    maxWidth: "36rem",
  },
  actions: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
  },
});

interface Props {
  /** Of the account that is connected, if any. */
  address: string;
  act: string;
  onConnected: (connection: Connection) => void;
  onCancel?: () => void;
}

/** Address and key; the app checks them before it keeps them. */
export function ConnectForm({ address, act, onConnected, onCancel }: Props) {
  const styles = useStyles();
  const { settings, common } = useTexts();
  const explain = useExplain();
  const api = useApi();
  const [url, setUrl] = useState(address);
  const [key, setKey] = useState("");
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState(false);
  const connect = useMutation({
    mutationFn: () => api.connect({ url: url.trim(), key: key.trim() }),
    onSuccess: onConnected,
  });

  const messageAt = (field: (typeof FIELDS)[number], blank: string | null): string | undefined => {
    if (tried && blank !== null) return blank;
    const faults = faultsAt(connect.error, field).map((one) => {
      const { text, remedy } = explain({ code: one.code, detail: one.message });
      return `${text} ${remedy}`.trim();
    });
    return faults.length === 0 ? undefined : faults.join(" ");
  };
  const urlMessage = messageAt("url", url.trim() === "" ? settings.urlMissing : null);
  const keyMessage = messageAt("key", key.trim() === "" ? settings.keyMissing : null);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (url.trim() !== "" && key.trim() !== "") connect.mutate();
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field
        label={settings.url}
        hint={settings.urlHint}
        required
        validationMessage={urlMessage ?? null}
        validationState={urlMessage === undefined ? "none" : "error"}
      >
        <Input
          type="url"
          value={url}
          autoComplete="off"
          spellCheck={false}
          onChange={(_, data) => setUrl(data.value)}
        />
      </Field>
      <Field
        label={settings.key}
        hint={settings.keyHint}
        required
        validationMessage={keyMessage ?? null}
        validationState={keyMessage === undefined ? "none" : "error"}
      >
        <Input
          type={shown ? "text" : "password"}
          value={key}
          autoComplete="off"
          spellCheck={false}
          onChange={(_, data) => setKey(data.value)}
          contentAfter={
            <Button
              appearance="transparent"
              size="small"
              icon={shown ? <EyeOffRegular /> : <EyeRegular />}
              aria-label={shown ? settings.hideKey : settings.showKey}
              onClick={() => setShown(!shown)}
            />
          }
        />
      </Field>
      {connect.isError && !allAt(connect.error, FIELDS) && <Fault fault={connect.error} />}
      <div className={styles.actions}>
        <Button type="submit" appearance="primary" disabledFocusable={connect.isPending}>
          {act}
        </Button>
        {onCancel !== undefined && (
          <Button disabled={connect.isPending} onClick={onCancel}>
            {common.cancel}
          </Button>
        )}
        {connect.isPending && <Spinner size="tiny" label={settings.connecting} />}
      </div>
    </form>
  );
}
