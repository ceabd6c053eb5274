/** What people did here, and the deleting of a person's data. */

export interface AuditEntry {
  at: string;
  by: string;
  act: string;
  target: string;
  /** Of an act on a user; null if Dynamics does not know them, or cannot be asked. */
  targetName: string | null;
  detail: string;
}

export interface Erasure {
  removed: Record<
    | "links"
    | "problems"
    | "history"
    | "events"
    | "consentChanges"
    | "acts"
    | "requests"
    | "indexEntries",
    number
  >;
  /** By a keyed hash, so that no sync mails the person again. */
  optOutKept: boolean;
  /** False if events may still wait that could not be looked at. */
  complete: boolean;
}
