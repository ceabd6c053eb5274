import { makeStyles, Text, tokens } from "@fluentui/react-components";
import {
  CheckmarkCircleRegular,
  ClockRegular,
  DismissCircleRegular,
  ProhibitedRegular,
  QuestionCircleRegular,
} from "@fluentui/react-icons";
import type { ReactNode } from "react";
import type { ActRow } from "../../../api/marketing";
import type { Entity } from "../../../api/types";
import { useTexts } from "../../../i18n/context";
import { DataTable, type ColumnOf } from "../../../ui/DataTable";
import { Explained } from "../../../ui/Fault";
import { RecordLink } from "../../../ui/RecordLink";
import type { Status } from "./tally";

const useStyles = makeStyles({
  status: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  done: { color: tokens.colorStatusSuccessForeground1 },
  refused: { color: tokens.colorNeutralForeground2 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  unknown: { color: tokens.colorStatusWarningForeground1 },
});

const ICONS: Readonly<Record<Status, ReactNode>> = {
  done: <CheckmarkCircleRegular />,
  already: <CheckmarkCircleRegular />,
  refused: <ProhibitedRegular />,
  failed: <DismissCircleRegular />,
  unknown: <QuestionCircleRegular />,
  waiting: <ClockRegular />,
};

interface Props {
  rows: readonly ActRow[];
  entity: Entity;
  nameOf: (id: string) => string;
}

/** One row for each record, in the order in which they were chosen. */
export function Results({ rows, entity, nameOf }: Props) {
  const { acts, common } = useTexts();
  const columns: ColumnOf<ActRow>[] = [
    {
      key: "name",
      header: common.name,
      bare: true,
      cell: (row) => <RecordLink entity={entity} id={row.id} name={nameOf(row.id)} />,
    },
    {
      key: "status",
      header: acts.result,
      width: "9rem",
      bare: true,
      cell: (row) => <StatusOf status={row.status} />,
    },
    {
      key: "reason",
      header: acts.reason,
      width: "45%",
      bare: true,
      cell: (row) => (row.reason === null ? "" : <Explained said={row.reason} strong={false} />),
    },
  ];
  return <DataTable label={acts.results} items={rows} keyOf={(row) => row.id} columns={columns} />;
}

function StatusOf({ status }: { status: Status }) {
  const styles = useStyles();
  const { acts } = useTexts();
  const colours: Partial<Record<Status, string>> = styles;
  return (
    <Text className={styles.status}>
      <span className={colours[status === "already" ? "done" : status]} aria-hidden>
        {ICONS[status]}
      </span>
      {acts.status[status]}
    </Text>
  );
}
