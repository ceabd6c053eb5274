import { Text } from "@fluentui/react-components";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/context";
import type { HistoryItem, Side } from "../api/history";
import { usePages } from "../api/pages";
import type { Entity } from "../api/types";
import { useFormats, useTexts } from "../i18n/context";
import { Confirm } from "./Confirm";
import { HistoryEntry } from "./HistoryEntry";
import { useNotify } from "./notify";
import { PagedTable } from "./PagedTable";
import { SideDrawer } from "./SideDrawer";

export interface OfRecord {
  entity: Entity;
  id: string;
  name: string;
}

/** What happened to a record, in a drawer; nothing while `record` is null. */
export function RecordHistory({
  record,
  onClose,
}: {
  record: OfRecord | null;
  onClose: () => void;
}) {
  const { history, dashboard } = useTexts();
  const name = record?.name.trim() === "" ? dashboard.noName : (record?.name ?? "");
  return (
    <SideDrawer
      open={record !== null}
      size="large"
      title={record !== null && history.title(name)}
      onClose={onClose}
    >
      {record !== null && <Items record={record} />}
    </SideDrawer>
  );
}

/** The side to which a losing value is written: that which lost, but for a lead's. */
function lost(item: HistoryItem): Side {
  const conflict = item.conflict;
  const elsewhere = conflict?.winner === "dynamics" || conflict?.because === "contactRecord";
  return elsewhere ? "activecampaign" : "dynamics";
}

function Items({ record: { entity, id } }: { record: OfRecord }) {
  const { history } = useTexts();
  const formats = useFormats();
  const api = useApi();
  const client = useQueryClient();
  const notify = useNotify();
  const [restoring, setRestoring] = useState<HistoryItem | null>(null);
  const key = ["history", entity, id];
  const pages = usePages(key, (after, signal) => api.history(entity, id, after, signal));
  const fields = useQuery({
    queryKey: ["fields", entity],
    queryFn: ({ signal }) => api.fields(entity, signal),
    staleTime: Infinity,
  });
  const labels = new Map(fields.data?.activecampaign.map((field) => [field.key, field.label]));
  const restore = useMutation({
    mutationFn: (item: HistoryItem) => api.restore(entity, id, item.id),
    onSuccess: ({ status }) => notify.done(history[status]),
    onError: (fault) => notify.failed(fault),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <>
      <PagedTable
        label={history.list}
        pages={pages}
        keyOf={(item) => item.id}
        columns={[
          {
            key: "at",
            header: history.at,
            width: "12rem",
            cell: (item) => <Text>{formats.dateTime(item.at)}</Text>,
          },
          {
            key: "what",
            header: history.what,
            cell: (item) => (
              <HistoryEntry
                item={item}
                label={(field) => labels.get(field) ?? field}
                busy={restore.isPending}
                onRestore={() => setRestoring(item)}
              />
            ),
          },
        ]}
        empty={<Text>{history.empty}</Text>}
      />
      <Confirm
        open={restoring !== null}
        title={history.restoreTitle}
        text={restoring === null ? "" : history.restoreText(history.sides[lost(restoring)])}
        act={history.restore}
        onAnswer={(yes) => {
          if (yes && restoring !== null) restore.mutate(restoring);
          setRestoring(null);
        }}
      />
    </>
  );
}
