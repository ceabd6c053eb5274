import { Link, makeStyles, Text, tokens } from "@fluentui/react-components";
import { HistoryRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useApi } from "../../api/context";
import { usePages } from "../../api/pages";
import type { Figures, Run } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { RefreshCommand } from "../../ui/command";
import type { ColumnOf } from "../../ui/DataTable";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { PagedTable } from "../../ui/PagedTable";
import { Section } from "../../ui/Section";
import { duration } from "./duration";
import { HeldRun } from "./HeldRun";
import { RunDetails } from "./RunDetails";
import { RunState } from "./RunState";

const useStyles = makeStyles({
  failing: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold },
});

/** Of all entities of a run. */
export function sum(run: Run, names: readonly (keyof Figures)[]): number {
  return Object.values(run.entities).reduce(
    (total, figures) => total + names.reduce((part, name) => part + figures[name], 0),
    0,
  );
}

export default function RunsPage() {
  const styles = useStyles();
  const texts = useTexts();
  const { runs } = texts;
  const formats = useFormats();
  const api = useApi();
  const [openId, setOpenId] = useState<string | null>(null);
  const pages = usePages(["runs"], (after, signal) => api.runs(after, signal));
  const open = pages.items?.find((run) => run.id === openId) ?? null;
  const held = pages.items?.filter((run) => run.state === "held") ?? [];
  const columns: ColumnOf<Run>[] = [
    {
      key: "kind",
      header: runs.run,
      bare: true,
      cell: (run) => (
        <Link
          as="button"
          aria-label={runs.open(runs.kind[run.kind], formats.dateTime(run.startedAt))}
          onClick={() => setOpenId(run.id)}
        >
          <Text weight="semibold">{runs.kind[run.kind]}</Text>
        </Link>
      ),
    },
    {
      key: "state",
      header: runs.status,
      width: "8rem",
      cell: (run) => <RunState state={run.state} />,
    },
    {
      key: "started",
      header: runs.started,
      width: "12rem",
      cell: (run) => <Text>{formats.dateTime(run.startedAt)}</Text>,
    },
    {
      key: "duration",
      header: runs.duration,
      width: "8rem",
      cell: (run) => <Text>{duration(run, texts, pages.dataUpdatedAt)}</Text>,
    },
    {
      key: "changed",
      header: runs.changed,
      width: "6rem",
      align: "end",
      cell: (run) => <Text>{formats.number(sum(run, ["created", "updated"]))}</Text>,
    },
    {
      key: "failing",
      header: runs.failing,
      width: "6rem",
      align: "end",
      cell: (run) => {
        const count = sum(run, ["failing"]);
        return (
          <Text className={count > 0 ? styles.failing : undefined}>{formats.number(count)}</Text>
        );
      },
    },
  ];
  return (
    <Page
      title={runs.title}
      description={runs.description}
      commands={<RefreshCommand busy={pages.isFetching} onClick={() => void pages.refetch()} />}
    >
      {held.map((run) => (
        <HeldRun key={run.id} run={run} />
      ))}
      <Section title={runs.title} titleHidden>
        <PagedTable
          label={runs.title}
          pages={pages}
          keyOf={(run) => run.id}
          columns={columns}
          empty={
            <EmptyState
              as="h2"
              icon={<HistoryRegular />}
              title={runs.empty}
              text={runs.emptyText}
            />
          }
        />
      </Section>
      <RunDetails run={open} readAt={pages.dataUpdatedAt} onClose={() => setOpenId(null)} />
    </Page>
  );
}
