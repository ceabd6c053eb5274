import { test } from "@playwright/test";
import { backend } from "./backend";
import { NOT_CONNECTED } from "./data";
import { CHLOE, LEFT_OUT, manyIds, marketingPage } from "./marketing_data";

/* Pictures to look at: `npm run screenshots`. They are no test. */
test.describe.configure({ mode: "parallel" });

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
const NOW = new Date("2026-11-24T10:05:00Z");
const LOOKS = [
  { name: "en_wide_light", lcid: 1033, width: 1280, dark: false },
  { name: "it_wide_dark", lcid: 1040, width: 1280, dark: true },
  { name: "it_narrow_light", lcid: 1040, width: 400, dark: false },
  { name: "en_narrow_dark", lcid: 1033, width: 400, dark: true },
];

for (const look of LOOKS) {
  for (const name of PAGES) {
    test(`${name} ${look.name}`, async ({ page }) => {
      await page.clock.setFixedTime(NOW);
      await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light" });
      await page.setViewportSize({ width: look.width, height: 900 });
      await backend(page);
      await page.goto(`${name}.html?userlcid=${look.lcid}`);
      await page.getByRole("main").waitFor();
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screenshots/${name}_${look.name}.png`, fullPage: true });
    });
  }

  test(`states ${look.name}`, async ({ page }) => {
    await page.clock.setFixedTime(NOW);
    await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light" });
    await page.setViewportSize({ width: look.width, height: 900 });
    const world = await backend(page);
    const shot = async (name: string) => {
      await page.waitForTimeout(500);
      await page.screenshot({ path: `screenshots/${name}_${look.name}.png`, fullPage: true });
    };
    await page.goto(`dataconfiguration.html?userlcid=${look.lcid}`);
    await page.getByRole("button", { name: /^(Preview|Anteprima)$/ }).click();
    await page.getByText("Chloé").first().waitFor();
    await shot("preview");
    await page.goto(`dashboard.html?userlcid=${look.lcid}`);
    await page.getByRole("button", { name: /204/ }).click();
    await page.getByText("Giulia Rossi").first().waitFor();
    await shot("records");
    world.answer({ "GET /api/connection": { json: NOT_CONNECTED } });
    world.answer({ "GET /api/setup": { status: 404 } });
    await page.goto(`settings.html?userlcid=${look.lcid}`);
    await page.getByRole("button", { name: /^(Connect|Collega)$/ }).click();
    await shot("connect");
    world.answer({ "GET /api/dashboard": { json: { connected: false } } });
    await page.goto(`dashboard.html?userlcid=${look.lcid}`);
    await page.getByRole("main").waitFor();
    await shot("welcome");
  });

  test(`marketing ${look.name}`, async ({ page }) => {
    await page.clock.setFixedTime(NOW);
    await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light" });
    await page.setViewportSize({ width: look.width === 400 ? 400 : 640, height: 900 });
    const world = await backend(page);
    const shot = async (name: string) => {
      await page.waitForTimeout(500);
      await page.screenshot({
        path: `screenshots/marketing_${name}_${look.name}.png`,
        fullPage: true,
      });
    };
    await page.goto(marketingPage("show", [CHLOE], look.lcid));
    await page.getByText("EcomOrderActivity").waitFor();
    await shot("panel");
    world.answer({ [`GET /api/records/lead/${CHLOE}`]: { json: LEFT_OUT } });
    await page.goto(marketingPage("show", [CHLOE], look.lcid));
    await page.getByRole("main").waitFor();
    await shot("left_out");
    await page.goto(marketingPage("send", manyIds(12), look.lcid));
    await page.getByRole("radio", { name: /Spring harvest/ }).check();
    await shot("choose");
    await page.getByRole("button", { name: /^(Next|Avanti)$/ }).click();
    await page.getByText("Person 12").waitFor();
    await shot("ask");
    await page.getByRole("button", { name: /^(Send to|Invia a)/ }).click();
    await page.getByRole("button", { name: /^(Copy|Copia)/ }).waitFor();
    await shot("results");
    await page.goto(marketingPage("send", manyIds(137), look.lcid));
    await page.getByText("137").first().waitFor();
    await shot("too_many");
  });
}
