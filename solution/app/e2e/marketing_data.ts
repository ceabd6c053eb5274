import type { ActRow, Activity, Campaign, RecordDetails } from "../src/api/marketing";

/* One person with everything, and what can be done for many. */

export const CHLOE = "0a1b2c3d-0000-4000-8000-000000000001";

/** `count` ids, of which the first is Chloé's. */
export function manyIds(count: number): string[] {
  return Array.from(
    { length: count },
    (_, place) => `0a1b2c3d-0000-4000-8000-${String(place + 1).padStart(12, "0")}`,
  );
}

const NAMES = [
  "Chloé D'Angelo",
  "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximiliana",
  "Иван Петров",
  "山田 太郎",
  "Giulia Rossi",
];

/** The answer of Dynamics for the names of these records. */
export function namesFor(entity: string, ids: readonly string[]) {
  const value = ids.map((id, place) => ({
    [`${entity}id`]: id,
    fullname: place < NAMES.length ? NAMES[place] : `Person ${place + 1}`,
  }));
  return { value };
}

export const RECORD: RecordDetails = {
  state: "inSync",
  contactId: "4711",
  contactUrl: "https://contoso.activehosted.com/app/contacts/4711",
  lastSyncedAt: "2026-11-24T09:40:00Z",
  reason: null,
  optedOut: false,
  engagement: {
    score: 1240,
    lastOpenAt: "2026-11-23T17:02:00Z",
    lastClickAt: null,
    lists: [
      { id: "1", name: "Newsletter of the Contoso Olive Oil Company", status: "subscribed" },
      { id: "2", name: "Offers", status: "unsubscribed" },
      { id: "3", name: null, status: "unconfirmed" },
    ],
    tags: ["[D365: Lead]", "[D365: Pushed from Dynamics]", "Wholesale", "Tasting in Lucca 2026"],
  },
};

export const LEFT_OUT: RecordDetails = {
  state: "excluded",
  contactId: null,
  contactUrl: null,
  lastSyncedAt: null,
  reason: {
    code: "excluded.no_email",
    detail: "The record has no email address.",
    remedy: "Enter one in Dynamics.",
  },
  optedOut: false,
  engagement: null,
};

export const ACTIVITIES: Activity[] = [
  activity("a1", "opened", "Email opened", { campaign: "Spring harvest", detail: "The new oil" }),
  activity("a2", "clicked", "Link clicked", {
    campaign: "Spring harvest",
    url: "https://contoso.example/shop/extra-virgin?from=mail&a-very-long-address=without-any-space",
  }),
  activity("a3", "sent", "Email sent", { campaign: "Spring harvest", detail: "The new oil" }),
  activity("a4", "automation", "Automation entered", { detail: "Welcome" }),
  activity("a5", "subscribed", "Subscribed to a list", { detail: "Newsletter" }),
  activity("a6", "unsubscribed", "Unsubscribed from a list", { detail: "Offers · too many" }),
  activity("a7", "tag", "Tag added", { detail: "Wholesale" }),
  activity("a8", "bounced", "Email bounced", { detail: "5.1.1 User unknown" }),
  activity("a9", "note", "Note added", { detail: "Met at the fair; wants a sample." }),
  activity("a10", "other", "EcomOrderActivity add", {}),
];

function activity(
  id: string,
  kind: Activity["kind"],
  title: string,
  more: Partial<Activity>,
): Activity {
  const hour = String(20 - Number(id.slice(1))).padStart(2, "0");
  const at = `2026-11-23T${hour}:15:00Z`;
  return { id, at, kind, title, detail: null, campaign: null, url: null, ...more };
}

export const AUTOMATIONS = ["Birthday", "Welcome", "Win back"].map((name, place) => ({
  id: String(place + 1),
  name,
}));

export const CAMPAIGNS: Campaign[] = [
  {
    id: "11",
    name: "Spring harvest",
    subject: "The new oil is here, and it is the best in years",
    sentAt: "2026-11-02T08:00:00Z",
  },
  { id: "12", name: "Wholesale prices 2027", subject: null, sentAt: null },
];

/** One row an id: mostly done, and one of each other end. */
export function rowsFor(ids: readonly string[]): ActRow[] {
  const others: Record<number, Omit<ActRow, "id">> = {
    1: {
      status: "refused",
      reason: { code: "person.opted_out", detail: "The person has opted out of marketing mail." },
    },
    2: {
      status: "unknown",
      reason: {
        code: "action.outcome_unknown",
        detail: "ActiveCampaign gave no answer, so it is not known whether it was done.",
      },
    },
    3: {
      status: "failed",
      reason: { code: "remote.retry_later", detail: "ActiveCampaign does not answer." },
    },
  };
  return ids.map((id, place) => ({ id, ...(others[place] ?? { status: "done", reason: null }) }));
}

const OF_CHLOE = `GET /api/records/lead/${CHLOE}`;

export const ANSWERS = {
  [OF_CHLOE]: { json: RECORD },
  [`${OF_CHLOE}/activities`]: { json: { items: ACTIVITIES, next: "more" } },
  "GET /api/automations": { json: { items: AUTOMATIONS, next: null } },
  "GET /api/campaigns": { json: { items: CAMPAIGNS, next: "more" } },
  "POST /api/automations/2/enrol": answered,
  "POST /api/campaigns/11/send": answered,
};

function answered(body: unknown) {
  return { json: { results: rowsFor((body as { ids: string[] }).ids) } };
}

/** Where a button opens the page. */
export function marketingPage(act: string, ids: readonly string[], lcid = 1033): string {
  const data = new URLSearchParams({ act, entity: "lead", ids: ids.join(",") }).toString();
  return `marketing.html?${new URLSearchParams({ userlcid: String(lcid), data }).toString()}`;
}
