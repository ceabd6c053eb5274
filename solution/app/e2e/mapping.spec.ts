import { expect, test } from "@playwright/test";
import { backend, note } from "./backend";
import { MAPPING } from "./mapping_data";

test("a field is added, gets a column that fits, and is saved", async ({ page }) => {
  const world = await backend(page);
  await page.goto("dataconfiguration.html");
  await page.getByRole("button", { name: "Add fields" }).click();
  await page.getByRole("checkbox", { name: /Birthday/ }).check();
  await page.getByRole("button", { name: "Add 1 field" }).click();
  const column = page.getByRole("combobox", { name: "Dynamics column for Birthday" });
  await column.fill("employees");
  const none = page.getByRole("option", { name: "No column that fits has this in its name" });
  await expect(none).toBeDisabled();
  await column.fill("");
  const options = page.getByRole("listbox").getByRole("option");
  await expect(options).toHaveCount(1);
  await options.click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(note(page, "Saved.")).toBeVisible();
  const body = world.bodies.get("PUT /api/entities/lead/mapping") as typeof MAPPING;
  expect(body.fields.at(-1)).toEqual({
    activecampaign: "field:3",
    dynamics: "acd_birthday",
    direction: "both",
    locked: false,
  });
});

test("all that is wrong is shown at once, at its place, and goes with its row", async ({
  page,
}) => {
  const errors = [
    { field: "fields[3].dynamics", code: "mapping.incompatible", message: "Phone does not fit." },
    { field: "fields[4].direction", code: "mapping.column_read_only", message: "Not written." },
    { field: "criteria[1].value", code: "criteria.value", message: "Give a number." },
    { field: "fields", code: "mapping.required_unmapped", message: "Sales region is required." },
  ];
  await backend(page, {
    answers: {
      "PUT /api/entities/lead/mapping": { problem: { code: "request.invalid", errors } },
    },
  });
  await page.goto("dataconfiguration.html");
  await page.getByRole("switch", { name: "Sync leads" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("4 points have to be put right before saving")).toBeVisible();
  for (const { message } of errors) await expect(page.getByText(message)).toHaveCount(2);
  await page.getByRole("button", { name: "Remove Phone" }).click();
  await expect(page.getByText("Phone does not fit.")).toHaveCount(0);
  // The row below moved up, and its fault with it.
  await expect(page.locator("#fields-3").getByText("Not written.")).toBeVisible();
});

test("a mapping that somebody else has changed is not overwritten", async ({ page }) => {
  const world = await backend(page, {
    answers: {
      "PUT /api/entities/lead/mapping": { status: 412, problem: { code: "request.version_stale" } },
    },
  });
  await page.goto("dataconfiguration.html");
  await page.getByRole("switch", { name: "Sync leads" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else has changed this mapping")).toBeVisible();
  const theirs = { ...MAPPING, conflict: "newest" };
  world.answer({ "GET /api/entities/lead/mapping": { json: theirs, headers: { ETag: '"2"' } } });
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("The newest change wins")).toBeVisible();
});

test("what was not saved is still there when the page is opened again", async ({ page }) => {
  await backend(page);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto("dataconfiguration.html");
  await page.getByRole("switch", { name: "Sync leads" }).click();
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Your unsaved changes from before were brought back.")).toBeVisible();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("switch", { name: "Sync leads" })).toBeChecked();
});

test("the preview shows the dry run and writes nothing", async ({ page }) => {
  const world = await backend(page);
  await page.goto("dataconfiguration.html");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("Estimated from 1,500 records.")).toBeVisible();
  await expect(page.getByText("+39 06 0000002")).toBeVisible();
  expect(world.calls.filter((call) => call.startsWith("PUT"))).toEqual([]);
});

test("two hundred pairs are drawn and edited without a wait", async ({ page }) => {
  const many = Array.from({ length: 200 }, (_, place) => ({
    activecampaign: `field:${place + 100}`,
    dynamics: "acd_jobtitle",
    direction: "outbound",
    locked: false,
  }));
  const mapping = { ...MAPPING, fields: [...MAPPING.fields, ...many] };
  await backend(page, {
    answers: {
      "GET /api/entities/lead/mapping": { json: mapping, headers: { ETag: '"1"' } },
    },
  });
  await page.goto("dataconfiguration.html");
  await expect(page.getByText("206 fields mapped")).toBeVisible();
  const started = Date.now();
  await page.getByRole("button", { name: "Remove Deleted field (field:299)" }).click();
  await expect(page.getByText("205 fields mapped")).toBeVisible();
  expect(Date.now() - started).toBeLessThan(3_000);
});

test("the owner of new records is chosen by name and can be taken away", async ({ page }) => {
  const world = await backend(page);
  await page.goto("dataconfiguration.html");
  const owner = page.getByRole("combobox", { name: "Owner of new records" });
  await owner.fill("lou");
  await page.getByRole("listbox").getByRole("option").first().click();
  await page.getByRole("button", { name: "Save" }).click();
  const put = "PUT /api/entities/lead/mapping";
  await expect.poll(() => world.bodies.get(put)).toMatchObject({ owner: { kind: "user" } });
  await owner.fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => world.bodies.get(put)).toMatchObject({ owner: null });
});
