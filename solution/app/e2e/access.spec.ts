import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
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
  { name: "English, wide, light", lcid: 1033, width: 1280, colorScheme: "light" },
  { name: "Italian, narrow, dark", lcid: 1040, width: 400, colorScheme: "dark" },
] as const;

/** Fluent's own, which hand the focus on at once: nobody ever stands on one. */
const FOCUS_GUARDS = "[data-tabster-dummy]";

async function findings(page: Page) {
  const { violations } = await new AxeBuilder({ page }).exclude(FOCUS_GUARDS).analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
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
        expect(faults).toEqual([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBeLessThanOrEqual(look.width);
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

    async function fits(page: Page) {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(look.width);
    }

    test("axe finds nothing on the marketing panel, and it fits its width", async ({ page }) => {
      await backend(page);
      await page.goto(marketingPage("show", [CHLOE], look.lcid));
      await page.getByText("EcomOrderActivity").waitFor();
      expect(await findings(page)).toEqual([]);
      await fits(page);
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
      await fits(page);
    });
  });
}
