import { expect, test } from "@playwright/test";
import { backend, note } from "./backend";
import { CONNECTION, NOT_CONNECTED, TIMELINE } from "./data";

test("a refused key is said at its field, then the account connects and leads on", async ({
  page,
}) => {
  const refusal = {
    field: "key",
    code: "connection.key_refused",
    message: "ActiveCampaign refuses this key.",
  };
  const world = await backend(page, {
    answers: {
      "GET /api/connection": { json: NOT_CONNECTED },
      "POST /api/connection": { problem: { code: "request.invalid", errors: [refusal] } },
    },
  });
  await page.goto("settings.html");
  await page.getByLabel("API address").fill("https://contoso.api-us1.com ");
  await page.getByRole("textbox", { name: /API key/ }).fill("wrong");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("ActiveCampaign refuses this key.")).toBeVisible();

  world.answer({ "POST /api/connection": { json: CONNECTION } });
  await page.getByRole("button", { name: "Connect" }).click();
  const message = page.getByRole("group").filter({ hasText: "Connected" });
  await expect(message.getByText("Contoso Olive Oil S.r.l. is connected")).toBeVisible();
  expect(world.bodies.get("POST /api/connection")).toEqual({
    url: "https://contoso.api-us1.com",
    key: "wrong",
  });
  await expect(page.getByRole("link", { name: "Check the fields" })).toHaveAttribute(
    "href",
    "dataconfiguration.html",
  );
});

test("disconnecting asks first", async ({ page }) => {
  const world = await backend(page, { answers: { "DELETE /api/connection": { status: 204 } } });
  await page.goto("settings.html");
  await page.getByRole("button", { name: "Disconnect" }).click();
  expect(world.calls).not.toContain("DELETE /api/connection");
  world.answer({ "GET /api/connection": { json: NOT_CONNECTED } });
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("button", { name: "Connect" })).toBeVisible();
});

test("a call that this version of the app lacks breaks nothing else", async ({ page }) => {
  await backend(page, { answers: { "GET /api/setup": { status: 404 } } });
  await page.goto("settings.html");
  await expect(page.getByText("Not available in this version")).toBeVisible();
  await expect(page.getByText("Contoso Olive Oil S.r.l.")).toBeVisible();
});

test("people are suggested while typing, and added with a role", async ({ page }) => {
  const world = await backend(page);
  await page.goto("users.html");
  await page.getByRole("combobox", { name: "Person" }).fill("sam");
  await page.getByRole("option", { name: /Sam Seller/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(note(page, "Sam Seller has the role now.")).toBeVisible();
  expect(world.bodies.get("PUT /api/users/u2")).toEqual({ role: "user" });
});

test("why a role cannot be taken is said, in Italian too", async ({ page }) => {
  await backend(page, {
    answers: {
      "DELETE /api/users/u1": {
        status: 409,
        problem: { code: "people.last_admin", detail: "This is the last administrator." },
      },
    },
  });
  await page.goto("users.html?userlcid=1040");
  await page.getByRole("button", { name: "Rimuovi Ada Admin" }).click();
  await page.getByRole("button", { name: "Togli il ruolo" }).click();
  await expect(note(page, "È l'ultimo amministratore.")).toBeVisible();
});

test("the timeline is filled for a span, and cleared only after a question", async ({ page }) => {
  const world = await backend(page);
  await page.goto("syncsettings.html");
  await expect(page.getByText("Activities written: 18,344.")).toBeVisible();
  await page.getByRole("combobox", { name: "Fill with what happened before" }).click();
  await page.getByRole("option", { name: "Last 90 days" }).click();
  await page.getByRole("button", { name: "Fill", exact: true }).click();
  await expect.poll(() => world.bodies.get("POST /api/timeline/backfill")).toEqual({ days: 90 });
  const remove = page.getByRole("button", { name: "Remove all activities" });
  await remove.click();
  await page.getByRole("button", { name: "Cancel" }).click();
  // The question takes a moment to close, and has a button of the same name.
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(world.calls).not.toContain("DELETE /api/timeline");
  await remove.click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Remove all activities" })
    .click();
  await expect.poll(() => world.calls).toContain("DELETE /api/timeline");
});

test("without its table the timeline says what to do", async ({ page }) => {
  const world = await backend(page);
  world.answer({ "GET /api/timeline": { json: { ...TIMELINE, installed: false } } });
  await page.goto("syncsettings.html?userlcid=1040");
  await expect(page.getByText("In Dynamics manca la tabella")).toBeVisible();
  await expect(page.getByRole("button", { name: "Riempi" })).toHaveCount(0);
});

test("switching syncing off asks first, and only what changed is sent", async ({ page }) => {
  const world = await backend(page);
  await page.goto("syncsettings.html");
  await page.getByRole("switch", { name: "Global sync" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  expect(world.calls).not.toContain("PUT /api/sync-settings");
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(note(page, "Saved.")).toBeVisible();
  expect(world.bodies.get("PUT /api/sync-settings")).toEqual({ globalSync: false });
});
