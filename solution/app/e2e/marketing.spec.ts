import { expect, test, type Page } from "@playwright/test";
import { backend, note } from "./backend";
import { SELLER } from "./data";
import {
  ACTIVITIES,
  CHLOE,
  LEFT_OUT,
  manyIds,
  marketingPage,
  RECORD,
  rowsFor,
} from "./marketing_data";

const OF_CHLOE = `GET /api/records/lead/${CHLOE}`;
const SEND = "POST /api/campaigns/11/send";

interface Asked {
  ids: string[];
  requestId: string;
}

/** From the opened dialog to the click that sends. */
async function send(page: Page, people: string): Promise<void> {
  await page.getByRole("radio", { name: /Spring harvest/ }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText(`Send “Spring harvest” to ${people}?`)).toBeVisible();
  await page.getByRole("button", { name: `Send to ${people}` }).click();
}

test("the panel tells a salesperson how the person stands and what happened", async ({ page }) => {
  await backend(page, { answers: { "GET /api/me": { json: SELLER } } });
  await page.goto(marketingPage("show", [CHLOE]));
  await expect(page.getByRole("heading", { name: "Chloé D'Angelo", level: 1 })).toBeVisible();
  await expect(page.getByText(/^In sync with ActiveCampaign, last synced/)).toBeVisible();
  await expect(page.getByText("1,240")).toBeVisible();
  await expect(page.getByRole("list", { name: "Activities" }).getByRole("listitem")).toHaveCount(
    ACTIVITIES.length,
  );
});

test("activities are filtered, and read on", async ({ page }) => {
  const world = await backend(page);
  await page.goto(marketingPage("show", [CHLOE]));
  const list = page.getByRole("list", { name: "Activities" });
  await page.getByRole("button", { name: "Tags", pressed: false }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  const older = ACTIVITIES.map((one) => ({ ...one, id: `older ${one.id}` }));
  world.answer({ [`${OF_CHLOE}/activities`]: { json: { items: older, next: null } } });
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Load more" })).toBeHidden();
});

test("why a record is left out is one sentence, with what mends it", async ({ page }) => {
  await backend(page, { answers: { [OF_CHLOE]: { json: LEFT_OUT } } });
  await page.goto(marketingPage("show", [CHLOE]));
  await expect(
    page.getByText("Left out of the sync: The record has no email address."),
  ).toBeVisible();
  await expect(page.getByText("Enter one in Dynamics.")).toBeVisible();
});

test("whoever has opted out is not offered a campaign", async ({ page }) => {
  await backend(page, { answers: { [OF_CHLOE]: { json: { ...RECORD, optedOut: true } } } });
  await page.goto(marketingPage("show", [CHLOE]));
  await expect(page.getByText(/has opted out of marketing mail/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send campaign" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("a person is added to an automation from the panel, and the panel is back", async ({
  page,
}) => {
  const world = await backend(page);
  await page.goto(marketingPage("show", [CHLOE]));
  await page.getByRole("button", { name: "Add to automation" }).click();
  await page.getByRole("searchbox", { name: "Search automations" }).fill("welc");
  await page.getByRole("radio", { name: "Welcome" }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Add 1 person" }).click();
  await expect(page.getByText("1 done")).toBeVisible();
  expect(world.bodies.get("POST /api/automations/2/enrol")).toMatchObject({ ids: [CHLOE] });
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("list", { name: "Activities" })).toBeVisible();
});

test("the panel on a form is about the form's record", async ({ page }) => {
  await backend(page);
  await page.goto(`marketing.html?typename=lead&type=4&id=%7B${CHLOE.toUpperCase()}%7D`);
  await expect(page.getByText(/^In sync with ActiveCampaign/)).toBeVisible();
});

test("the form of a new record is told to be saved first", async ({ page }) => {
  await backend(page);
  await page.goto("marketing.html?typename=lead&type=4&id=");
  await expect(page.getByText("There is no record to show")).toBeVisible();
});

test("a hundred people get a campaign: confirmed, in one request, one result each", async ({
  page,
}) => {
  const world = await backend(page);
  const ids = manyIds(100);
  await page.goto(marketingPage("send", ids));
  await send(page, "100 people");
  await expect(page.getByText("97 done, 1 not done, 1 failed, 1 unclear")).toBeVisible();
  const rows = page.getByRole("table", { name: "Results" }).getByRole("row");
  await expect(rows).toHaveCount(101);
  await expect(rows.nth(2)).toContainText("Not done");
  await expect(rows.nth(2)).toContainText("The person has opted out of marketing mail.");
  expect((world.bodies.get(SEND) as Asked).ids).toEqual(ids);
  expect(world.calls.filter((call) => call === SEND)).toHaveLength(1);
});

test("more than a hundred are told to be fewer, and nothing can be sent", async ({ page }) => {
  const world = await backend(page);
  await page.goto(marketingPage("send", manyIds(137)));
  await expect(page.getByText("137 records are selected")).toBeVisible();
  await expect(page.getByRole("button", { name: "Next" })).toBeHidden();
  expect(world.calls).not.toContain("GET /api/campaigns");
});

test("when the network fails in the middle, the same request goes on", async ({ page }) => {
  const asked: Asked[] = [];
  const ids = manyIds(100);
  let finish: () => void = () => undefined;
  const world = await backend(page);
  await page.goto(marketingPage("send", ids));
  world.answer({
    [SEND]: (body) => {
      const request = body as Asked;
      asked.push(request);
      const half = ids.map((id, place) =>
        place < 50 ? { id, status: "done", reason: null } : { id, status: "waiting", reason: null },
      );
      const path = `GET /api/sends/${request.requestId}`;
      const state = { state: "interrupted", total: 100, processed: 50, results: half };
      world.answer({ [path]: { json: state } });
      if (asked.length === 1) return { lost: true };
      const results = ids.map((id) => ({ id, status: "done", reason: null }));
      return new Promise((resolve) => {
        finish = () => resolve({ json: { results } });
      });
    },
  });
  await send(page, "100 people");
  await expect(page.getByText("50 of 100 processed")).toBeVisible();
  await expect.poll(() => asked.length).toBe(2);
  finish();
  await expect(page.getByText("100 done")).toBeVisible();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
});

test("a dialog that was closed in the middle takes the same request up again", async ({ page }) => {
  const world = await backend(page);
  const ids = manyIds(3);
  let requestId = "";
  world.answer({
    [SEND]: (body) => {
      requestId = (body as Asked).requestId;
      return new Promise(() => undefined);
    },
  });
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(marketingPage("send", ids));
  await send(page, "3 people");
  await expect(page.getByText("0 of 3 processed")).toBeVisible();
  await expect.poll(() => requestId).not.toBe("");

  const results = rowsFor(ids);
  world.answer({ [`GET /api/sends/${requestId}`]: { json: { state: "done", results } } });
  await page.goto(marketingPage("send", ids));
  await expect(
    page.getByText(/Sending “Spring harvest” to 3 people was interrupted/),
  ).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("1 done, 1 not done, 1 unclear")).toBeVisible();
  expect(world.calls.filter((call) => call === SEND)).toHaveLength(1);
});

test("what failed is tried again under the same request", async ({ page }) => {
  const world = await backend(page);
  const ids = manyIds(4);
  await page.goto(marketingPage("send", ids));
  await send(page, "4 people");
  await expect(page.getByText(/1 failed/)).toBeVisible();
  const first = world.bodies.get(SEND);
  world.answer({
    [SEND]: { json: { results: ids.map((id) => ({ id, status: "done", reason: null })) } },
  });
  await page.getByRole("button", { name: "Try the failed ones again" }).click();
  await expect(page.getByText("4 done")).toBeVisible();
  expect(world.bodies.get(SEND)).toEqual(first);
});

test("a sign-in that expires in the middle is renewed, and the request goes on", async ({
  page,
}) => {
  const world = await backend(page);
  await page.goto(marketingPage("send", manyIds(2)));
  const refused = { status: 401, problem: { code: "auth.unauthenticated" } };
  const works = (body: unknown) => ({
    json: {
      results: (body as Asked).ids.map((id) => ({ id, status: "done", reason: null })),
    },
  });
  world.answer({ [SEND]: refused });
  await send(page, "2 people");
  await expect(page.getByText("Your sign-in has expired")).toBeVisible();
  const { requestId } = world.bodies.get(SEND) as Asked;
  world.answer({
    [SEND]: works,
    [`GET /api/sends/${requestId}`]: {
      status: 404,
      problem: { code: "action.request_not_found" },
    },
  });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("2 done")).toBeVisible();
  expect(world.bodies.get(SEND)).toMatchObject({ requestId });
});

test("an error that only an administrator mends is explained", async ({ page }) => {
  const refused = { status: 409, problem: { code: "connection.missing" } };
  await backend(page, { answers: { "GET /api/campaigns": refused } });
  await page.goto(marketingPage("send", manyIds(2), 1040));
  await expect(
    page.getByText("Nessun account ActiveCampaign è collegato", { exact: false }),
  ).toBeVisible();
});

test("results are copied as a table", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await backend(page);
  await page.goto(marketingPage("send", manyIds(3)));
  await send(page, "3 people");
  await page.getByRole("button", { name: "Copy results" }).click();
  await expect(note(page, "Copied.")).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text.split("\n")).toHaveLength(4);
  expect(text).toContain("Chloé D'Angelo\tDone\t");
});

test("a campaign is sent with the keyboard alone", async ({ page }) => {
  await backend(page);
  await page.goto(marketingPage("send", manyIds(2)));
  await page.getByRole("searchbox", { name: "Search campaigns" }).focus();
  await page.keyboard.type("spring");
  await expect(page.getByRole("radio")).toHaveCount(1);
  await page.keyboard.press("Tab");
  if (!(await page.getByRole("radio").evaluate((one) => one === document.activeElement))) {
    await page.keyboard.press("Tab"); // over the button that empties the search
  }
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Next" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: /^Send “Spring harvest”/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Send to 2 people" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 done, 1 not done")).toBeVisible();
});
