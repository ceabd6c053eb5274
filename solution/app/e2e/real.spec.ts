import { expect, test } from "@playwright/test";

/* The steps of a new administrator against the app itself and the stand-ins, not against played
   answers: start them as dev/serve.mjs says, then
   `REAL_URL=http://127.0.0.1:4174 AC_URL=... AC_KEY=... npx playwright test real`. */

const REAL = process.env["REAL_URL"];
const AC_URL = process.env["AC_URL"] ?? "";
const AC_KEY = process.env["AC_KEY"] ?? "";

test.skip(REAL === undefined, "asked for by REAL_URL");
test.use({ ignoreHTTPSErrors: true, baseURL: `${REAL ?? ""}/WebResources/acd_/app/` });
test.setTimeout(240_000);

test("from an empty system to synced contacts", async ({ page }) => {
  const shot = (name: string) =>
    page.screenshot({ path: `screenshots/real_${name}.png`, fullPage: true });
  page.on("pageerror", (fault) => {
    throw fault;
  });

  await page.goto("settings.html");
  await page.getByLabel("API address").fill(AC_URL);
  await page.getByRole("textbox", { name: /API key/ }).fill("not-the-key");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/refuses this key|not an API key/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole("textbox", { name: /API key/ }).fill(AC_KEY);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("is connected and standard fields are mapped")).toBeVisible({
    timeout: 60_000,
  });
  await shot("settings");

  await page.goto("users.html");
  await page.getByRole("combobox", { name: "Person" }).fill("theo");
  await page.getByRole("option", { name: /Theo Team/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".fui-ToastTitle")).toContainText("Theo Team", { timeout: 30_000 });
  await shot("users");

  await page.goto("dataconfiguration.html");
  await page.getByRole("button", { name: "Add fields" }).click();
  await page.getByRole("checkbox", { name: /Membership/ }).check();
  await page.getByRole("button", { name: "Add 1 field" }).click();
  await page.getByRole("combobox", { name: "Dynamics column for Membership" }).click();
  await page.getByRole("listbox").getByRole("option").first().click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.locator(".fui-ToastTitle", { hasText: "Saved." }).or(page.getByText("put right")),
  ).toBeVisible({ timeout: 30_000 });
  await shot("dataconfiguration");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText(/were looked at|Estimated from|Not available/).first()).toBeVisible({
    timeout: 90_000,
  });
  await shot("preview");

  await page.goto("syncsettings.html");
  await expect(page.getByText("Initial sync", { exact: true })).toBeVisible();
  await shot("syncsettings");
  await expect(page.getByText("Done.", { exact: true })).toBeVisible({ timeout: 180_000 });

  for (const name of ["dashboard", "problems", "runs", "audit"]) {
    await page.goto(`${name}.html`);
    await page.getByRole("main").waitFor();
    await page.waitForLoadState("networkidle");
    await shot(name);
  }
});
