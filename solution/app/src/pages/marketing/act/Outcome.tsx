import { Button, MessageBar, MessageBarBody, ProgressBar, Text } from "@fluentui/react-components";
import { CopyRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { SignInRequired } from "../../../auth/faults";
import type { ActRow } from "../../../api/marketing";
import { useExplain, useTexts } from "../../../i18n/context";
import { Fault } from "../../../ui/Fault";
import { useNotify } from "../../../ui/notify";
import { Buttons } from "./Buttons";
import type { Request } from "./kept";
import { isOpen } from "./pursue";
import { Results } from "./Results";
import { Step } from "./Step";
import { asText, tally } from "./tally";
import type { Running } from "./useRequest";

interface Props {
  running: Running;
  request: Request;
  names: ReadonlyMap<string, string> | undefined;
  onClose?: (() => void) | undefined;
}

/** How far a request is, and what became of each record. */
export function Outcome({ running, request, names, onClose }: Props) {
  const { acts, common, dashboard } = useTexts();
  const explain = useExplain();
  const notify = useNotify();
  const [copyFailed, setCopyFailed] = useState(false);
  const { busy, fault } = running;
  const rows: readonly ActRow[] =
    running.rows ?? request.ids.map((id) => ({ id, status: "waiting", reason: null }));
  const through = rows.filter((row) => !isOpen(row)).length;
  const nameOf = (id: string) => names?.get(id) || dashboard.noName;
  const summary = tally(rows)
    .map(([status, count]) => acts.tally[status](count))
    .join(", ");

  const copy = async () => {
    const lines = rows.map((row) => {
      const said = row.reason === null ? null : explain(row.reason);
      return [nameOf(row.id), acts.status[row.status], said === null ? "" : said.text];
    });
    const head = [common.name, acts.result, acts.reason];
    try {
      await navigator.clipboard.writeText(asText([head, ...lines]));
      setCopyFailed(false);
      notify.done(acts.copied);
    } catch {
      setCopyFailed(true);
    }
  };

  return (
    <Step label={acts.doing[request.act](request.targetName)}>
      <Text size={400} weight="semibold">
        {busy
          ? acts.doing[request.act](request.targetName)
          : acts.did[request.act](request.targetName)}
      </Text>
      {busy && (
        <>
          <ProgressBar
            aria-label={acts.progress}
            value={through}
            max={request.ids.length}
            thickness="large"
          />
          <Text role="status">{acts.processed(through, request.ids.length)}</Text>
          <Text size={200}>{acts.keepOpen}</Text>
        </>
      )}
      {!busy && (
        <MessageBar
          intent={fault === null && rows.every((row) => row.status === "done") ? "success" : "info"}
          layout="multiline"
        >
          <MessageBarBody>{summary}</MessageBarBody>
        </MessageBar>
      )}
      {!busy && fault !== null && !(fault instanceof SignInRequired) && (
        <Fault fault={fault}> {acts.stopped}</Fault>
      )}
      {copyFailed && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{acts.copyFailed}</MessageBarBody>
        </MessageBar>
      )}
      {(through > 0 || !busy) && <Results rows={rows} entity={request.entity} nameOf={nameOf} />}
      {!busy && (
        <Buttons>
          {fault !== null && (
            <Button appearance="primary" onClick={() => running.goOn(request)}>
              {acts.goOn}
            </Button>
          )}
          {fault === null && rows.some((row) => row.status === "failed") && (
            <Button appearance="primary" onClick={() => running.again(request)}>
              {acts.again}
            </Button>
          )}
          <Button icon={<CopyRegular />} onClick={() => void copy()}>
            {acts.copy}
          </Button>
          {onClose !== undefined && <Button onClick={onClose}>{common.close}</Button>}
        </Buttons>
      )}
    </Step>
  );
}
