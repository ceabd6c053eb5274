/* What a mapping would do, as the app tells it before it is saved. */

import type { Reason } from "./types";

export type PreviewAction = "create" | "update" | "none" | "excluded" | "problem";

export interface PreviewChange {
  /** Key of the ActiveCampaign field on both sides, or `optedOut` for the person's consent. */
  field: string;
  side?: "activecampaign" | "dynamics";
  from: string | null;
  to: string | null;
}

export interface PreviewRecord {
  /** Null for a record that would be created in Dynamics. */
  id: string | null;
  contactId?: string | null;
  name: string;
  action: PreviewAction;
  changes: PreviewChange[];
  reason: Reason | null;
}

export interface Preview {
  matching: number;
  create: number;
  update: number;
  none: number;
  excluded: number;
  failing?: number;
  examined?: number;
  estimated?: boolean;
  sample: PreviewRecord[];
}
