import {
  Link,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from "@fluentui/react-components";
import { PlugDisconnectedRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useIsAdmin } from "../../api/context";
import { ENTITIES, type Dashboard, type DayOfCalls } from "../../api/types";
import { pageAddress } from "../../host/dynamics";
import { useTexts } from "../../i18n/context";
import { RefreshCommand } from "../../ui/command";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Section } from "../../ui/Section";
import { HeldRun } from "../runs/HeldRun";
import { DaysChart } from "./DaysChart";
import { RecordsList, type ListAsked } from "./RecordsList";
import { StateTiles } from "./StateTiles";
import { Facts } from "./Facts";
import { Welcome } from "./Welcome";

const REFRESH_MS = 60_000;

const useStyles = makeStyles({
  two: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 24rem), 1fr))",
    gap: tokens.spacingHorizontalL,
  },
});

export default function DashboardPage() {
  const { dashboard } = useTexts();
  const api = useApi();
  const query = useQuery({
    queryKey: ["dashboard"],
    queryFn: ({ signal }) => api.dashboard(signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page
      title={dashboard.title}
      description={dashboard.description}
      commands={<RefreshCommand busy={query.isFetching} onClick={() => void query.refetch()} />}
    >
      <Loaded query={query} rows={8}>
        {(data) => (data.connected ? <Connected data={data} /> : <NotConnected />)}
      </Loaded>
    </Page>
  );
}

function NotConnected() {
  const { dashboard } = useTexts();
  if (useIsAdmin()) return <Welcome />;
  return (
    <EmptyState
      as="h2"
      icon={<PlugDisconnectedRegular />}
      title={dashboard.notConnectedUser}
      text={dashboard.notConnectedUserText}
    />
  );
}

function Connected({ data }: { data: Dashboard }) {
  const styles = useStyles();
  const { dashboard, runs } = useTexts();
  const { activecampaign, dynamics } = data.apiBudget;
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<ListAsked | null>(null);
  return (
    <>
      {data.heldRun !== null && (isAdmin ? <HeldRun run={data.heldRun} /> : <HeldNote />)}
      <div className={styles.two}>
        {ENTITIES.map((entity) => (
          <StateTiles
            key={entity}
            entity={entity}
            counts={data.records[entity]}
            {...(isAdmin && { onOpen: (state) => setAsked({ entity, state }) })}
          />
        ))}
      </div>
      <Facts data={data} isAdmin={isAdmin} />
      <Section title={dashboard.events}>
        <DaysChart
          title={dashboard.events}
          whole={dashboard.received}
          part={dashboard.applied}
          none={dashboard.noEvents}
          days={data.events.map(({ day, received, applied }) => ({
            day,
            whole: received,
            part: applied,
          }))}
        />
      </Section>
      <div className={styles.two}>
        <CallsChart title={dashboard.callsTo(runs.activecampaign)} days={activecampaign.days} />
        <CallsChart title={dashboard.callsTo(runs.dynamics)} days={dynamics.days} />
      </div>
      <RecordsList asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function CallsChart({ title, days }: { title: string; days: readonly DayOfCalls[] }) {
  const { dashboard } = useTexts();
  return (
    <Section title={title}>
      <DaysChart
        title={title}
        whole={dashboard.callsMade}
        part={dashboard.callsThrottled}
        none={dashboard.noCalls}
        days={days.map(({ day, calls, throttled }) => ({ day, whole: calls, part: throttled }))}
        partIsBad
        named={7}
      />
    </Section>
  );
}

function HeldNote() {
  const { dashboard } = useTexts();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{dashboard.heldTitle}</MessageBarTitle>
        <Link href={pageAddress("runs")}>{dashboard.seeRun}</Link>
      </MessageBarBody>
    </MessageBar>
  );
}
