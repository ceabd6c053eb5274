import type { Reason } from "./types";

/** A back-fill or a removal of the timeline. `total` is null where it is not known before. */
export interface TimelineJob {
  state: "running" | "done" | "failed";
  startedAt: string;
  endedAt: string | null;
  since: string | null;
  processed: number;
  total: number | null;
  written: number;
  refused: number;
  error: Reason | null;
}

export interface Timeline {
  on: boolean;
  installed: boolean;
  backfill: TimelineJob | null;
  removal: TimelineJob | null;
}
