import { Checkbox, makeStyles, ProgressBar, Text, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, ClockRegular } from "@fluentui/react-icons";
import type { SyncSettings } from "../../api/types";
import type { Texts } from "../../i18n/en";
import { useFormats, useTexts } from "../../i18n/context";
import { Section } from "../../ui/Section";
import { useRemaining } from "./remaining";

const useStyles = makeStyles({
  state: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS },
  ok: { color: tokens.colorStatusSuccessForeground1, fontSize: "20px" },
  waiting: { color: tokens.colorNeutralForeground3, fontSize: "20px" },
  line: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
    marginTop: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
  },
  hint: { color: tokens.colorNeutralForeground3, display: "block", marginInlineStart: "32px" },
});

interface Props {
  sync: SyncSettings["initialSync"];
  /** When `sync` was read. */
  readAt: number;
  /** Global sync is off, as saved: nothing starts or goes on. */
  paused: boolean;
  runAutomations: boolean;
  onRunAutomations: (on: boolean) => void;
}

export function InitialSync({ sync, readAt, paused, runAutomations, onRunAutomations }: Props) {
  const styles = useStyles();
  const { sync: texts } = useTexts();
  const formats = useFormats();
  const processed = formats.number(sync.processed);
  const total = formats.number(sync.total);
  return (
    <Section title={texts.initial} text={texts.initialText}>
      {sync.state === "pending" && (
        <div className={styles.state}>
          <ClockRegular className={styles.waiting} aria-hidden />
          <Text>
            <b>{texts.pending}.</b> {paused ? texts.pendingPaused : texts.pendingText}
          </Text>
        </div>
      )}
      {sync.state === "running" && <Progress sync={sync} readAt={readAt} paused={paused} />}
      {sync.state === "done" && (
        <div className={styles.state}>
          <CheckmarkCircleFilled className={styles.ok} aria-hidden />
          <Text>
            <b>{texts.done}.</b> {sync.total > 0 && texts.progress(processed, total)}
          </Text>
        </div>
      )}
      {sync.state === "pending" && (
        <div>
          <Checkbox
            label={texts.runAutomations}
            checked={runAutomations}
            onChange={(_, { checked }) => onRunAutomations(checked === true)}
          />
          <Text size={200} className={styles.hint}>
            {texts.runAutomationsText}
          </Text>
        </div>
      )}
    </Section>
  );
}

function Progress({ sync, readAt, paused }: Pick<Props, "sync" | "readAt" | "paused">) {
  const styles = useStyles();
  const { sync: texts } = useTexts();
  const formats = useFormats();
  const seconds = useRemaining(readAt, sync.processed, sync.total);
  const remaining =
    seconds === undefined ? texts.estimating : texts.remaining(span(seconds, texts));
  return (
    <div>
      <ProgressBar
        thickness="large"
        aria-label={texts.progressLabel}
        {...(sync.total > 0 && { value: Math.min(sync.processed, sync.total), max: sync.total })}
      />
      <div className={styles.line}>
        <Text>{texts.progress(formats.number(sync.processed), formats.number(sync.total))}</Text>
        <Text>{paused ? texts.paused : remaining}</Text>
      </div>
    </div>
  );
}

/** A span of time in the roughest unit that says it. */
function span(seconds: number, texts: Texts["sync"]): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return texts.lessThanMinute;
  return minutes < 90 ? texts.minutes(minutes) : texts.hours(Math.round(minutes / 60));
}
