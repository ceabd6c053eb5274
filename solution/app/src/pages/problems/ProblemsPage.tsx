import {
  Badge,
  Button,
  Link,
  makeStyles,
  Tab,
  TabList,
  Text,
  tokens,
  Tooltip,
} from "@fluentui/react-components";
import {
  ArrowRepeatAllRegular,
  CheckmarkCircleRegular,
  EyeOffRegular,
  HistoryRegular,
} from "@fluentui/react-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import { usePages } from "../../api/pages";
import { ApiError } from "../../api/problem";
import type { Entity, SyncProblem } from "../../api/types";
import { pageAddress, pageData } from "../../host/dynamics";
import { useFormats, useTexts } from "../../i18n/context";
import { RefreshCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import type { ColumnOf } from "../../ui/DataTable";
import { EmptyState } from "../../ui/EmptyState";
import { Explained } from "../../ui/Fault";
import { useNotify } from "../../ui/notify";
import { Page } from "../../ui/Page";
import { PagedTable } from "../../ui/PagedTable";
import { RecordHistory } from "../../ui/RecordHistory";
import { RecordLink } from "../../ui/RecordLink";
import { Section } from "../../ui/Section";

type Shown = Entity | "all";

const useStyles = makeStyles({
  actions: { display: "flex", justifyContent: "flex-end", gap: tokens.spacingHorizontalXXS },
  what: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalXXS,
  },
  muted: { color: tokens.colorNeutralForeground3 },
});

function asked(): Shown {
  const entity = pageData().get("entity");
  return entity === "lead" || entity === "contact" ? entity : "all";
}

export default function ProblemsPage() {
  const styles = useStyles();
  const { problems, history, common } = useTexts();
  const formats = useFormats();
  const api = useApi();
  const client = useQueryClient();
  const notify = useNotify();
  const [shown, setShown] = useState<Shown>(asked);
  const [told, setTold] = useState<SyncProblem | null>(null);
  const [dismissing, setDismissing] = useState<SyncProblem | null>(null);
  const pages = usePages(["problems", shown], (after, signal) =>
    api.problems(shown === "all" ? null : shown, after, signal),
  );
  const again = () => client.invalidateQueries({ queryKey: ["problems"] });
  const failed = (fault: Error) => {
    // Solved by a run meanwhile: what was wanted is so.
    if (fault instanceof ApiError && fault.status === 404 && !fault.notAvailable)
      notify.done(problems.gone);
    else notify.failed(fault);
  };
  const retry = useMutation({
    mutationFn: (problem: SyncProblem) => api.retryProblem(problem.id),
    onSuccess: () => notify.done(problems.retried),
    onError: failed,
    onSettled: again,
  });
  const dismiss = useMutation({
    mutationFn: (problem: SyncProblem) => api.dismissProblem(problem.id),
    onSuccess: () => notify.done(problems.dismissed),
    onError: failed,
    onSettled: again,
  });

  const columns: ColumnOf<SyncProblem>[] = [
    {
      key: "record",
      header: problems.record,
      width: "24%",
      bare: true,
      cell: (problem) => (
        <div className={styles.what}>
          <What problem={problem} />
          <Text size={200} className={styles.muted}>
            {common[problem.entity]}
          </Text>
        </div>
      ),
    },
    {
      key: "problem",
      header: problems.problem,
      cell: (problem) => <Explained said={problem} />,
    },
    {
      key: "since",
      header: problems.since,
      width: "9rem",
      cell: (problem) => (
        <>
          <Text block>{formats.date(problem.firstSeenAt)}</Text>
          <Text block size={200} className={styles.muted}>
            {problems.attempts}: {formats.number(problem.attempts)}
          </Text>
        </>
      ),
    },
    {
      key: "actions",
      header: common.actions,
      headerHidden: true,
      width: "8rem",
      bare: true,
      cell: (problem) => {
        const name = problem.recordName ?? problem.field ?? "";
        return (
          <div className={styles.actions}>
            {problem.recordId !== null && (
              <Tooltip relationship="label" content={history.open(name)}>
                <Button
                  appearance="subtle"
                  icon={<HistoryRegular />}
                  onClick={() => setTold(problem)}
                />
              </Tooltip>
            )}
            <Tooltip relationship="label" content={problems.retryOf(name)}>
              <Button
                appearance="subtle"
                icon={<ArrowRepeatAllRegular />}
                disabledFocusable={retry.isPending}
                onClick={() => retry.mutate(problem)}
              />
            </Tooltip>
            <Tooltip relationship="label" content={problems.dismissOf(name)}>
              <Button
                appearance="subtle"
                icon={<EyeOffRegular />}
                disabledFocusable={dismiss.isPending}
                onClick={() => setDismissing(problem)}
              />
            </Tooltip>
          </div>
        );
      },
    },
  ];

  return (
    <Page
      title={problems.title}
      description={problems.description}
      commands={<RefreshCommand busy={pages.isFetching} onClick={() => void again()} />}
    >
      <TabList
        aria-label={problems.filter}
        selectedValue={shown}
        onTabSelect={(_, { value }) => setShown(value as Shown)}
      >
        <Tab value="all">{problems.all}</Tab>
        <Tab value="lead">{common.leads}</Tab>
        <Tab value="contact">{common.contacts}</Tab>
      </TabList>
      <Section title={problems.title} titleHidden>
        <PagedTable
          label={problems.title}
          pages={pages}
          keyOf={(problem) => problem.id}
          columns={columns}
          empty={
            <EmptyState
              as="h2"
              icon={<CheckmarkCircleRegular />}
              title={problems.empty}
              text={problems.emptyText}
            />
          }
        />
      </Section>
      <RecordHistory
        record={
          told?.recordId == null
            ? null
            : { entity: told.entity, id: told.recordId, name: told.recordName ?? "" }
        }
        onClose={() => setTold(null)}
      />
      <Confirm
        open={dismissing !== null}
        title={problems.dismissTitle}
        text={dismissing?.recordId === null ? problems.dismissMappingText : problems.dismissText}
        act={problems.dismiss}
        onAnswer={(yes) => {
          if (yes && dismissing !== null) dismiss.mutate(dismissing);
          setDismissing(null);
        }}
      />
    </Page>
  );
}

/** The record, or the field of a mapping that cannot be used any more. */
function What({ problem }: { problem: SyncProblem }) {
  if (problem.recordId === null) return <OfMapping problem={problem} />;
  return (
    <RecordLink entity={problem.entity} id={problem.recordId} name={problem.recordName ?? ""} />
  );
}

function OfMapping({ problem }: { problem: SyncProblem }) {
  const { problems } = useTexts();
  const name = useFieldName(problem);
  return (
    <>
      <Badge appearance="tint" color="warning">
        {problems.ofMapping}
      </Badge>
      <Text weight="semibold">{name}</Text>
      <Link href={pageAddress("dataconfiguration", { entity: problem.entity })}>
        {problems.openMapping}
      </Link>
    </>
  );
}

/** As people know it; its key until that is read, and of one that is not there any more. */
function useFieldName({ entity, field }: SyncProblem): string {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["fields", entity],
    queryFn: ({ signal }) => api.fields(entity, signal),
    staleTime: Infinity,
  });
  const known =
    data?.activecampaign.find((one) => one.key === field) ??
    data?.dynamics.find((one) => one.name === field);
  return known?.label ?? field ?? "";
}
