import { expect, test } from "@playwright/test";
import { backend } from "./backend";
import { SELLER } from "./data";

test("whoever is signed in to Dynamics is signed in without a question", async ({ page }) => {
  const world = await backend(page);
  await page.goto("runs.html");
  await expect(page.getByRole("heading", { name: "Runs", level: 1 })).toBeVisible();
  expect(world.calls).toContain("GET /api/me");
});

test("tokens stay in the tab", async ({ page }) => {
  await backend(page);
  await page.goto("runs.html");
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
  const [local, session] = await page.evaluate(() => [
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
  ]);
  expect(local).not.toContain("accesstoken");
  expect(session).toContain("accesstoken");
});

test("where the hidden sign-in is blocked, one click signs in", async ({ page }) => {
  await backend(page, { signedOut: true });
  await page.goto("runs.html");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Runs", level: 1 })).toBeVisible();
});

test("a blocked pop-up is explained", async ({ page }) => {
  await backend(page, { signedOut: true });
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await page.goto("runs.html");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("blocked the sign-in window")).toBeVisible();
});

test("a token that expires in the middle leaves the page, and what was typed, in place", async ({
  page,
}) => {
  const world = await backend(page);
  await page.goto("syncsettings.html");
  await page.getByRole("textbox", { name: /Largest share/ }).fill("45");
  const refused = { status: 401, problem: { code: "auth.unauthenticated" } };
  world.answer({ "PUT /api/sync-settings": refused });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your sign-in has expired")).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Your sign-in has expired")).toBeHidden();
  await expect(page.getByRole("textbox", { name: /Largest share/ })).toHaveValue("45");
});

test("missing environment variables are named", async ({ page }) => {
  await backend(page, { variables: { acd_TenantId: "t" } });
  await page.goto("dashboard.html");
  await expect(page.getByText("acd_FunctionAppUrl, acd_ClientId")).toBeVisible();
});

test("a salesperson sees the dashboard, but no set-up page", async ({ page }) => {
  await backend(page, { answers: { "GET /api/me": { json: SELLER } } });
  await page.goto("settings.html");
  await expect(page.getByText("This page is for administrators")).toBeVisible();
  await page.goto("dashboard.html");
  await expect(page.getByText("1,894")).toBeVisible();
  await expect(page.getByRole("button", { name: /1,894/ })).toBeHidden();
});

test("somebody without a role is told whom to ask", async ({ page }) => {
  const refused = { status: 403, problem: { code: "auth.no_role" } };
  await backend(page, { answers: { "GET /api/me": refused } });
  await page.goto("dashboard.html");
  await expect(page.getByText("You have no role for this app")).toBeVisible();
});
