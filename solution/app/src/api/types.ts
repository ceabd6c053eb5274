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
}

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

export interface ApiBudget {
  calls24h: number;
  throttled24h: number;
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
  nextRunAt: string | null;
  events: { day: string; received: number; applied: number }[];
  backlog: { events: number; records: number };
  apiBudget: { activecampaign: ApiBudget; dynamics: ApiBudget };
  /** The daily comparison of all links; null before the first. */
  reconciliation?: { at: string; differences: number; compared?: number } | null;
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

export interface AuditEntry {
  at: string;
  by: string;
  act: string;
  target: string;
  detail: string;
}
