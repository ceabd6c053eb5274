import type { Page, Route } from "@playwright/test";
import { CHLOE, manyIds } from "../e2e/marketing_data";

/* The leads of the pictures: made up, and the same each time. */

const NAMES = [
  ["Chloé", "D'Angelo", "Caffè Aurora", "Owner"],
  ["Giulia", "Rossi", "Trattoria del Porto", "Head of purchasing"],
  ["Jonas", "Lindqvist", "Nordic Deli", "Buyer"],
  ["Marta", "Kowalska", "Delikatesy Kraków", "Owner"],
  ["Tomás", "García", "Bodega Sur", "Sommelier"],
  ["Elena", "Fischer", "Feinkost Fischer", "Managing director"],
] as const;

const ids = manyIds(NAMES.length);
const ROWS = NAMES.map(([firstname, lastname, companyname, jobtitle], place) => ({
  leadid: ids[place] ?? CHLOE,
  fullname: `${firstname} ${lastname}`,
  firstname,
  lastname,
  companyname,
  jobtitle,
  subject: "Tasting in Lucca",
  emailaddress1: `${plain(firstname)}.${plain(lastname)}@example.com`,
  telephone1: `+39 055 555 01${20 + place}`,
  donotbulkemail: false,
  modifiedon: `2026-11-1${place}T08:3${place}:00Z`,
}));

/** As it stands in an email address. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

/** Plays the table of leads, one row or all of them; the rest of Dataverse stays as it is. */
export async function playedLeads(page: Page): Promise<void> {
  const leads = /\/api\/data\/v9\.2\/leads[?(]/;
  await page.context().route(leads, (route) => route.fulfill({ json: found(route) }));
  await page
    .context()
    .route("**/acd_marketingactivities?**", (route) => route.fulfill({ json: { value: [] } }));
}

function found(route: Route): object {
  const url = decodeURIComponent(route.request().url());
  const one = /leads\(([^)]+)\)/.exec(url)?.[1];
  return one === undefined ? { value: ROWS } : (ROWS.find((row) => row.leadid === one) ?? {});
}
