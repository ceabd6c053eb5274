import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { playedApp } from "../e2e/backend";
import { NOT_CONNECTED } from "../e2e/data";
import { CHLOE } from "../e2e/marketing_data";
import { SETUP_AT_FIRST, SETUP_CONNECTED } from "../e2e/setup_data";
import { appPage, enter, formOf, inDialog, inPane, inside, listOf, world } from "../browser/world";
import { playedLeads } from "./people";

/* `make screenshots`: no test, but what README and guides show. */

const IMAGES = resolve(import.meta.dirname, "../../../docs/images");
const MOST_LOOKS = 10;
const BETWEEN_LOOKS_MS = 150;
const NOW = new Date("2026-11-24T10:05:00Z");
const PAGES = [
  "dashboard",
  "settings",
  "users",
  "dataconfiguration",
  "syncsettings",
  "problems",
  "runs",
  "audit",
];
const WORDS = {
  en: {
    id: 1033,
    connect: "Connect",
    preview: "Preview",
    enrol: "Add to automation",
    send: "Send campaign",
    next: "Next",
    toThree: "Send to 3 people",
    inSync: /^In sync with ActiveCampaign/,
  },
  it: {
    id: 1040,
    connect: "Collega",
    preview: "Anteprima",
    enrol: "Aggiungi ad automazione",
    send: "Invia campagna",
    next: "Avanti",
    toThree: "Invia a 3 persone",
    inSync: /^Sincronizzato con ActiveCampaign|^Allineato con ActiveCampaign/,
  },
} as const;
type Language = keyof typeof WORDS;

/** Signs in, in that language, with everything played. */
async function open(page: Page, language: Language, target: string) {
  await page.clock.setFixedTime(NOW);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await enter(page, "ada");
  const languageId = WORDS[language].id;
  await page.request.post(`${world().shell}/_shell/language`, { data: { languageId } });
  const played = await playedApp(page, world().app, {
    answers: { "GET /api/setup": { json: SETUP_CONNECTED } },
  });
  await playedLeads(page);
  await page.goto(world().shell + target);
  return played;
}

/** Writes the picture once nothing moves any more: when two in a row are the same. */
async function shoot(page: Page, language: Language, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.mouse.move(0, 0); // off the button, which would be drawn as pointed at
  const look = () => page.screenshot({ animations: "disabled", caret: "hide" });
  let before = await look();
  for (let left = MOST_LOOKS; left > 0; left--) {
    await page.waitForTimeout(BETWEEN_LOOKS_MS);
    const now = await look();
    if (now.equals(before)) break;
    before = now;
  }
  await mkdir(`${IMAGES}/${language}`, { recursive: true });
  await writeFile(`${IMAGES}/${language}/${name}.png`, before);
}

for (const language of ["en", "it"] as const) {
  const words = WORDS[language];

  for (const name of PAGES) {
    test(`${name} ${language}`, async ({ page }) => {
      await open(page, language, appPage(name));
      await inside(page).getByRole("main").waitFor();
      await expect(inside(page).locator(".fui-Spinner")).toHaveCount(0);
      await shoot(page, language, name);
    });
  }

  test(`before the account is connected ${language}`, async ({ page }) => {
    const played = await open(page, language, "/_shell/static/dom.js");
    played.answer({ "GET /api/dashboard": { json: { connected: false } } });
    played.answer({ "GET /api/connection": { json: NOT_CONNECTED } });
    played.answer({ "GET /api/setup": { json: SETUP_AT_FIRST } });
    await page.goto(world().shell + appPage("dashboard"));
    await inside(page).getByRole("main").waitFor();
    await shoot(page, language, "welcome");
    await page.goto(world().shell + appPage("settings"));
    await inside(page).getByRole("button", { name: words.connect }).waitFor();
    await shoot(page, language, "connect");
  });

  test(`the preview of a mapping ${language}`, async ({ page }) => {
    await open(page, language, appPage("dataconfiguration"));
    await inside(page).getByRole("button", { name: words.preview }).click();
    await inside(page).getByText("Chloé").first().waitFor();
    await shoot(page, language, "preview");
  });

  test(`the panel beside a lead ${language}`, async ({ page }) => {
    await open(page, language, formOf("lead", CHLOE));
    await page.getByRole("menuitem", { name: "Marketing" }).click();
    await expect(inPane(page).getByText(words.inSync)).toBeVisible();
    await shoot(page, language, "panel");
  });

  test(`a campaign for people of a list ${language}`, async ({ page }) => {
    await open(page, language, listOf("lead"));
    const boxes = page.getByRole("row").getByRole("checkbox");
    for (const place of [1, 2, 3]) await boxes.nth(place).check();
    await page.getByRole("menuitem", { name: words.enrol }).waitFor();
    await shoot(page, language, "list");
    await page.getByRole("menuitem", { name: words.send }).click();
    await inDialog(page)
      .getByRole("radio", { name: /Spring harvest/ })
      .check();
    await shoot(page, language, "send_choose");
    await inDialog(page).getByRole("button", { name: words.next }).click();
    await inDialog(page).getByRole("button", { name: words.toThree }).waitFor();
    await shoot(page, language, "send_confirm");
    await inDialog(page).getByRole("button", { name: words.toThree }).click();
    await inDialog(page).getByRole("list").first().waitFor();
    await shoot(page, language, "send_results");
  });
}
