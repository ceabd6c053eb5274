import type { Run } from "../../api/types";
import type { Texts } from "../../i18n/en";

/** How long a run took, or has taken so far, in words. */
export function duration(run: Run, texts: Texts, now: number): string {
  const end = run.endedAt === null ? now : new Date(run.endedAt).getTime();
  const seconds = Math.max(0, Math.round((end - new Date(run.startedAt).getTime()) / 1000));
  if (seconds < 90) return texts.runs.seconds(seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? texts.sync.minutes(minutes) : texts.sync.hours(Math.round(minutes / 60));
}
