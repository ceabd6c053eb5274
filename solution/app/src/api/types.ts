/* The HTTP contract of the function app, as its OpenAPI document tells it. Times are ISO 8601 in
   UTC. What later versions add is optional here, so that older and newer ones are both shown. */

export type Entity = "lead" | "contact";
export const ENTITIES: readonly Entity[] = ["lead", "contact"];

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface FieldFault {
  /** JSON path of what is wrong, such as `fields[2].dynamics`. */
  field: string;
  code: string;
  message: string;
}

export interface ProblemDocument {
  title: string;
  status: number;
  detail: string;
  code: string;
  remedy?: string;
  errors?: FieldFault[];
}

export interface Reason {
  code: string;
  detail: string;
  remedy?: string;
}

export type Role = "admin" | "user";

export interface Me {
  id: string;
  name: string;
  roles: Role[];
}

export type CheckState = "ok" | "todo" | "warning" | "failed";

export interface SetupCheck {
  code: string;
  state: CheckState;
  title: string;
  detail: string;
  remedy: string | null;
}

export interface Setup {
  checks: SetupCheck[];
}

export interface Connection {
  connected: boolean;
  url: string | null;
  accountName: string | null;
  connectedAt: string | null;
  connectedBy: string | null;
  webhook: { registered: boolean; lastReceivedAt: string | null };
  /** What ActiveCampaign refuses of the key. */
  problem?: Reason | null;
}

export interface ConnectionInput {
  url: string;
  key: string;
}

export interface FoundPerson {
  id: string;
  name: string;
  email: string;
}

export interface RoleHolder extends FoundPerson {
  role: Role;
  via: "direct" | "team";
}

export interface AcField {
  key: string;
  label: string;
  type: string;
  custom: boolean;
  options: string[];
}

export interface ColumnOption {
  value: number;
  label: string;
}

export interface Column {
  name: string;
  label: string;
  type: string;
  /** As Dataverse names it; of a DateTime, `DateOnly` or `DateAndTime`. */
  format?: string | null;
  custom: boolean;
  required: boolean;
  maxLength: number | null;
  options: ColumnOption[];
  writable: boolean;
}

export interface Fields {
  activecampaign: AcField[];
  dynamics: Column[];
  compatible: Record<string, string[]>;
}

export type Direction = "both" | "outbound" | "inbound";
export type Policy = "dynamics" | "activecampaign" | "newest";
export type Operator =
  | "equals"
  | "notEquals"
  | "contains"
  | "notContains"
  | "startsWith"
  | "endsWith"
  | "isEmpty"
  | "isNotEmpty"
  | "greaterThan"
  | "lessThan"
  | "before"
  | "after"
  | "anyOf";
export type CriterionValue = string | boolean | number | (string | number)[] | null;

export interface Criterion {
  field: string;
  operator: Operator;
  value: CriterionValue;
}

export interface FieldPair {
  activecampaign: string;
  dynamics: string;
  direction: Direction;
  locked: boolean;
  createOptions?: boolean;
}

export interface Mapping {
  enabled: boolean;
  direction: Direction;
  scope: "all" | "criteria";
  criteria: Criterion[];
  conflict: Policy;
  fields: FieldPair[];
  /** Whom records created from ActiveCampaign belong to; null: the app itself. */
  owner?: Owner | null;
}

export interface Owner {
  id: string;
  kind: "user" | "team";
  name: string;
}

export type FrequencyHours = 1 | 2 | 4 | 6 | 8 | 12 | 24;
export const FREQUENCIES: readonly FrequencyHours[] = [1, 2, 4, 6, 8, 12, 24];

export interface SyncSettings {
  globalSync: boolean;
  frequencyHours: FrequencyHours;
  initialSync: {
    state: "pending" | "running" | "done";
    processed: number;
    total: number;
    runAutomations: boolean;
  };
  nextRunAt: string | null;
  timeline: boolean;
  fuse: { changedPercent: number; unsubscribed: number };
}

export interface SyncSettingsChange {
  globalSync?: boolean;
  frequencyHours?: FrequencyHours;
  initialSync?: { runAutomations: boolean };
  timeline?: boolean;
  fuse?: { changedPercent?: number; unsubscribed?: number };
}

export interface Figures {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  excluded: number;
  failing: number;
}

/** What a held run would do. Numbers of linked records, and of people who would be unsubscribed. */
export interface Held {
  linked: number;
  changed: number;
  cleared: number;
  unsubscribed: number;
  limits: { changedPercent: number; unsubscribed: number };
}

export type RunState = "running" | "held" | "done" | "failed";

export interface Run {
  id: string;
  kind: "initial" | "scheduled" | "reconcile";
  state: RunState;
  startedAt: string;
  endedAt: string | null;
  entities: Partial<Record<Entity, Figures>>;
  calls: { activecampaign: number; dynamics: number };
  held: Held | null;
  error: string | null;
}

export interface DayOfEvents {
  /** `YYYY-MM-DD`, in UTC. */
  day: string;
  received: number;
  applied: number;
}

export interface DayOfCalls {
  day: string;
  calls: number;
  throttled: number;
}

export interface ApiBudget {
  calls24h: number;
  throttled24h: number;
  days: DayOfCalls[];
}

export interface StateCounts {
  inSync: number;
  excluded: number;
  failing: number;
}

export interface Dashboard {
  connected: boolean;
  records: Record<Entity, StateCounts>;
  lastRun: Run | null;
  /** A run that waits for an administrator; another may have ended since. */
  heldRun: Run | null;
  nextRunAt: string | null;
  events: DayOfEvents[];
  /** `drainSeconds` is null where nobody can tell how long it takes. */
  backlog: { events: number; records: number; drainSeconds: number | null };
  apiBudget: { activecampaign: ApiBudget; dynamics: ApiBudget };
  /** The daily comparison of all links; null before the first. */
  reconciliation: { at: string; compared: number; differences: number } | null;
}

/** A record that cannot be synced, or, with `recordId` null, a field that the mapping cannot use. */
export interface SyncProblem {
  id: string;
  entity: Entity;
  recordId: string | null;
  recordName: string | null;
  contactId: string | null;
  field?: string | null;
  code: string;
  title: string;
  detail: string;
  remedy: string;
  firstSeenAt: string;
  lastSeenAt: string;
  attempts: number;
}

export type RecordState = "inSync" | "excluded" | "failing";

export interface ListedRecord {
  id: string;
  name: string;
  contactId: string | null;
  contactUrl: string | null;
  lastSyncedAt: string | null;
  reason: Reason | null;
}
