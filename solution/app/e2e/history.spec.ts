import { expect, test } from "@playwright/test";
import type { HistoryItem } from "../src/api/history";
import { backend, note } from "./backend";
import { PROBLEMS } from "./data";

const RECORD = PROBLEMS.find((one) => one.recordId !== null);
const PATH = `/api/records/lead/${RECORD?.recordId ?? ""}/history`;

function item(id: string, kind: HistoryItem["kind"], more: Partial<HistoryItem>): HistoryItem {
  return {
    id,
    kind,
    at: "2026-11-24T08:00:00Z",
    runId: "r1",
    contactId: "77",
    toDynamics: [],
    toActivecampaign: [],
    reason: null,
    conflict: null,
    restored: null,
    ...more,
  };
}

const HISTORY: HistoryItem[] = [
  item("h3", "conflict", {
    conflict: {
      field: "firstName",
      base: "Chloe",
      dynamics: "Chloé",
      activecampaign: null,
      winner: "dynamics",
      because: "policy",
      restorable: true,
    },
  }),
  item("h2", "optedOut", {
    reason: { code: "consent.flag", detail: "The record does not allow bulk email." },
  }),
  item("h1", "createdContact", { toActivecampaign: ["email", "firstName"] }),
];

test("the history of a record shows both values of a conflict and restores the losing one", async ({
  page,
}) => {
  const world = await backend(page, {
    answers: {
      [`GET ${PATH}`]: { json: { items: HISTORY, next: null } },
      [`POST ${PATH}/h3/restore`]: { json: { status: "done", side: "activecampaign" } },
    },
  });
  await page.goto("problems.html");
  await page.getByRole("button", { name: "Show the history of Chloé D'Angelo" }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("Dynamics (won)")).toBeVisible();
  await expect(drawer.getByText("To ActiveCampaign: Email, First name")).toBeVisible();
  await expect(drawer.getByText("The record does not allow bulk email.")).toBeVisible();

  await drawer.getByRole("button", { name: "Restore the value of First name that lost" }).click();
  expect(world.calls).not.toContain(`POST ${PATH}/h3/restore`);
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("It is written to ActiveCampaign");
  await question.getByRole("button", { name: "Restore" }).click();
  await expect(note(page, "The value is back.")).toBeVisible();
});

test("in Italian a value that was changed since says so", async ({ page }) => {
  await backend(page, {
    answers: {
      [`GET ${PATH}`]: { json: { items: HISTORY, next: null } },
      [`POST ${PATH}/h3/restore`]: { status: 409, problem: { code: "history.changed_since" } },
    },
  });
  await page.goto("problems.html?userlcid=1040");
  await page.getByRole("button", { name: "Mostra la cronologia di Chloé D'Angelo" }).click();
  await page.getByRole("button", { name: /Ripristina il valore/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Ripristina" }).click();
  await expect(note(page, "Il valore è cambiato dopo la decisione sul conflitto.")).toBeVisible();
});

test("a record in a list of the dashboard has its history, too", async ({ page }) => {
  const world = await backend(page);
  await page.goto("dashboard.html");
  await page.getByRole("button", { name: /Contacts Excluded: 204/ }).click();
  const list = page.getByRole("dialog");
  await list
    .getByRole("button", { name: /Show the history of/ })
    .first()
    .click();
  await expect.poll(() => world.calls.some((call) => call.endsWith("/history"))).toBe(true);
});
