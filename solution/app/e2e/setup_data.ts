import type * as T from "../src/api/types";

/* What the set-up check says on the way: in the words of the app. */

const DYNAMICS = [
  check("setup.dynamics", "ok", "Dynamics", "https://contoso.crm4.dynamics.com can be reached."),
  check("setup.tracking", "ok", "Change tracking", "It is on for leads and contacts."),
  check("setup.opt_out", "ok", "Opt-out column", "donotbulkemail is there for leads and contacts."),
];
const NOT_BEGUN = check(
  "setup.initial_sync",
  "todo",
  "Initial sync",
  "It has not begun.",
  "It begins and ends by itself once an account is connected and sync is on.",
);
const SYNC_OFF = check(
  "setup.global_sync",
  "warning",
  "Sync",
  "It is switched off.",
  "Switch it on on the page Sync settings.",
);
const TIMELINE_OFF = check("setup.timeline", "ok", "Timeline", "It is switched off.");

const CONNECTION = check(
  "setup.connection",
  "ok",
  "ActiveCampaign",
  "Contoso Olive Oil S.r.l. is connected.",
);
const THE_REST = [
  check("setup.mapping.contact", "ok", "Mapping of contacts", "4 fields are mapped."),
  check("setup.mapping.lead", "ok", "Mapping of leads", "4 fields are mapped."),
  SYNC_OFF,
  NOT_BEGUN,
  TIMELINE_OFF,
];

/** After the first step of the guide. */
export const SETUP_CONNECTED: T.Setup = {
  checks: [
    ...DYNAMICS,
    CONNECTION,
    check("setup.webhook", "ok", "Webhook", "An event was received at 2026-11-24 09:58."),
    ...THE_REST,
  ],
};

/** Connected, the other steps still to come, and a webhook that somebody switched off. */
export const SETUP: T.Setup = {
  checks: [
    ...DYNAMICS,
    CONNECTION,
    check(
      "setup.webhook",
      "failed",
      "Webhook",
      "It is switched off in ActiveCampaign: changes there come with the next run only.",
      "Connect again on the page Settings; the app also repairs it once a day.",
    ),
    ...THE_REST,
  ],
};

/** Right after the import of the solution. */
export const SETUP_AT_FIRST: T.Setup = {
  checks: [
    ...DYNAMICS,
    check(
      "setup.connection",
      "todo",
      "ActiveCampaign",
      "No account is connected.",
      "Enter address and key on the page Settings.",
    ),
    ...(["contact", "lead"] as const).map((entity) =>
      check(
        `setup.mapping.${entity}`,
        "todo",
        `Mapping of ${entity}s`,
        "There is no mapping yet.",
        "Connect an account: the standard fields are mapped then.",
      ),
    ),
    SYNC_OFF,
    NOT_BEGUN,
    TIMELINE_OFF,
  ],
};

function check(
  code: string,
  state: T.CheckState,
  title: string,
  detail: string,
  remedy: string | null = null,
): T.SetupCheck {
  return { code, state, title, detail, remedy };
}
