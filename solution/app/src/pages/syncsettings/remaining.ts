import { useState } from "react";

interface Reading {
  at: number;
  processed: number;
}

const LEAST_WINDOW_MS = 5_000;

/** Seconds until all is processed at the pace seen so far; undefined while too little was seen. */
export function remainingSeconds(first: Reading, now: Reading, total: number): number | undefined {
  const elapsed = now.at - first.at;
  const done = now.processed - first.processed;
  if (elapsed < LEAST_WINDOW_MS || done <= 0) return undefined;
  return Math.max(0, ((total - now.processed) * elapsed) / done / 1000);
}

/** The same for readings that come one after the other; `at` is when the last was made. */
export function useRemaining(at: number, processed: number, total: number): number | undefined {
  const [first, setFirst] = useState<Reading>({ at, processed });
  if (processed < first.processed) setFirst({ at, processed }); // another sync began
  return remainingSeconds(first, { at, processed }, total);
}
