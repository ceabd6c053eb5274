import type { Locator, Page, Route } from "@playwright/test";
import * as data from "./data";
import * as mapping from "./mapping_data";
import * as marketing from "./marketing_data";
import { SETUP } from "./setup_data";

const APP = "https://acd-demo.azurewebsites.net";
const ENTRA = "https://login.microsoftonline.com";
const TENANT = "7e000000-0000-4000-8000-000000000001";
const CLIENT = "ac100000-0000-4000-8000-000000000001";
const USER_NAME = "ada.admin@contoso.example";

export interface Reply {
  /** The network is lost: there is no answer. */
  lost?: true;
  status?: number;
  json?: unknown;
  problem?: { code: string; detail?: string; errors?: unknown[] };
  headers?: Record<string, string>;
}

/** A call as `GET /api/runs`, without its query. */
export type Answers = Record<string, Reply | ((body: unknown) => Reply | Promise<Reply>)>;

export const STANDARD: Answers = {
  "GET /api/me": { json: data.ADMIN },
  "GET /api/setup": { json: SETUP },
  "GET /api/connection": { json: data.CONNECTION },
  "POST /api/connection": { json: data.CONNECTION },
  "GET /api/dashboard": { json: data.DASHBOARD },
  "GET /api/users": { json: { items: data.USERS, next: null } },
  "GET /api/users/search": { json: { items: data.USERS.slice(2) } },
  "PUT /api/users/u2": { json: data.USERS[2] },
  "GET /api/entities/lead/fields": { json: mapping.FIELDS },
  "GET /api/entities/lead/mapping": { json: mapping.MAPPING, headers: { ETag: '"1"' } },
  "GET /api/entities/contact/fields": { json: mapping.FIELDS },
  "GET /api/entities/contact/mapping": { json: mapping.MAPPING, headers: { ETag: '"1"' } },
  "PUT /api/entities/lead/mapping": (body) => ({ json: body, headers: { ETag: '"2"' } }),
  "POST /api/entities/lead/preview": { json: mapping.PREVIEW },
  "GET /api/sync-settings": { json: data.SYNC_SETTINGS },
  "PUT /api/sync-settings": { json: data.SYNC_SETTINGS },
  "GET /api/timeline": { json: data.TIMELINE },
  "POST /api/timeline/backfill": { json: data.TIMELINE },
  "DELETE /api/timeline": { json: data.TIMELINE },
  "GET /api/runs": { json: { items: data.RUNS, next: null } },
  "GET /api/problems": { json: { items: data.PROBLEMS, next: null } },
  "GET /api/records": { json: { items: data.RECORDS, next: "more" } },
  "GET /api/audit": { json: { items: data.AUDIT, next: null } },
  ...marketing.ANSWERS,
};

export interface Options {
  answers?: Answers;
  /** Entra ID knows no session, so that the hidden frame gets no answer. */
  signedOut?: boolean;
  /** Environment variables instead of the usual ones. */
  variables?: Record<string, string>;
}

export interface Backend {
  /** Calls of the app in order, such as `PUT /api/users/u2`. */
  calls: string[];
  /** Bodies that were sent, by call. */
  bodies: Map<string, unknown>;
  /** Other answers from now on. */
  answer(answers: Answers): void;
  signedOut: boolean;
}

/** Plays the function app, Entra ID and Dynamics' Web API for a page. */
export async function backend(page: Page, options: Options = {}): Promise<Backend> {
  const state = await playedApp(page, APP, options);
  const context = page.context();
  await context.route("**/api/data/v9.2/**", (route) => dynamics(route, options.variables));
  await context.route(`${ENTRA}/**`, (route) => entra(route, state));
  return state;
}

/** Plays the function app alone, at an address. */
export async function playedApp(page: Page, at: string, options: Options): Promise<Backend> {
  const answers: Answers = { ...STANDARD, ...options.answers };
  const state: Backend = {
    calls: [],
    bodies: new Map(),
    answer: (more) => Object.assign(answers, more),
    signedOut: options.signedOut ?? false,
  };
  await page.context().route(`${at}/**`, (route) => app(route, answers, state));
  return state;
}

async function dynamics(route: Route, variables = VARIABLES): Promise<void> {
  const path = new URL(route.request().url()).pathname;
  if (path.endsWith("/WhoAmI")) return route.fulfill({ json: { UserId: "u1" } });
  if (path.includes("/systemusers(")) return route.fulfill({ json: { domainname: USER_NAME } });
  const table = /\/(lead|contact)s$/.exec(path)?.[1];
  if (table !== undefined) {
    const filter = new URL(route.request().url()).searchParams.get("$filter") ?? "";
    const ids = [...filter.matchAll(/id eq ([0-9a-f-]{36})/g)].map((found) => found[1] ?? "");
    return route.fulfill({ json: marketing.namesFor(table, ids) });
  }
  const value = Object.entries(variables).map(([schemaname, text]) => ({
    schemaname,
    defaultvalue: null,
    environmentvariabledefinition_environmentvariablevalue: [{ value: text }],
  }));
  return route.fulfill({ json: { value } });
}

const VARIABLES: Record<string, string> = {
  acd_FunctionAppUrl: APP,
  acd_TenantId: TENANT,
  acd_ClientId: CLIENT,
};

const nonces = new Map<string, string>();

async function entra(route: Route, state: Backend): Promise<void> {
  const request = route.request();
  const url = new URL(request.url());
  const cors = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };
  if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
  if (url.pathname.endsWith("/authorize")) {
    const asked = url.searchParams;
    const silent = asked.get("prompt") === "none";
    nonces.set("code", asked.get("nonce") ?? "");
    const answer = new URLSearchParams({ state: asked.get("state") ?? "" });
    if (state.signedOut && silent) {
      answer.set("error", "login_required");
      answer.set("error_description", "AADSTS50058: nobody is signed in.");
    } else {
      answer.set("code", "code");
    }
    const target = `${asked.get("redirect_uri") ?? ""}#${answer.toString()}`;
    return route.fulfill({ status: 302, headers: { Location: target } });
  }
  if (url.pathname.endsWith("/token")) return route.fulfill({ json: tokens(), headers: cors });
  return route.fulfill({ status: 404, headers: cors });
}

function tokens() {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `${ENTRA}/${TENANT}/v2.0`,
    aud: CLIENT,
    tid: TENANT,
    oid: "a0a00000-0000-4000-8000-000000000001",
    sub: "ada",
    preferred_username: USER_NAME,
    name: "Ada Admin",
    nonce: nonces.get("code"),
    iat: now,
    nbf: now,
    exp: now + 3600,
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwt = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.sig`;
  const info = part({ uid: claims.oid, utid: TENANT });
  return {
    token_type: "Bearer",
    scope: `api://${CLIENT}/access_as_user openid profile offline_access`,
    expires_in: 3600,
    access_token: jwt,
    refresh_token: "refresh",
    id_token: jwt,
    client_info: info,
  };
}

async function app(route: Route, answers: Answers, state: Backend): Promise<void> {
  const request = route.request();
  const cors = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
  };
  if (request.method() === "OPTIONS") {
    const allowed = { ...cors, "Access-Control-Allow-Headers": "Authorization, *" };
    return route.fulfill({ status: 204, headers: allowed });
  }
  const call = `${request.method()} ${new URL(request.url()).pathname}`;
  const body = request.postDataJSON() as unknown;
  state.calls.push(call);
  state.bodies.set(call, body);
  const found = answers[call];
  const reply = typeof found === "function" ? await found(body) : found;
  if (reply?.lost) return route.abort("connectionfailed");
  if (reply === undefined) return route.fulfill({ status: 404, headers: cors });
  const headers = { ...cors, ...reply.headers };
  if (reply.problem !== undefined) {
    const status = reply.status ?? 422;
    const document = {
      type: "urn:x",
      title: "T",
      status,
      detail: "Said in English.",
      ...reply.problem,
    };
    const type = { "Content-Type": "application/problem+json" };
    return route.fulfill({
      status,
      body: JSON.stringify(document),
      headers: { ...headers, ...type },
    });
  }
  if (reply.json === undefined) return route.fulfill({ status: reply.status ?? 204, headers });
  return route.fulfill({ status: reply.status ?? 200, json: reply.json, headers });
}

/** A note at the edge of the page; screen readers are told the same beside it. */
export function note(page: Page, text: string): Locator {
  return page.locator(".fui-ToastTitle", { hasText: text });
}
