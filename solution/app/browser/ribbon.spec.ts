import { expect, test, type Locator, type Page } from "@playwright/test";
import { findings } from "./axe";
import { control, enter, formOf, inDialog, inPane, linked, listOf } from "./world";

/* What the buttons on leads and contacts do, before the app itself and the stand-ins. */

const BUTTONS = ["Add to automation", "Send campaign", "Marketing"];
const SOME = 5;
const MANY = 100;

interface Mail {
  campaign: string | number;
  email: string;
}

async function outbox(): Promise<Mail[]> {
  const { items } = (await control("activecampaign", "GET", "outbox")) as { items: Mail[] };
  return items;
}

/** Selects the first `count` rows of the list that is open. */
async function select(page: Page, count: number): Promise<void> {
  const boxes = page.getByRole("row").getByRole("checkbox");
  await boxes.nth(1).check();
  // One event for all the others: a hundred clicks by hand would say no more.
  await boxes.evaluateAll((all, last) => {
    for (const box of (all as HTMLInputElement[]).slice(2, last + 1)) box.click();
  }, count);
  await expect(page.getByText(`${count} selected`)).toBeVisible();
}

async function choose(page: Page, name: string): Promise<void> {
  await inDialog(page).getByRole("radio", { name }).check();
  await inDialog(page).getByRole("button", { name: "Next" }).click();
}

/** One entry for each record: a table, or in a dialog too narrow for one a list. */
function results(page: Page): Locator {
  return inDialog(page).getByRole("list", { name: "Results" }).getByRole("listitem");
}

test("people from a list are added to an automation, with one result each", async ({ page }) => {
  await enter(page, "sam", listOf("lead"));
  await select(page, 3);
  await page.getByRole("menuitem", { name: "Add to automation" }).click();
  await choose(page, "Lead nurturing");
  await inDialog(page).getByRole("button", { name: "Add 3 people" }).click();
  await expect(inDialog(page).getByText(/[1-3] done/)).toBeVisible();
  await expect(results(page)).toHaveCount(3);
  for (const one of await results(page).all()) await expect(one).toContainText(/Done|Not done/);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).first().click();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a campaign reaches each person once, though the answer is lost", async ({ page }) => {
  await enter(page, "sam", listOf("contact"));
  await select(page, SOME);
  const before = (await outbox()).length;
  let lost = 0;
  await page.route("**/api/campaigns/*/send", async (route) => {
    if (route.request().method() === "POST" && lost++ === 0) {
      await route.fetch({ timeout: 60_000 });
      await route.abort("connectionreset");
    } else {
      await route.fallback();
    }
  });
  await page.getByRole("menuitem", { name: "Send campaign" }).click();
  await choose(page, "Summer offers");
  await inDialog(page)
    .getByRole("button", { name: `Send to ${SOME} people` })
    .click();
  const rows = results(page);
  await expect(inDialog(page).getByText(/\d+ done/)).toBeVisible({ timeout: 50_000 });
  await expect(rows).toHaveCount(SOME);
  await expect(inDialog(page).getByText(/waiting|unclear/)).toBeHidden();
  expect(lost).toBeGreaterThan(0);
  const done = await rows.getByText("Done", { exact: true }).count();
  const sent = (await outbox()).slice(before);
  expect(sent).toHaveLength(done);
  expect(new Set(sent.map((mail) => mail.email)).size).toBe(done);
});

test("the network fails in the middle of a send: the dialog says where it stands, and goes on", async ({
  page,
  context,
}) => {
  await enter(page, "sam", listOf("contact"));
  await select(page, MANY);
  const before = (await outbox()).length;
  const asked: string[] = [];
  let fail: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  // A browser that goes offline lets open calls be: this one is cut by hand, on its way back.
  await page.route("**/api/campaigns/*/send", async (route) => {
    const request = route.request();
    if (request.method() !== "POST") return route.fallback();
    asked.push((request.postDataJSON() as { requestId: string }).requestId);
    if (asked.length > 1) return route.fallback();
    void route.fetch({ timeout: 0 }).catch(() => undefined);
    await failed;
    return route.abort("internetdisconnected");
  });
  await page.getByRole("menuitem", { name: "Send campaign" }).click();
  await choose(page, "Spring news");
  await inDialog(page).getByRole("button", { name: "Send to 100 people" }).click();
  await expect(inDialog(page).getByText(/^[1-9]\d* of 100 processed$/)).toBeVisible();
  await context.setOffline(true);
  const lookFailed = page.waitForEvent("requestfailed", (request) => request.method() === "GET");
  fail();
  await lookFailed;
  await expect(inDialog(page).getByText(/^[1-9]\d* of 100 processed$/)).toBeVisible();
  await expect(results(page).getByText("Waiting", { exact: true }).first()).toBeVisible();
  await context.setOffline(false);
  await expect(inDialog(page).getByText(/\d+ done/)).toBeVisible({ timeout: 50_000 });
  await expect(results(page)).toHaveCount(MANY);
  await expect(inDialog(page).getByText(/waiting|unclear/)).toBeHidden();
  expect(new Set(asked).size).toBe(1);
  const done = await results(page).getByText("Done", { exact: true }).count();
  const sent = (await outbox()).slice(before);
  expect(sent).toHaveLength(done);
  expect(new Set(sent.map((mail) => mail.email)).size).toBe(done);
});

test("the contacts on an account's form have the buttons, too", async ({ page }) => {
  await enter(page, "sam", "/main.aspx?pagetype=entitylist&etn=account");
  await page.getByRole("row").nth(1).getByRole("link").click();
  const theirs = page.getByRole("region", { name: "Contacts" });
  const rows = theirs.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(theirs.getByRole("menuitem", { name: "Refresh" })).toBeVisible();
  for (const name of BUTTONS) await expect(theirs.getByRole("menuitem", { name })).toBeHidden();
  const name = await rows.first().getByRole("link").innerText();
  await rows.first().getByRole("checkbox").check();
  await theirs.getByRole("menuitem", { name: "Marketing" }).click();
  await expect(inPane(page).getByRole("heading", { name, level: 1 })).toBeVisible();
  await rows.nth(1).getByRole("checkbox").check();
  await expect(theirs.getByRole("menuitem", { name: "Marketing" })).toBeHidden();
  await theirs.getByRole("menuitem", { name: "Add to automation" }).click();
  await expect(inDialog(page).getByText(/^2 contacts/)).toBeVisible();
});

test("of more than a hundred it is said that they are too many", async ({ page }) => {
  await enter(page, "sam", listOf("contact"));
  await page.getByRole("row").nth(1).waitFor();
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("menuitem", { name: "Send campaign" }).click();
  await expect(inDialog(page).getByText(/^1\d\d records are selected$/)).toBeVisible();
  await expect(inDialog(page).getByRole("button", { name: "Next" })).toBeHidden();
});

test("the pane follows the record that is shown beside it", async ({ page }) => {
  const [first, second] = await linked("contact");
  if (first === undefined || second === undefined) throw new Error("nobody was synced");
  await enter(page, "sam", listOf("contact"));
  await page.getByRole("link", { name: first.name }).first().click();
  await page.getByRole("menuitem", { name: "Marketing" }).click();
  await expect(inPane(page).getByRole("heading", { name: first.name, level: 1 })).toBeVisible();
  await page.goBack();
  await page.getByRole("link", { name: second.name }).first().click();
  await expect(inPane(page).getByRole("heading", { name: second.name, level: 1 })).toBeVisible();
});

test("the panel stands on a form where a maker has placed it", async ({ page }) => {
  const [first] = await linked("contact");
  if (first === undefined) throw new Error("nobody was synced");
  await enter(page, "sam", formOf("contact", first.id));
  await page.getByRole("tab", { name: "Marketing" }).click();
  const placed = page.frameLocator(".placed iframe");
  await expect(placed.getByText(/^In sync with ActiveCampaign/)).toBeVisible();
});

test("only holders of a role see buttons; one through a team is a holder", async ({ page }) => {
  await enter(page, "theo", listOf("lead"));
  await page.getByRole("row").nth(1).getByRole("checkbox").check();
  for (const name of BUTTONS) await expect(page.getByRole("menuitem", { name })).toBeVisible();
  const [first] = await linked("lead");
  await enter(page, "ned", formOf("lead", first?.id ?? ""));
  await expect(page.getByRole("menuitem", { name: "Save" })).toBeVisible();
  for (const name of BUTTONS) await expect(page.getByRole("menuitem", { name })).toBeHidden();
});

// Theo is in no other file: they run side by side, and this changes his setting.
test("buttons and panel speak the language that a person chooses", async ({ page }) => {
  await enter(page, "theo", listOf("contact"));
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByRole("menuitem", { name: "Send campaign" })).toBeVisible();
  await page.getByRole("combobox", { name: "Language" }).selectOption("Italiano");
  await page.getByRole("menuitem", { name: "Invia campagna" }).waitFor();
  await page.getByRole("menuitem", { name: "Marketing" }).click();
  await expect(inPane(page).getByRole("button", { name: "Invia campagna" })).toBeVisible();
  expect(await findings(page, "#side-panes iframe")).toEqual([]);
  await page.getByRole("combobox", { name: "Lingua" }).selectOption("English");
  await expect(page.getByRole("menuitem", { name: "Send campaign" })).toBeVisible();
});
