import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { ENTITIES, type Entity, type Figures, type Run } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { DataTable } from "../../ui/DataTable";
import { Explained } from "../../ui/Fault";
import { LabelledList } from "../../ui/Labelled";
import { SideDrawer } from "../../ui/SideDrawer";
import { duration } from "./duration";
import { HeldRun } from "./HeldRun";
import { RunState } from "./RunState";

const FIGURES = ["read", "created", "updated", "unchanged", "excluded", "failing"] as const;

const useStyles = makeStyles({
  body: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    paddingBottom: tokens.spacingVerticalXL,
  },
});

interface Props {
  run: Run | null;
  /** When `run` was read. */
  readAt: number;
  onClose: () => void;
}

/** All figures of a run, in a drawer; nothing while `run` is null. */
export function RunDetails({ run, readAt, onClose }: Props) {
  const { runs } = useTexts();
  return (
    <SideDrawer
      open={run !== null}
      size="medium"
      title={run !== null && runs.kind[run.kind]}
      onClose={onClose}
    >
      {run !== null && <Details run={run} readAt={readAt} />}
    </SideDrawer>
  );
}

function Details({ run, readAt }: { run: Run; readAt: number }) {
  const styles = useStyles();
  const texts = useTexts();
  const { runs, common } = texts;
  const formats = useFormats();
  const rows = ENTITIES.flatMap((entity) => {
    const figures = run.entities[entity];
    return figures === undefined ? [] : [{ entity, figures }];
  });
  return (
    <div className={styles.body}>
      {run.state === "held" && <HeldRun run={run} />}
      {run.error !== null && (
        <div>
          <Text block size={200}>
            {runs.errorTitle}
          </Text>
          <Explained said={{ code: "", detail: run.error }} />
        </div>
      )}
      <LabelledList
        items={[
          [runs.status, <RunState key="state" state={run.state} />],
          [runs.started, formats.dateTime(run.startedAt)],
          [runs.duration, duration(run, texts, readAt)],
          [`${runs.calls}: ${runs.activecampaign}`, formats.number(run.calls.activecampaign)],
          [`${runs.calls}: ${runs.dynamics}`, formats.number(run.calls.dynamics)],
        ]}
      />
      <DataTable<(typeof FIGURES)[number]>
        label={runs.entity}
        items={FIGURES}
        keyOf={(name) => name}
        columns={[
          {
            key: "figure",
            header: runs.entity,
            bare: true,
            cell: (name) => <Text weight="semibold">{runs.figures[name]}</Text>,
          },
          ...rows.map(({ entity, figures }: { entity: Entity; figures: Figures }) => ({
            key: entity,
            header: entity === "lead" ? common.leads : common.contacts,
            align: "end" as const,
            cell: (name: (typeof FIGURES)[number]) => formats.number(figures[name]),
          })),
        ]}
      />
    </div>
  );
}
