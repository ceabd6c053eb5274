/* The part of the contract that salespeople use: see types.ts. */

import type { Entity, Reason, RecordState } from "./types";

export type ListStatus = "unconfirmed" | "subscribed" | "unsubscribed" | "bounced" | "unknown";

/** Null is what ActiveCampaign does not tell. */
export interface Engagement {
  score: number | null;
  lastOpenAt: string | null;
  lastClickAt: string | null;
  lists: { id: string; name: string | null; status: ListStatus }[];
  tags: string[] | null;
}

/** How one record stands. `engagement` is null without a contact in ActiveCampaign, and while
    ActiveCampaign cannot be asked. */
export interface RecordDetails {
  state: RecordState | "notSynced";
  contactId: string | null;
  contactUrl: string | null;
  lastSyncedAt: string | null;
  reason: Reason | null;
  optedOut: boolean;
  engagement?: Engagement | null;
}

export type ActivityKind =
  | "sent"
  | "opened"
  | "clicked"
  | "bounced"
  | "unsubscribed"
  | "subscribed"
  | "automation"
  | "tag"
  | "note"
  | "other";

/** `title` is one of a closed set, or what an unknown activity calls itself. */
export interface Activity {
  id: string;
  at: string;
  kind: ActivityKind;
  title: string;
  detail: string | null;
  campaign: string | null;
  url: string | null;
}

export interface Automation {
  id: string;
  name: string;
}

export interface Campaign {
  id: string;
  name: string;
  subject: string | null;
  sentAt: string | null;
}

/** Records that one enrol or send may name. */
export const MOST_IDS = 100;

export interface ActInput {
  entity: Entity;
  ids: readonly string[];
  requestId: string;
}

/** `waiting`: it has not been tried yet, or is being tried now. */
export interface ActRow {
  id: string;
  status: "done" | "already" | "refused" | "failed" | "unknown" | "waiting";
  reason: Reason | null;
}

/** `interrupted`: some rows are not through, and nobody is at it. */
export interface ActProgress {
  state: "running" | "done" | "interrupted";
  results: ActRow[];
}
