import type { AuditEntry } from "../src/api/audit";
import type { Timeline } from "../src/api/timeline";
import type * as T from "../src/api/types";

/* What the app of the tests answers: a company in the middle of its day, with long names and names
   of many alphabets. */

export const ADMIN: T.Me = { id: "u1", name: "Ada Admin", roles: ["admin", "user"] };
export const SELLER: T.Me = { id: "u2", name: "Sam Seller", roles: ["user"] };

export const CONNECTION: T.Connection = {
  connected: true,
  url: "https://contoso.api-us1.com",
  accountName: "Contoso Olive Oil S.r.l.",
  connectedAt: "2026-11-20T08:15:00Z",
  connectedBy: "Ada Admin",
  webhook: { registered: true, lastReceivedAt: "2026-11-24T09:58:12Z" },
};

export const NOT_CONNECTED: T.Connection = {
  connected: false,
  url: null,
  accountName: null,
  connectedAt: null,
  connectedBy: null,
  webhook: { registered: false, lastReceivedAt: null },
};

export const RUNS: T.Run[] = [
  run("r5", "scheduled", "running", "2026-11-24T10:00:00Z", null, [820, 0, 12, 800, 5, 3]),
  run("r4", "reconcile", "held", "2026-11-24T02:00:00Z", null, [2000, 0, 0, 1200, 30, 0], {
    linked: 2000,
    changed: 770,
    cleared: 412,
    unsubscribed: 3,
    limits: { changedPercent: 30, unsubscribed: 500 },
  }),
  run(
    "r2",
    "scheduled",
    "failed",
    "2026-11-23T22:00:00Z",
    "2026-11-23T22:00:41Z",
    [0, 0, 0, 0, 0, 0],
  ),
  run(
    "r3",
    "reconcile",
    "done",
    "2026-11-23T02:00:00Z",
    "2026-11-23T02:04:10Z",
    [5000, 0, 2, 4990, 0, 8],
  ),
  run(
    "r1",
    "initial",
    "done",
    "2026-11-20T08:20:00Z",
    "2026-11-20T08:31:30Z",
    [5000, 3120, 610, 1190, 72, 8],
  ),
];
const failed = RUNS.find((one) => one.state === "failed");
if (failed) failed.error = "ActiveCampaign refuses the key. Change it on the page Settings.";

function run(
  id: string,
  kind: T.Run["kind"],
  state: T.RunState,
  startedAt: string,
  endedAt: string | null,
  figures: [number, number, number, number, number, number],
  held: T.Held | null = null,
): T.Run {
  const [read, created, updated, unchanged, excluded, failing] = figures;
  const half = (n: number) => Math.floor(n / 2);
  const whole = { read, created, updated, unchanged, excluded, failing };
  const lead = Object.fromEntries(
    Object.entries(whole).map(([name, count]) => [name, half(count)]),
  ) as unknown as T.Figures;
  const contact = Object.fromEntries(
    Object.entries(whole).map(([name, count]) => [name, count - half(count)]),
  ) as unknown as T.Figures;
  return {
    id,
    kind,
    state,
    startedAt,
    endedAt,
    entities: { lead, contact },
    calls: { activecampaign: 142, dynamics: 38 },
    held,
    error: null,
  };
}

function callsByDay(usual: number, throttledToday: number): T.DayOfCalls[] {
  return Array.from({ length: 14 }, (_, place) => ({
    day: `2026-11-${String(11 + place).padStart(2, "0")}`,
    calls: Math.round(usual * (place % 7 > 4 ? 0.3 : 1)),
    throttled: place === 13 ? throttledToday : 0,
  }));
}

export const DASHBOARD: T.Dashboard = {
  connected: true,
  records: {
    lead: { inSync: 1894, excluded: 71, failing: 3 },
    contact: { inSync: 12_930, excluded: 204, failing: 0 },
  },
  lastRun: run(
    "r6",
    "reconcile",
    "done",
    "2026-11-24T02:00:00Z",
    "2026-11-24T02:04:10Z",
    [5000, 0, 2, 4990, 0, 8],
  ),
  heldRun: null,
  nextRunAt: "2026-11-24T12:00:00Z",
  events: Array.from({ length: 14 }, (_, place) => {
    const received = [120, 180, 90, 20, 8, 240, 310, 205, 190, 160, 30, 12, 275, 140][place] ?? 0;
    const day = `2026-11-${String(11 + place).padStart(2, "0")}`;
    return { day, received, applied: place === 13 ? received - 22 : received };
  }),
  backlog: { events: 22, records: 0, drainSeconds: 240 },
  apiBudget: {
    activecampaign: { calls24h: 4210, throttled24h: 3, days: callsByDay(4100, 3) },
    dynamics: { calls24h: 1180, throttled24h: 0, days: callsByDay(1200, 0) },
  },
  reconciliation: { at: "2026-11-24T02:04:10Z", differences: 0, compared: 14_824 },
};

export const USERS: T.RoleHolder[] = [
  holder("u1", "Ada Admin", "ada.admin@contoso.example", "admin"),
  holder("u3", "Anna Acadmin", "anna.acadmin@contoso.example", "admin", "team"),
  holder("u2", "Sam Seller", "sam.seller@contoso.example", "user"),
  holder(
    "u4",
    "Maximiliane-Alexandra von Hohenlohe-Langenburg-Schillingsfürst",
    "maximiliane-alexandra.von.hohenlohe-langenburg-schillingsfuerst@contoso.example",
    "user",
  ),
  holder("u5", "Ελένη Παπαδοπούλου", "eleni.papadopoulou@contoso.example", "user"),
];

function holder(
  id: string,
  name: string,
  email: string,
  role: T.Role,
  via: "direct" | "team" = "direct",
): T.RoleHolder {
  return { id, name, email, role, via };
}

export const PROBLEMS: T.SyncProblem[] = [
  {
    id: "m1",
    entity: "lead",
    recordId: null,
    recordName: null,
    contactId: null,
    field: "field:6",
    code: "drift.options_differ",
    title: "Options have no counterpart",
    detail:
      "The column Membership (acd_membership) has the option Platinum, which the field Membership lacks.",
    remedy: "Add it in ActiveCampaign.",
    firstSeenAt: "2026-11-23T10:00:00Z",
    lastSeenAt: "2026-11-24T08:00:00Z",
    attempts: 12,
  },
  problem("p1", "lead", "Chloé D'Angelo", 4, {
    code: "activecampaign.email_taken",
    title: "The email address is taken",
    detail: "Another contact in ActiveCampaign has this email address.",
    remedy: "Merge the two contacts in ActiveCampaign, or change one of the addresses.",
  }),
  problem("p2", "lead", "Müller & Söhne GmbH — Einkaufsabteilung, Frau Dr. Schmidt-Lübke", 31, {
    code: "mapping.value_too_long",
    title: "A value is too long",
    detail: "mobilephone: 27 characters, 20 allowed.",
    remedy: "Shorten it, or map a longer column.",
  }),
  problem("p3", "contact", "Ελένη Παπαδοπούλου", 2, {
    code: "dataverse.plugin_refused",
    title: "A rule in Dynamics refused the change",
    detail: "Dynamics: A contact of a wholesaler needs a job title.",
    remedy: "Correct the record as the rule asks.",
  }),
];

function problem(
  id: string,
  entity: T.Entity,
  recordName: string,
  attempts: number,
  said: Pick<T.SyncProblem, "code" | "title" | "detail" | "remedy">,
): T.SyncProblem {
  return {
    id,
    entity,
    recordId: `00000000-0000-4000-8000-0000000000${id.slice(1).padStart(2, "0")}`,
    recordName,
    contactId: "77",
    field: null,
    ...said,
    firstSeenAt: "2026-11-21T10:00:00Z",
    lastSeenAt: "2026-11-24T08:00:00Z",
    attempts,
  };
}

const SAM = "a0a00000-0000-4000-8000-000000000003";

export const AUDIT: AuditEntry[] = [
  entry("2026-11-24T09:40:00Z", "campaign.send", "Autumn offer", "contact: done 42, refused 3."),
  entry("2026-11-24T09:12:00Z", "mapping.set", "lead", "14 pairs, criteria 2, direction both."),
  entry("2026-11-21T14:05:00Z", "people.give", SAM, "The role user.", "Sam Seller"),
  entry(
    "2026-11-20T08:15:00Z",
    "connection.connect",
    "https://contoso.api-us1.com",
    "The key was stored.",
  ),
];

function entry(
  at: string,
  act: string,
  target: string,
  detail: string,
  targetName: string | null = null,
): AuditEntry {
  const by = "Ada Admin (a0a00000-0000-4000-8000-000000000001)";
  return { at, by, act, target, targetName, detail };
}

export const TIMELINE: Timeline = {
  on: true,
  installed: true,
  backfill: {
    state: "done",
    startedAt: "2026-11-24T08:00:00.000Z",
    endedAt: "2026-11-24T09:10:00.000Z",
    since: "2026-10-25T08:00:00.000Z",
    processed: 4_210,
    total: 4_210,
    written: 18_344,
    refused: 0,
    error: null,
  },
  removal: null,
};

export const SYNC_SETTINGS: T.SyncSettings = {
  globalSync: true,
  frequencyHours: 2,
  initialSync: { state: "running", processed: 1850, total: 5000, runAutomations: false },
  nextRunAt: "2026-11-24T12:00:00Z",
  timeline: false,
  fuse: { changedPercent: 30, unsubscribed: 500 },
};

export const RECORDS: T.ListedRecord[] = Array.from({ length: 50 }, (_, place) => ({
  id: `00000000-0000-4000-8000-0000000001${String(place).padStart(2, "0")}`,
  name:
    ["Giulia Rossi", "Łukasz Dvořák", "D'Arcy O'Brien", "", "Zoë 🌟 van 't Hof"][place % 5] ?? "",
  contactId: String(place),
  contactUrl: `https://contoso.activehosted.com/app/contacts/${place}`,
  lastSyncedAt: "2026-11-24T08:00:00Z",
  reason: {
    code:
      ["excluded.no_email", "excluded.out_of_scope", "excluded.duplicate_email"][place % 3] ?? "",
    detail: "The record has no email address.",
    remedy: "Enter an email address in Dynamics.",
  },
}));
