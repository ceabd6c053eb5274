import { Link, makeStyles, Text, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { ApiBudget, Dashboard } from "../../api/types";
import { pageAddress } from "../../host/dynamics";
import { useFormats, useTexts } from "../../i18n/context";
import { Section } from "../../ui/Section";
import { RunState } from "../runs/RunState";

const TWO = "@media (min-width: 520px) and (max-width: 839px)";
const THREE = "@media (min-width: 840px)";
const ROW = { gridColumn: "1 / -1" };

const useStyles = makeStyles({
  grid: {
    display: "grid",
    gap: tokens.spacingHorizontalL,
    // Five cards fill whole rows: two, two and one; three and two.
    [TWO]: { gridTemplateColumns: "repeat(2, minmax(0, 1fr))", "& > :last-child": ROW },
    [THREE]: {
      gridTemplateColumns: "repeat(6, minmax(0, 1fr))",
      "& > *": { gridColumn: "span 2" },
      "& > :nth-child(n + 4)": { gridColumn: "span 3" },
    },
  },
  small: { color: tokens.colorNeutralForeground3, display: "block" },
  run: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  throttled: { color: tokens.colorStatusWarningForeground1, display: "block" },
});

/** Runs, what waits, the daily comparison and the calls, a card each. */
export function Facts({ data, isAdmin }: { data: Dashboard; isAdmin: boolean }) {
  const styles = useStyles();
  const { dashboard, runs } = useTexts();
  const formats = useFormats();
  const { lastRun, nextRunAt, backlog, reconciliation } = data;
  return (
    <div className={styles.grid}>
      <Section title={dashboard.lastRun}>
        {lastRun === null ? (
          <Text>{dashboard.noRun}</Text>
        ) : (
          <div>
            <div className={styles.run}>
              <Text weight="semibold">
                {formats.dateTime(lastRun.endedAt ?? lastRun.startedAt)}
              </Text>
              <RunState state={lastRun.state} />
            </div>
            {isAdmin ? (
              <Link href={pageAddress("runs")}>{runs.kind[lastRun.kind]}</Link>
            ) : (
              <Text>{runs.kind[lastRun.kind]}</Text>
            )}
          </div>
        )}
      </Section>
      <Fact
        title={dashboard.nextRun}
        value={nextRunAt === null ? dashboard.notPlanned : formats.dateTime(nextRunAt)}
        below={nextRunAt === null ? null : formats.relative(nextRunAt)}
      />
      <Fact
        title={dashboard.backlog}
        value={
          backlog.events + backlog.records === 0
            ? dashboard.backlogNone
            : dashboard.backlogEvents(backlog.events)
        }
        below={backlog.events + backlog.records === 0 ? null : <Drain backlog={backlog} />}
      />
      <Fact
        title={dashboard.reconciliation}
        value={
          reconciliation === null
            ? dashboard.notReconciled
            : dashboard.differences(reconciliation.differences)
        }
        below={
          reconciliation === null
            ? null
            : dashboard.reconciled(reconciliation.compared, formats.dateTime(reconciliation.at))
        }
      />
      <Section title={dashboard.budget}>
        <Budget name={runs.activecampaign} budget={data.apiBudget.activecampaign} />
        <Budget name={runs.dynamics} budget={data.apiBudget.dynamics} />
      </Section>
    </div>
  );
}

function Fact({ title, value, below }: { title: string; value: string; below: ReactNode }) {
  const styles = useStyles();
  return (
    <Section title={title}>
      <div>
        <Text weight="semibold" block>
          {value}
        </Text>
        {below !== null && <Text className={styles.small}>{below}</Text>}
      </div>
    </Section>
  );
}

function Drain({ backlog }: { backlog: Dashboard["backlog"] }) {
  const { dashboard } = useTexts();
  const formats = useFormats();
  const { records, drainSeconds } = backlog;
  return (
    <>
      {dashboard.backlogRecords(records)}
      <br />
      {drainSeconds === null
        ? dashboard.drainUnknown
        : dashboard.drain(formats.ahead(drainSeconds))}
    </>
  );
}

function Budget({ name, budget }: { name: string; budget: ApiBudget }) {
  const styles = useStyles();
  const { dashboard } = useTexts();
  return (
    <div>
      <Text block>
        <b>{name}:</b> {dashboard.calls(budget.calls24h)}
      </Text>
      <Text size={200} className={budget.throttled24h > 0 ? styles.throttled : styles.small}>
        {budget.throttled24h > 0
          ? dashboard.throttled(budget.throttled24h)
          : dashboard.notThrottled}
      </Text>
    </div>
  );
}
