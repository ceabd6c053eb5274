import type { AuditEntry, Erasure } from "./audit";
import type { HistoryItem, Restore } from "./history";
import type { Answer, Http } from "./http";
import type * as M from "./marketing";
import type { Timeline } from "./timeline";
import type { Preview } from "./preview";
import type * as T from "./types";

const LIMIT = 50;
const ACTIVITIES = 20;
/** All of most accounts, so that a search finds them. */
const AUTOMATIONS = 200;

/** The calls of the contract, one method each. They throw what `Http.send` throws. */
export interface Api {
  me(): Promise<T.Me>;
  setup(signal: AbortSignal): Promise<T.Setup>;
  connection(signal: AbortSignal): Promise<T.Connection>;
  connect(input: T.ConnectionInput): Promise<T.Connection>;
  disconnect(): Promise<void>;
  searchPeople(text: string, signal: AbortSignal): Promise<T.FoundPerson[]>;
  users(after: string | null, signal: AbortSignal): Promise<T.Page<T.RoleHolder>>;
  giveRole(id: string, role: T.Role): Promise<T.RoleHolder>;
  takeRole(id: string): Promise<void>;
  fields(entity: T.Entity, signal: AbortSignal): Promise<T.Fields>;
  mapping(entity: T.Entity, signal: AbortSignal): Promise<Answer<T.Mapping>>;
  setMapping(entity: T.Entity, mapping: T.Mapping, etag: string): Promise<Answer<T.Mapping>>;
  preview(entity: T.Entity, mapping: T.Mapping): Promise<Preview>;
  syncSettings(signal: AbortSignal): Promise<T.SyncSettings>;
  setSyncSettings(change: T.SyncSettingsChange): Promise<T.SyncSettings>;
  /** Mappings and settings as one document. */
  configuration(): Promise<Answer<Record<string, unknown>>>;
  setConfiguration(configuration: Record<string, unknown>, etag: string): Promise<void>;
  timeline(signal: AbortSignal): Promise<Timeline>;
  fillTimeline(days: number): Promise<Timeline>;
  clearTimeline(): Promise<Timeline>;
  dashboard(signal: AbortSignal): Promise<T.Dashboard>;
  runs(after: string | null, signal: AbortSignal): Promise<T.Page<T.Run>>;
  releaseRun(id: string): Promise<void>;
  cancelRun(id: string): Promise<void>;
  problems(
    entity: T.Entity | null,
    after: string | null,
    signal: AbortSignal,
  ): Promise<T.Page<T.SyncProblem>>;
  retryProblem(id: string): Promise<void>;
  dismissProblem(id: string): Promise<void>;
  records(
    entity: T.Entity,
    state: T.RecordState,
    after: string | null,
    signal: AbortSignal,
  ): Promise<T.Page<T.ListedRecord>>;
  history(
    entity: T.Entity,
    id: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<T.Page<HistoryItem>>;
  restore(entity: T.Entity, id: string, itemId: string): Promise<Restore>;
  audit(after: string | null, signal: AbortSignal): Promise<T.Page<AuditEntry>>;
  erasePerson(email: string): Promise<Erasure>;
  record(entity: T.Entity, id: string, signal: AbortSignal): Promise<M.RecordDetails>;
  activities(
    entity: T.Entity,
    id: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<T.Page<M.Activity>>;
  automations(after: string | null, signal: AbortSignal): Promise<T.Page<M.Automation>>;
  campaigns(after: string | null, signal: AbortSignal): Promise<T.Page<M.Campaign>>;
  /** The same `requestId` again does what is left, and nothing twice. */
  enrol(automationId: string, input: M.ActInput, signal: AbortSignal): Promise<M.ActRow[]>;
  /** As `enrol`. */
  send(campaignId: string, input: M.ActInput, signal: AbortSignal): Promise<M.ActRow[]>;
  enrolProgress(requestId: string, signal: AbortSignal): Promise<M.ActProgress>;
  sendProgress(requestId: string, signal: AbortSignal): Promise<M.ActProgress>;
}

export function api(http: Http): Api {
  const get = async <R>(path: string, signal?: AbortSignal) =>
    (await http.send<R>("GET", path, signal && { signal })).data;
  const act = async (method: "POST" | "DELETE", path: string) => {
    await http.send<unknown>(method, path);
  };
  const results = async (path: string, body: M.ActInput, signal: AbortSignal) =>
    (await http.send<{ results: M.ActRow[] }>("POST", path, { body, signal })).data.results;
  return {
    me: () => get("/api/me"),
    setup: (signal) => get("/api/setup", signal),
    connection: (signal) => get("/api/connection", signal),
    connect: async (input) =>
      (await http.send<T.Connection>("POST", "/api/connection", { body: input })).data,
    disconnect: () => act("DELETE", "/api/connection"),
    searchPeople: async (text, signal) =>
      (await get<{ items: T.FoundPerson[] }>(`/api/users/search?${query({ q: text })}`, signal))
        .items,
    users: (after, signal) => get(`/api/users?${page(after)}`, signal),
    giveRole: async (id, role) =>
      (await http.send<T.RoleHolder>("PUT", `/api/users/${part(id)}`, { body: { role } })).data,
    takeRole: (id) => act("DELETE", `/api/users/${part(id)}`),
    fields: (entity, signal) => get(`/api/entities/${entity}/fields`, signal),
    mapping: (entity, signal) => http.send("GET", `/api/entities/${entity}/mapping`, { signal }),
    setMapping: (entity, body, ifMatch) =>
      http.send("PUT", `/api/entities/${entity}/mapping`, { body, ifMatch }),
    preview: async (entity, body) =>
      (await http.send<Preview>("POST", `/api/entities/${entity}/preview`, { body })).data,
    syncSettings: (signal) => get("/api/sync-settings", signal),
    setSyncSettings: async (body) =>
      (await http.send<T.SyncSettings>("PUT", "/api/sync-settings", { body })).data,
    configuration: () => http.send("GET", "/api/configuration"),
    setConfiguration: async (body, ifMatch) => {
      await http.send<unknown>("PUT", "/api/configuration", { body, ifMatch });
    },
    timeline: (signal) => get("/api/timeline", signal),
    fillTimeline: async (days) =>
      (await http.send<Timeline>("POST", "/api/timeline/backfill", { body: { days } })).data,
    clearTimeline: async () => (await http.send<Timeline>("DELETE", "/api/timeline")).data,
    dashboard: (signal) => get("/api/dashboard", signal),
    runs: (after, signal) => get(`/api/runs?${page(after)}`, signal),
    releaseRun: (id) => act("POST", `/api/runs/${part(id)}/release`),
    cancelRun: (id) => act("POST", `/api/runs/${part(id)}/cancel`),
    problems: (entity, after, signal) =>
      get(`/api/problems?${page(after, entity === null ? {} : { entity })}`, signal),
    retryProblem: (id) => act("POST", `/api/problems/${part(id)}/retry`),
    dismissProblem: (id) => act("DELETE", `/api/problems/${part(id)}`),
    records: (entity, state, after, signal) =>
      get(`/api/records?${page(after, { entity, state })}`, signal),
    history: (entity, id, after, signal) =>
      get(`/api/records/${entity}/${part(id)}/history?${page(after)}`, signal),
    restore: async (entity, id, itemId) =>
      (
        await http.send<Restore>(
          "POST",
          `/api/records/${entity}/${part(id)}/history/${part(itemId)}/restore`,
        )
      ).data,
    audit: (after, signal) => get(`/api/audit?${page(after)}`, signal),
    erasePerson: async (email) =>
      (await http.send<Erasure>("POST", "/api/people/erase", { body: { email } })).data,
    record: (entity, id, signal) => get(`/api/records/${entity}/${part(id)}`, signal),
    activities: (entity, id, after, signal) => {
      const limited = page(after, { limit: String(ACTIVITIES) });
      return get(`/api/records/${entity}/${part(id)}/activities?${limited}`, signal);
    },
    automations: (after, signal) =>
      get(`/api/automations?${page(after, { limit: String(AUTOMATIONS) })}`, signal),
    campaigns: (after, signal) => get(`/api/campaigns?${page(after)}`, signal),
    enrol: (id, input, signal) => results(`/api/automations/${part(id)}/enrol`, input, signal),
    send: (id, input, signal) => results(`/api/campaigns/${part(id)}/send`, input, signal),
    enrolProgress: (id, signal) => get(`/api/enrolments/${part(id)}`, signal),
    sendProgress: (id, signal) => get(`/api/sends/${part(id)}`, signal),
  };
}

function page(after: string | null, others: Record<string, string> = {}): string {
  return query({ limit: String(LIMIT), ...others, ...(after !== null && { after }) });
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}

function part(text: string): string {
  return encodeURIComponent(text);
}
