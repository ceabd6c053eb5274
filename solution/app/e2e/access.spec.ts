import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { webDarkTheme, webLightTheme } from "@fluentui/react-components";
import { FOCUS_GUARDS, settled } from "../browser/axe";
import { backend } from "./backend";
import { NOT_CONNECTED } from "./data";
import { CHLOE, manyIds, marketingPage } from "./marketing_data";

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
const LOOKS = [
  { name: "English, wide, light", lcid: 1033, width: 1280, otherWidth: 400, colorScheme: "light" },
  { name: "Italian, narrow, dark", lcid: 1040, width: 400, otherWidth: 1280, colorScheme: "dark" },
] as const;

const GROUND = {
  light: webLightTheme.colorNeutralBackground1,
  dark: webDarkTheme.colorNeutralBackground1,
};
/** All that a background can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

async function findings(page: Page, rules: string[] = []) {
  await settled(page.locator("body"));
  const axe = new AxeBuilder({ page }).exclude(FOCUS_GUARDS);
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

/** Has the system's background change under the open page. */
async function paint(page: Page, colorScheme: keyof typeof GROUND): Promise<void> {
  await page.emulateMedia({ colorScheme });
  const ground = () =>
    page
      .locator(".fui-FluentProvider")
      .first()
      .evaluate((one) => getComputedStyle(one).getPropertyValue("--colorNeutralBackground1"));
  await expect.poll(ground).toBe(GROUND[colorScheme]);
}

async function fits(page: Page, width: number) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(width);
}

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width: look.width, height: 900 });
    });

    for (const name of PAGES) {
      test(`axe finds nothing on ${name}, and it fits its width`, async ({ page }) => {
        const faults: string[] = [];
        page.on("console", (message) => {
          if (/Content Security Policy|Warning:/.test(message.text())) faults.push(message.text());
        });
        page.on("pageerror", (fault) => faults.push(String(fault)));
        await backend(page);
        await page.goto(`${name}.html?userlcid=${look.lcid}`);
        await page.getByRole("main").waitFor();
        await page.waitForLoadState("networkidle");
        expect(await findings(page)).toEqual([]);
        await fits(page, look.width);
        // The page follows at once: with the other look, each two of the three meet.
        await paint(page, look.colorScheme === "light" ? "dark" : "light");
        expect(await findings(page, COLOURS)).toEqual([]);
        await page.setViewportSize({ width: look.otherWidth, height: 900 });
        expect(await findings(page)).toEqual([]);
        await fits(page, look.otherWidth);
        expect(faults).toEqual([]);
      });
    }

    test("axe finds nothing in drawers, dialogs and what is not there yet", async ({ page }) => {
      const world = await backend(page);
      await page.goto(`dataconfiguration.html?userlcid=${look.lcid}`);
      await page.getByRole("button", { name: /^(Preview|Anteprima)$/ }).click();
      await page.getByText("Chloé").first().waitFor();
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: /^(Close|Chiudi)$/ }).click();
      await page.getByRole("button", { name: /^(Add fields|Aggiungi campi)$/ }).click();
      await page.getByRole("dialog").waitFor();
      expect(await findings(page)).toEqual([]);

      await page.goto(`dashboard.html?userlcid=${look.lcid}`);
      await page.getByRole("button", { name: /204/ }).click();
      await page.getByText("Giulia Rossi").first().waitFor();
      expect(await findings(page)).toEqual([]);

      world.answer({ "GET /api/connection": { json: NOT_CONNECTED } });
      world.answer({ "GET /api/setup": { status: 404 } });
      world.answer({ "GET /api/dashboard": { json: { connected: false } } });
      await page.goto(`settings.html?userlcid=${look.lcid}`);
      await page.getByRole("button", { name: /^(Connect|Collega)$/ }).click();
      expect(await findings(page)).toEqual([]);
      await page.goto(`dashboard.html?userlcid=${look.lcid}`);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      expect(await findings(page)).toEqual([]);
    });

    test("axe finds nothing on the marketing panel, and it fits its width", async ({ page }) => {
      await backend(page);
      await page.goto(marketingPage("show", [CHLOE], look.lcid));
      await page.getByText("EcomOrderActivity").waitFor();
      expect(await findings(page)).toEqual([]);
      await fits(page, look.width);
    });

    test("axe finds nothing in the steps of an act, and they fit their width", async ({ page }) => {
      await backend(page);
      await page.goto(marketingPage("send", manyIds(12), look.lcid));
      await page.getByRole("radio", { name: /Spring harvest/ }).check();
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: /^(Next|Avanti)$/ }).click();
      await page.getByText("Person 12").waitFor();
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: /^(Send to|Invia a)/ }).click();
      await page.getByRole("button", { name: /^(Copy|Copia)/ }).waitFor();
      expect(await findings(page)).toEqual([]);
      await fits(page, look.width);
    });
  });
}
