import { Button, Text, Tooltip } from "@fluentui/react-components";
import { HistoryRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useApi } from "../../api/context";
import { usePages } from "../../api/pages";
import type { Entity, ListedRecord, RecordState } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import type { ColumnOf } from "../../ui/DataTable";
import { Explained } from "../../ui/Fault";
import { PagedTable } from "../../ui/PagedTable";
import { RecordHistory } from "../../ui/RecordHistory";
import { RecordLink } from "../../ui/RecordLink";
import { SideDrawer } from "../../ui/SideDrawer";

export interface ListAsked {
  entity: Entity;
  state: RecordState;
}

/** One of the three lists, in a drawer; nothing while `asked` is null. */
export function RecordsList({ asked, onClose }: { asked: ListAsked | null; onClose: () => void }) {
  const { dashboard, common } = useTexts();
  const name = asked?.entity === "lead" ? common.leads : common.contacts;
  return (
    <SideDrawer
      open={asked !== null}
      size="large"
      title={asked !== null && dashboard.listTitle[asked.state](name)}
      onClose={onClose}
    >
      {asked !== null && <Records {...asked} />}
    </SideDrawer>
  );
}

function Records({ entity, state }: ListAsked) {
  const { dashboard, history, common } = useTexts();
  const formats = useFormats();
  const api = useApi();
  const pages = usePages(["records", entity, state], (after, signal) =>
    api.records(entity, state, after, signal),
  );
  const [told, setTold] = useState<ListedRecord | null>(null);
  const record: ColumnOf<ListedRecord> = {
    key: "record",
    header: dashboard.record,
    bare: true,
    cell: (one) => (
      <RecordLink entity={entity} id={one.id} name={one.name} contactUrl={one.contactUrl} />
    ),
  };
  const synced: ColumnOf<ListedRecord> = {
    key: "synced",
    header: dashboard.synced,
    width: "12rem",
    cell: (one) => (
      <Text>{one.lastSyncedAt === null ? "–" : formats.dateTime(one.lastSyncedAt)}</Text>
    ),
  };
  const why: ColumnOf<ListedRecord> = {
    key: "why",
    header: dashboard.why,
    width: "60%",
    cell: (one) => (one.reason === null ? "" : <Explained said={one.reason} strong={false} />),
  };
  const past: ColumnOf<ListedRecord> = {
    key: "history",
    header: common.actions,
    headerHidden: true,
    width: "3rem",
    bare: true,
    cell: (one) => (
      <Tooltip relationship="label" content={history.open(one.name)}>
        <Button appearance="subtle" icon={<HistoryRegular />} onClick={() => setTold(one)} />
      </Tooltip>
    ),
  };
  return (
    <>
      <PagedTable
        label={dashboard.records}
        pages={pages}
        keyOf={(one) => one.id}
        columns={[record, state === "inSync" ? synced : why, past]}
        empty={<Text>{dashboard.listEmpty}</Text>}
      />
      <RecordHistory record={told && { entity, ...told }} onClose={() => setTold(null)} />
    </>
  );
}
