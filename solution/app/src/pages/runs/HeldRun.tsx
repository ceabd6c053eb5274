import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from "@fluentui/react-components";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import { ApiError } from "../../api/problem";
import type { Run } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Confirm } from "../../ui/Confirm";
import { Fault } from "../../ui/Fault";
import { useNotify } from "../../ui/notify";
import { heldWords } from "./held";

const useStyles = makeStyles({
  list: { margin: `${tokens.spacingVerticalXS} 0`, paddingInlineStart: tokens.spacingHorizontalL },
});

/** What a held run would do, and the decision on it. */
export function HeldRun({ run }: { run: Run }) {
  const styles = useStyles();
  const { runs } = useTexts();
  const api = useApi();
  const client = useQueryClient();
  const notify = useNotify();
  const [asking, setAsking] = useState<"release" | "cancel" | null>(null);
  const decide = useMutation({
    mutationFn: (decision: "release" | "cancel") =>
      decision === "release" ? api.releaseRun(run.id) : api.cancelRun(run.id),
    onSuccess: (_, decision) => notify.done(decision === "release" ? runs.released : runs.canceled),
    onError: (fault) => {
      // Somebody else was quicker: what is shown now is loaded anew.
      if (fault instanceof ApiError && fault.status === 409) notify.done(runs.ended);
    },
    onSettled: () => client.invalidateQueries(),
  });
  const words = run.held === null ? [] : heldWords(run.held, runs.heldFigures);
  const releasing = asking === "release";
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{runs.heldTitle}</MessageBarTitle>
          {runs.heldText}
          {words.length > 0 && (
            <ul className={styles.list} aria-label={runs.heldWould}>
              {words.map((word) => (
                <li key={word}>{word}</li>
              ))}
            </ul>
          )}
        </MessageBarBody>
        <MessageBarActions>
          <Button
            appearance="primary"
            size="small"
            disabledFocusable={decide.isPending}
            onClick={() => setAsking("release")}
          >
            {runs.release}
          </Button>
          <Button
            size="small"
            disabledFocusable={decide.isPending}
            onClick={() => setAsking("cancel")}
          >
            {runs.cancelRun}
          </Button>
        </MessageBarActions>
      </MessageBar>
      {decide.isError && <Fault fault={decide.error} />}
      <Confirm
        open={asking !== null}
        title={releasing ? runs.releaseTitle : runs.cancelTitle}
        text={releasing ? runs.releaseText : runs.cancelText}
        act={releasing ? runs.release : runs.cancelRun}
        onAnswer={(yes) => {
          if (yes && asking !== null) decide.mutate(asking);
          setAsking(null);
        }}
      />
    </>
  );
}
