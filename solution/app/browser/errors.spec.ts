import { expect, test, type Page } from "@playwright/test";
import { api, appPage, control, enter, inDialog, inside, linked, listOf, world } from "./world";

/* What a person sees of each kind of answer that is none: the app itself gives it, for its own reasons. */

test("403: somebody without a role is told whom to ask", async ({ page }) => {
  await enter(page, "ned", appPage("dashboard"));
  // Without the role the solution's variables cannot be read, either: that is what is seen first.
  await expect(
    inside(page).getByText(/You have no role for this app|may not read the environment variables/),
  ).toBeVisible();
});

test("403: a salesperson is told that a page is for administrators", async ({ page }) => {
  await enter(page, "sam", appPage("settings"));
  await expect(inside(page).getByText("This page is for administrators")).toBeVisible();
});

test("404: of a record that one may not read, nothing is told", async ({ page }) => {
  const [first] = await linked("lead");
  if (first === undefined) throw new Error("nobody was synced");
  const data = new URLSearchParams({ act: "show", entity: "lead", ids: first.id }).toString();
  await enter(page, "nora", `${appPage("marketing")}&${new URLSearchParams({ data }).toString()}`);
  await expect(
    inside(page).getByText("There is no such record, or you may not read it."),
  ).toBeVisible();
  await expect(inside(page).getByText(first.name)).toBeHidden();
});

test("412: what somebody else has saved meanwhile is not overwritten", async ({ page }) => {
  await enter(page, "ada", appPage("dataconfiguration"));
  const inner = inside(page);
  await inner.getByRole("radio", { name: "Only records that meet all criteria" }).check();
  await inner.getByRole("radio", { name: "All records with an email address" }).check();
  await inner.getByRole("combobox", { name: "When both sides changed" }).click();
  await inner.getByRole("option", { name: "ActiveCampaign wins" }).click();
  for (const entity of ["lead", "contact"]) {
    const path = `/api/entities/${entity}/mapping`;
    const { body, etag } = await api("ada", "GET", path);
    const changed = { ...(body as object), conflict: "newest" };
    const { status } = await api("ada", "PUT", path, changed, { "If-Match": etag ?? "" });
    expect(status).toBe(200);
  }
  await inner.getByRole("button", { name: "Save" }).click();
  await expect(inner.getByText("Somebody else has changed this mapping")).toBeVisible();
});

test("422: each wrong input is named on the page", async ({ page }) => {
  await enter(page, "ada", appPage("settings"));
  const inner = inside(page);
  await inner.getByRole("button", { name: "Change key" }).click();
  await inner.getByLabel("API address").fill("https://example.com");
  await inner.getByRole("textbox", { name: /API key/ }).fill("some-key");
  await inner.getByRole("button", { name: "Change key" }).last().click();
  await expect(
    inner
      .getByText(/ActiveCampaign/)
      .filter({ hasText: /address/ })
      .first(),
  ).toBeVisible();
  expect((await api("ada", "GET", "/api/connection")).body).toMatchObject({
    url: world().activecampaign,
  });
});

/** Answers the next call for the runs in place of the app, as Azure or a fault of the app would. */
async function answerRuns(page: Page, status: number, headers: object, problem?: object) {
  await page.route(
    `${world().app}/api/runs**`,
    (route) =>
      route.fulfill({
        status,
        headers: {
          "Access-Control-Allow-Origin": world().shell,
          "Access-Control-Expose-Headers": "Retry-After",
          ...headers,
        },
        ...(problem !== undefined && { body: JSON.stringify(problem) }),
      }),
    { times: 1 },
  );
}

test("429: the page waits as long as it is told, and asks again by itself", async ({ page }) => {
  await answerRuns(page, 429, { "Retry-After": "1" });
  const refused = page.waitForResponse((answer) => answer.status() === 429);
  await enter(page, "ada", appPage("runs"));
  await refused;
  await expect(inside(page).getByRole("row").nth(1)).toBeVisible();
});

test("500: the page says under which number the log has it, and trying again helps", async ({
  page,
}) => {
  const detail = "The app's log says more under invocation 7f3a.";
  const problem = { type: "urn:x", title: "T", status: 500, code: "app.internal", detail };
  await answerRuns(page, 500, { "Content-Type": "application/problem+json" }, problem);
  await enter(page, "ada", appPage("runs"));
  await expect(inside(page).getByText(detail)).toBeVisible();
  await inside(page).getByRole("button", { name: "Try again" }).click();
  await expect(inside(page).getByRole("row").nth(1)).toBeVisible();
  await expect(inside(page).getByText(detail)).toBeHidden();
});

test("503: while ActiveCampaign is away it is said so, and trying again helps", async ({
  page,
}) => {
  const away = { kind: "status", status: 503, path: "^/api/3/automations", times: null };
  await control("activecampaign", "POST", "faults", away);
  try {
    await enter(page, "sam", listOf("lead"));
    await page.getByRole("row").nth(1).getByRole("checkbox").check();
    await page.getByRole("menuitem", { name: "Add to automation" }).click();
    const again = inDialog(page).getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible({ timeout: 45_000 });
    await control("activecampaign", "DELETE", "faults");
    await again.click();
    await expect(inDialog(page).getByRole("radio", { name: "Lead nurturing" })).toBeVisible();
  } finally {
    await control("activecampaign", "DELETE", "faults");
  }
});

test("no answer at all: the page says so, and goes on once there is one", async ({ page }) => {
  const calls = `${world().app}/api/**`;
  await page.route(calls, (route) => route.abort("connectionrefused"));
  await enter(page, "ada", appPage("runs"));
  await expect(
    inside(page).getByRole("heading", { name: "The function app does not answer" }),
  ).toBeVisible();
  await page.unroute(calls);
  await inside(page).getByRole("button", { name: "Try again" }).click();
  await expect(inside(page).getByRole("heading", { name: "Runs", level: 1 })).toBeVisible();
});
