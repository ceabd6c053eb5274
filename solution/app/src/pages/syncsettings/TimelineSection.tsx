import {
  Button,
  Dropdown,
  Field,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Option,
  ProgressBar,
  Switch,
  Text,
  tokens,
} from "@fluentui/react-components";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import type { Timeline, TimelineJob } from "../../api/timeline";
import { useFormats, useTexts } from "../../i18n/context";
import { Confirm } from "../../ui/Confirm";
import { Explained, Fault } from "../../ui/Fault";
import { Loaded } from "../../ui/Loaded";
import { Section } from "../../ui/Section";

const KEY = ["timeline"];
const POLL_MS = 4_000;
const SPANS = [30, 90, 365] as const;

const useStyles = makeStyles({
  acts: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-end",
    gap: tokens.spacingHorizontalM,
  },
  last: { marginInlineStart: "auto" },
  jobs: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  line: { fontVariantNumeric: "tabular-nums", color: tokens.colorNeutralForeground2 },
});

interface Props {
  /** As it is on the page, and as it is saved. */
  on: boolean;
  saved: boolean;
  onChange: (on: boolean) => void;
}

/** The switch of the timeline, and what can be done to it as a whole. */
export function TimelineSection({ on, saved, onChange }: Props) {
  const { sync, common } = useTexts();
  const api = useApi();
  const query = useQuery({
    queryKey: [...KEY, saved],
    queryFn: ({ signal }) => api.timeline(signal),
    refetchInterval: ({ state }) => (isBusy(state.data) ? POLL_MS : false),
  });
  return (
    <Section
      title={sync.timeline}
      text={sync.timelineText}
      aside={
        <Switch
          aria-label={sync.timeline}
          label={on ? common.on : common.off}
          checked={on}
          onChange={(_, { checked }) => onChange(checked)}
        />
      }
    >
      <Loaded query={query} rows={1}>
        {(timeline) => <Whole timeline={timeline} saved={saved} />}
      </Loaded>
    </Section>
  );
}

function Whole({ timeline, saved }: { timeline: Timeline; saved: boolean }) {
  const styles = useStyles();
  const { sync } = useTexts();
  const api = useApi();
  const client = useQueryClient();
  const [days, setDays] = useState<number>(SPANS[0]);
  const [asking, setAsking] = useState(false);
  const onSuccess = (news: Timeline) => client.setQueryData([...KEY, saved], news);
  const fill = useMutation({ mutationFn: () => api.fillTimeline(days), onSuccess });
  const clear = useMutation({ mutationFn: () => api.clearTimeline(), onSuccess });
  const busy = isBusy(timeline) || fill.isPending || clear.isPending;
  if (!timeline.installed) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{sync.timelineMissing}</MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <>
      <div className={styles.acts}>
        <Field label={sync.timelineSpan}>
          <Dropdown
            value={sync.lastDays(days)}
            selectedOptions={[String(days)]}
            onOptionSelect={(_, { optionValue }) => setDays(Number(optionValue))}
          >
            {SPANS.map((span) => (
              <Option key={span} value={String(span)}>
                {sync.lastDays(span)}
              </Option>
            ))}
          </Dropdown>
        </Field>
        <Button disabled={!timeline.on} disabledFocusable={busy} onClick={() => fill.mutate()}>
          {sync.timelineFill}
        </Button>
        <Button
          className={styles.last}
          appearance="subtle"
          disabledFocusable={busy}
          onClick={() => setAsking(true)}
        >
          {sync.timelineClear}
        </Button>
      </div>
      {fill.isError && <Fault fault={fill.error} />}
      {clear.isError && <Fault fault={clear.error} />}
      <div className={styles.jobs} aria-live="polite">
        {timeline.backfill !== null && <Job job={timeline.backfill} filling />}
        {timeline.removal !== null && <Job job={timeline.removal} />}
      </div>
      <Confirm
        open={asking}
        title={sync.timelineClearTitle}
        text={sync.timelineClearText}
        act={sync.timelineClear}
        onAnswer={(yes) => {
          setAsking(false);
          if (yes) clear.mutate();
        }}
      />
    </>
  );
}

function Job({ job, filling = false }: { job: TimelineJob; filling?: boolean }) {
  const styles = useStyles();
  const { sync } = useTexts();
  const formats = useFormats();
  const number = formats.number(filling ? job.written : job.processed);
  const words = filling ? sync.timelineFilled(number) : sync.timelineCleared(number);
  return (
    <div>
      {job.state === "running" && (
        <ProgressBar
          aria-label={filling ? sync.timelineFill : sync.timelineClear}
          {...(job.total !== null &&
            job.total > 0 && { value: Math.min(job.processed, job.total), max: job.total })}
        />
      )}
      <Text block className={styles.line}>
        {job.state === "running" && job.total !== null
          ? `${sync.progress(formats.number(job.processed), formats.number(job.total))}. ${words}`
          : words}
        {job.endedAt !== null && ` ${formats.dateTime(job.endedAt)}`}
      </Text>
      {job.refused > 0 && (
        <Text block className={styles.line}>
          {sync.timelineRefused(formats.number(job.refused))}
        </Text>
      )}
      {job.error !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <Explained said={job.error} />
          </MessageBarBody>
        </MessageBar>
      )}
    </div>
  );
}

function isBusy(timeline: Timeline | undefined): boolean {
  return timeline?.backfill?.state === "running" || timeline?.removal?.state === "running";
}
