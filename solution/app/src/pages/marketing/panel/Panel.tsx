import { makeStyles, tokens } from "@fluentui/react-components";
import { ArrowLeftRegular, FlowRegular, SendRegular } from "@fluentui/react-icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../../api/context";
import { namesOf } from "../../../host/names";
import { useShownRecord, type RecordRef } from "../../../host/shown";
import type { Target } from "../../../host/target";
import { useTexts } from "../../../i18n/context";
import { Command, RefreshCommand } from "../../../ui/command";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Section } from "../../../ui/Section";
import { ActFlow } from "../act/ActFlow";
import type { Act } from "../act/kept";
import { Activities } from "./Activities";
import { Engaged } from "./Engaged";
import { StateOf } from "./StateOf";

/** One person's marketing, beside the record or in its form. */
export function Panel({ target }: { target: Target }) {
  const [act, setAct] = useState<Act | null>(null);
  const first = { entity: target.entity, id: target.ids[0] ?? "" };
  const record = useShownRecord(first, target.inForm || act !== null);
  return act === null ? (
    <Shown key={record.id} record={record} onAct={setAct} />
  ) : (
    <Acting record={record} act={act} onBack={() => setAct(null)} />
  );
}

function useName({ entity, id }: RecordRef): string {
  const { panel } = useTexts();
  const names = useQuery({
    queryKey: ["names", entity, [id]],
    queryFn: ({ signal }) => namesOf(entity, [id], signal),
  });
  return names.data?.get(id) || panel.title;
}

const useStyles = makeStyles({
  facts: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
});

function Shown({ record, onAct }: { record: RecordRef; onAct: (act: Act) => void }) {
  const styles = useStyles();
  const { panel, acts, common } = useTexts();
  const api = useApi();
  const client = useQueryClient();
  const { entity, id } = record;
  const query = useQuery({
    queryKey: ["record", entity, id],
    queryFn: ({ signal }) => api.record(entity, id, signal),
    refetchOnWindowFocus: true,
  });
  const name = useName(record);
  const optedOut = query.data?.optedOut === true;
  return (
    <Page
      title={name}
      description={`${entity === "lead" ? common.lead : common.contact} · ${panel.subtitle}`}
      commands={
        <>
          <Command icon={<FlowRegular />} onClick={() => onAct("enrol")}>
            {acts.title.enrol}
          </Command>
          <Command
            icon={<SendRegular />}
            disabledFocusable={optedOut}
            title={optedOut ? panel.optedOut : undefined}
            onClick={() => onAct("send")}
          >
            {acts.title.send}
          </Command>
          <RefreshCommand
            busy={query.isFetching}
            onClick={() => void client.invalidateQueries({ queryKey: ["record", entity, id] })}
          />
        </>
      }
    >
      <Loaded query={query} rows={4}>
        {(details) => (
          <div className={styles.facts}>
            <StateOf details={details} />
            {details.contactId !== null && (
              <Engaged engagement={details.engagement ?? null} retry={() => void query.refetch()} />
            )}
          </div>
        )}
      </Loaded>
      {query.data !== undefined && query.data.contactId !== null && (
        <Section title={panel.activities}>
          <Activities record={record} />
        </Section>
      )}
    </Page>
  );
}

interface ActingProps {
  record: RecordRef;
  act: Act;
  onBack: () => void;
}

/** Stands in the place of the panel, as there is no room beside it; stays with its record. */
function Acting({ record, act, onBack }: ActingProps) {
  const { acts, common } = useTexts();
  const [busy, setBusy] = useState(false);
  return (
    <Page
      title={acts.title[act]}
      description={useName(record)}
      commands={
        <Command icon={<ArrowLeftRegular />} disabledFocusable={busy} onClick={onBack}>
          {common.back}
        </Command>
      }
    >
      <ActFlow
        act={act}
        entity={record.entity}
        ids={[record.id]}
        onBusy={setBusy}
        onClose={onBack}
      />
    </Page>
  );
}
