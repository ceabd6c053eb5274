import { expect, test } from "@playwright/test";
import { it } from "../src/i18n/it";
import { backend, note, type Reply } from "./backend";
import { RUNS, SYNC_SETTINGS } from "./data";

/* Each way in which the app's answer can be none. A 401 is in sign_in.spec.ts. */

const REFUSALS: readonly [status: number, code: string][] = [
  [400, "request.rejected"],
  [403, "auth.forbidden"],
  [404, "request.not_found"],
  [405, "request.method"],
  [409, "request.conflict"],
  [412, "request.version_stale"],
  [413, "request.too_large"],
  [415, "request.content_type"],
  [422, "request.invalid"],
  [428, "request.version_required"],
  [500, "app.internal"],
  [502, "remote.credentials_refused"],
  [503, "remote.throttled"],
];
/** Not the app's own words: of Azure before it, or of nobody. */
const STRANGE: readonly [reply: Reply, code: string][] = [
  [{ status: 429, headers: { "Retry-After": "1" } }, "app.unexpected"],
  [{ status: 502 }, "app.unexpected"],
  [{ lost: true }, "app.unreachable"],
];

test("each refusal of what was entered is explained, and what was entered stays", async ({
  page,
}) => {
  const world = await backend(page);
  const save = "PUT /api/sync-settings";
  await page.goto("syncsettings.html?userlcid=1040");
  const share = page.getByRole("textbox", { name: /Quota massima/ });
  await share.fill("45");
  const answers: (readonly [Reply, string])[] = [
    ...REFUSALS.map(([status, code]) => [{ status, problem: { code } }, code] as const),
    ...STRANGE,
  ];
  for (const [reply, code] of answers) {
    world.answer({ [save]: reply });
    await page.getByRole("button", { name: "Salva" }).click();
    const said = page.getByRole("main").getByText(it.codes[code]?.text ?? "", { exact: true });
    await expect(said, code).toBeVisible();
    await expect(share).toHaveValue("45");
  }
  const fuse = { ...SYNC_SETTINGS.fuse, changedPercent: 45 };
  world.answer({ [save]: { json: { ...SYNC_SETTINGS, fuse } } });
  await page.getByRole("button", { name: "Salva" }).click();
  await expect(note(page, "Salvato.")).toBeVisible();
  expect(world.calls.filter((call) => call === save)).toHaveLength(answers.length + 1);
});

test("500: a page says so, with the number under which the log has it, and tries again", async ({
  page,
}) => {
  const detail = "The app's log says more under invocation 7f3a.";
  const fault = { status: 500, problem: { code: "app.internal", detail } };
  const world = await backend(page, { answers: { "GET /api/runs": fault } });
  await page.goto("runs.html");
  await expect(page.getByText(detail)).toBeVisible();
  expect(world.calls.filter((call) => call === "GET /api/runs")).toHaveLength(1);
  world.answer({ "GET /api/runs": { json: { items: RUNS, next: null } } });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: /Show Initial sync/ })).toBeVisible();
  await expect(page.getByText(detail)).toBeHidden();
});

test("429: a page waits as long as it is told, and asks again by itself", async ({ page }) => {
  let asked = 0;
  await backend(page, {
    answers: {
      "GET /api/runs": () =>
        ++asked === 1
          ? { status: 429, headers: { "Retry-After": "1" } }
          : { json: { items: RUNS, next: null } },
    },
  });
  await page.goto("runs.html");
  await expect(page.getByRole("button", { name: /Show Initial sync/ })).toBeVisible();
  expect(asked).toBe(2);
});
