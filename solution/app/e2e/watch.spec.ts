import { expect, test } from "@playwright/test";
import { backend, note } from "./backend";
import { DASHBOARD, PROBLEMS, RECORDS, RUNS } from "./data";

test("each number of the dashboard opens its list, page by page", async ({ page }) => {
  const world = await backend(page);
  await page.goto("dashboard.html");
  await page.getByRole("button", { name: /Contacts Excluded: 204/ }).click();
  const list = page.getByRole("dialog");
  await expect(list.getByText("50 shown")).toBeVisible();
  world.answer({ "GET /api/records": { json: { items: again(RECORDS), next: null } } });
  await list.getByRole("button", { name: "Load more" }).click();
  await expect(list.getByText("100 shown")).toBeVisible();
  await expect(list.getByRole("button", { name: "Load more" })).toBeHidden();
});

function again(records: typeof RECORDS): typeof RECORDS {
  return records.map((record) => ({ ...record, id: record.id.replace(/^0/, "1") }));
}

test("before anything is connected, the dashboard leads to the first step", async ({ page }) => {
  await backend(page, { answers: { "GET /api/dashboard": { json: { connected: false } } } });
  await page.goto("dashboard.html?userlcid=1040");
  await page.getByRole("link", { name: "Collega ActiveCampaign" }).click();
  await expect(page).toHaveURL(/settings\.html\?userlcid=1040$/);
});

test("a held run is released after a question", async ({ page }) => {
  const held = RUNS.find((run) => run.state === "held") ?? null;
  const world = await backend(page, {
    answers: {
      "GET /api/dashboard": { json: { ...DASHBOARD, lastRun: held, heldRun: held } },
      "POST /api/runs/r4/release": { status: 202 },
    },
  });
  await page.goto("dashboard.html");
  await expect(page.getByText("change 770 records of 2,000")).toBeVisible();
  await page.getByRole("button", { name: "Release" }).click();
  expect(world.calls).not.toContain("POST /api/runs/r4/release");
  await page.getByRole("alertdialog").getByRole("button", { name: "Release" }).click();
  await expect(note(page, "The run goes on within a few minutes.")).toBeVisible();
});

test("a run opens with all its figures", async ({ page }) => {
  await backend(page);
  await page.goto("runs.html");
  await page.getByRole("button", { name: /Show Initial sync/ }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("row", { name: "Created 1,560 1,560" })).toBeVisible();
});

test("a problem of the mapping names its field as people know it", async ({ page }) => {
  await backend(page);
  await page.goto("problems.html");
  const row = page.getByRole("row", { name: /Field of the mapping/ });
  await expect(row.getByText("Membership", { exact: true })).toBeVisible();
  await expect(row.getByText("field:6")).toBeHidden();
});

test("a problem is retried; one that is solved meanwhile is said so", async ({ page }) => {
  const world = await backend(page, {
    answers: { "POST /api/problems/p1/retry": { status: 204 } },
  });
  await page.goto("problems.html");
  await page.getByRole("button", { name: "Retry Chloé D'Angelo in the next run" }).click();
  await expect(note(page, "It is tried again in the next run.")).toBeVisible();
  const gone = { status: 404, problem: { code: "problem.not_found" } };
  world.answer({
    "DELETE /api/problems/p3": gone,
    "GET /api/problems": { json: { items: PROBLEMS.slice(0, 2), next: null } },
  });
  await page.getByRole("button", { name: "Dismiss the problem of Ελένη Παπαδοπούλου" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Dismiss" }).click();
  await expect(note(page, "It has been solved meanwhile.")).toBeVisible();
});

test("in Italian a problem speaks Italian, with the app's own words on demand", async ({
  page,
}) => {
  await backend(page);
  await page.goto("problems.html?userlcid=1040");
  await expect(page.getByText("Un valore è troppo lungo.")).toBeVisible();
  await expect(page.getByText(/mobilephone: 27/)).toBeHidden();
  await page
    .getByRole("row", { name: /Müller/ })
    .getByRole("button", { name: "Mostra dettagli" })
    .click();
  await expect(page.getByText(/mobilephone: 27/)).toBeVisible();
});

test("a call that fails offers to try again", async ({ page }) => {
  const fault = { status: 500, problem: { code: "app.internal", detail: "Invocation 7." } };
  const world = await backend(page, { answers: { "GET /api/audit": fault } });
  await page.goto("audit.html");
  await expect(page.getByText("Invocation 7.")).toBeVisible();
  world.answer({ "GET /api/audit": { json: { items: [], next: null } } });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Nothing yet")).toBeVisible();
});
