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
import { CheckmarkCircleFilled, WarningFilled } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import type { Connection } from "../../api/types";
import { pageAddress } from "../../host/dynamics";
import { useFormats, useTexts } from "../../i18n/context";
import { Confirm } from "../../ui/Confirm";
import { Explained, Fault } from "../../ui/Fault";
import { LabelledList } from "../../ui/Labelled";
import { useNotify } from "../../ui/notify";
import { Section } from "../../ui/Section";
import { ConnectForm } from "./ConnectForm";

const useStyles = makeStyles({
  state: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  ok: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface Props {
  connection: Connection;
  /** The account was connected just now. */
  fresh: boolean;
  onChange: (connection: Connection | null) => void;
}

/** The connected account: what it is, whether its webhook is there, new key, disconnect. */
export function Connected({ connection, fresh, onChange }: Props) {
  const styles = useStyles();
  const { settings } = useTexts();
  const formats = useFormats();
  const api = useApi();
  const notify = useNotify();
  const [rotating, setRotating] = useState(false);
  const [asking, setAsking] = useState(false);
  const disconnect = useMutation({
    mutationFn: () => api.disconnect(),
    onSuccess: () => {
      notify.done(settings.disconnected);
      onChange(null);
    },
  });
  const account = connection.accountName ?? connection.url ?? "";
  const { registered, lastReceivedAt } = connection.webhook;
  const connectedAt =
    connection.connectedAt === null ? "" : formats.dateTime(connection.connectedAt);

  return (
    <>
      {fresh && <Congratulation account={account} />}
      <Section title={settings.connection}>
        {connection.problem != null && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              <Explained said={connection.problem} />
            </MessageBarBody>
          </MessageBar>
        )}
        <LabelledList
          items={[
            [
              settings.account,
              <span key="account" className={styles.state}>
                <CheckmarkCircleFilled className={styles.ok} aria-hidden />
                <Text weight="semibold">{account}</Text>
              </span>,
            ],
            [settings.address, connection.url ?? ""],
            [
              settings.connectedSince,
              settings.connectedBy(connectedAt, connection.connectedBy ?? ""),
            ],
            [
              settings.webhook,
              <span key="webhook" className={styles.state}>
                {registered ? (
                  <CheckmarkCircleFilled className={styles.ok} aria-hidden />
                ) : (
                  <WarningFilled className={styles.warning} aria-hidden />
                )}
                <Text>{registered ? settings.webhookOk : settings.webhookMissing}</Text>
              </span>,
            ],
            [
              settings.webhookLast,
              lastReceivedAt === null ? "–" : formats.dateTime(lastReceivedAt),
            ],
          ]}
        />
        {disconnect.isError && <Fault fault={disconnect.error} />}
        {rotating ? (
          <>
            <Text block>{settings.rotateText}</Text>
            <ConnectForm
              address={connection.url ?? ""}
              act={settings.rotate}
              onCancel={() => setRotating(false)}
              onConnected={(changed) => {
                setRotating(false);
                notify.done(settings.rotated);
                onChange(changed);
              }}
            />
          </>
        ) : (
          <div className={styles.actions}>
            <Button onClick={() => setRotating(true)}>{settings.rotate}</Button>
            <Button disabledFocusable={disconnect.isPending} onClick={() => setAsking(true)}>
              {settings.disconnect}
            </Button>
          </div>
        )}
      </Section>
      <Confirm
        open={asking}
        title={settings.disconnectTitle}
        text={settings.disconnectText}
        act={settings.disconnect}
        onAnswer={(yes) => {
          setAsking(false);
          if (yes) disconnect.mutate();
        }}
      />
    </>
  );
}

function Congratulation({ account }: { account: string }) {
  const { settings } = useTexts();
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{settings.connectedTitle}</MessageBarTitle>
        {settings.connectedText(account)}
      </MessageBarBody>
      <MessageBarActions>
        <Link href={pageAddress("users")}>{settings.nextUsers}</Link>
        <Link href={pageAddress("dataconfiguration")}>{settings.nextMapping}</Link>
      </MessageBarActions>
    </MessageBar>
  );
}
