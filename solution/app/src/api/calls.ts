import type { Answer, Http } from "./http";
import type * as T from "./types";

const LIMIT = 50;

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
  preview(entity: T.Entity, mapping: T.Mapping): Promise<T.Preview>;
  syncSettings(signal: AbortSignal): Promise<T.SyncSettings>;
  setSyncSettings(change: T.SyncSettingsChange): Promise<T.SyncSettings>;
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
  audit(after: string | null, signal: AbortSignal): Promise<T.Page<T.AuditEntry>>;
}

export function api(http: Http): Api {
  const get = async <R>(path: string, signal?: AbortSignal) =>
    (await http.send<R>("GET", path, signal && { signal })).data;
  const act = async (method: "POST" | "DELETE", path: string) => {
    await http.send<unknown>(method, path);
  };
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
      (await http.send<T.Preview>("POST", `/api/entities/${entity}/preview`, { body })).data,
    syncSettings: (signal) => get("/api/sync-settings", signal),
    setSyncSettings: async (body) =>
      (await http.send<T.SyncSettings>("PUT", "/api/sync-settings", { body })).data,
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
    audit: (after, signal) => get(`/api/audit?${page(after)}`, signal),
  };
}

function page(after: string | null, others: Record<string, string> = {}): string {
  return query({ ...others, limit: String(LIMIT), ...(after !== null && { after }) });
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}

function part(text: string): string {
  return encodeURIComponent(text);
}
