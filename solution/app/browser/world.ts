import type { FrameLocator, Page } from "@playwright/test";

/* What tests know of the world around the browser: where it is, and what can be done behind its back. */

export type Person = "ada" | "anna" | "sam" | "nora" | "theo" | "ned";
export type Place = "shell" | "app" | "entra" | "dataverse" | "activecampaign";

type Addresses = Readonly<Record<Place | "key", string>>;

export function world(): Addresses {
  return JSON.parse(process.env["STAGE"] ?? "{}") as Addresses;
}

/** Signs a person in to the shell and opens a page of it. */
export async function enter(page: Page, person: Person, target = "/main.aspx"): Promise<void> {
  const asked = new URLSearchParams({ person, to: target });
  await page.goto(`${world().shell}/_shell/sign-in?${asked.toString()}`);
  await page.getByRole("navigation").waitFor();
}

export function listOf(table: "lead" | "contact"): string {
  return `/main.aspx?pagetype=entitylist&etn=${table}`;
}

export function formOf(table: "lead" | "contact", id: string): string {
  return `/main.aspx?pagetype=entityrecord&etn=${table}&id=${id}`;
}

export function appPage(name: string): string {
  return `/main.aspx?pagetype=webresource&webresourceName=acd_/app/${name}.html`;
}

/** The page of the product that is open in the middle. */
export function inside(page: Page): FrameLocator {
  return page.frameLocator("#page iframe");
}

export function inDialog(page: Page): FrameLocator {
  return page.frameLocator("dialog iframe");
}

export function inPane(page: Page): FrameLocator {
  return page.frameLocator("#side-panes iframe");
}

/** A control route of a stand-in. */
export async function control(
  place: Place,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(`${world()[place]}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? null : (JSON.parse(text) as unknown);
}

/** What the app's own API answers a person. */
export async function api(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown; etag: string | null }> {
  const { token } = (await control("entra", "POST", "tokens", { person })) as { token: string };
  const answer = await fetch(world().app + path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const content: unknown = text === "" ? null : JSON.parse(text);
  return { status: answer.status, body: content, etag: answer.headers.get("etag") };
}

export interface Linked {
  id: string;
  name: string;
  contactId: string;
}

/** Records of a table that are in sync. */
export async function linked(table: "lead" | "contact"): Promise<Linked[]> {
  const { body } = await api("ada", "GET", `/api/records?entity=${table}&state=inSync&limit=100`);
  return (body as { items: Linked[] }).items;
}

/** A contact in ActiveCampaign by its email, as its own API shows it. */
export async function contactOf(email: string): Promise<{ email: string } | undefined> {
  const { activecampaign, key } = world();
  const query = new URLSearchParams({ email }).toString();
  const answer = await fetch(`${activecampaign}/api/3/contacts?${query}`, {
    headers: { "Api-Token": key },
  });
  const { contacts } = (await answer.json()) as { contacts: { email: string }[] };
  return contacts[0];
}
