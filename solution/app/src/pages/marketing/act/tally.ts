import type { ActRow } from "../../../api/marketing";

export type Status = ActRow["status"];

/** In the order in which they are told. */
const STATUSES: readonly Status[] = ["done", "already", "refused", "failed", "unknown", "waiting"];

/** How many rows are of each status; those of none are left out. */
export function tally(rows: readonly ActRow[]): [Status, number][] {
  return STATUSES.flatMap((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return count === 0 ? [] : [[status, count]];
  });
}

/** A table for a spreadsheet: columns apart by tabs, rows by line breaks. */
export function asText(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, " ").trim()).join("\t"))
    .join("\n");
}
