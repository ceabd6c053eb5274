/* What the app tells of one record's history. */

import type { Reason } from "./types";

export type Side = "dynamics" | "activecampaign";
export type HistoryValue = string | boolean | string[] | null;

export type HistoryKind =
  | "createdRecord"
  | "createdContact"
  | "linked"
  | "changed"
  | "excluded"
  | "closed"
  | "conflict"
  | "optedOut"
  | "optedIn"
  | "restored";

export interface HistoryConflict {
  field: string;
  base: HistoryValue;
  dynamics: HistoryValue;
  activecampaign: HistoryValue;
  winner: Side;
  because: "policy" | "newest" | "contactRecord";
  restorable: boolean;
}

/** What a sync, or somebody, did with one record. */
export interface HistoryItem {
  id: string;
  at: string;
  kind: HistoryKind;
  runId: string | null;
  contactId: string | null;
  toDynamics: string[];
  toActivecampaign: string[];
  reason: Reason | null;
  conflict: HistoryConflict | null;
  restored: { field: string; side: Side; by: string; of: string } | null;
}

export interface Restore {
  status: "done" | "already";
  side: Side;
}
