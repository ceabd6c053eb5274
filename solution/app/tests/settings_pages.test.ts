import { describe, expect, test } from "vitest";
import type { SyncSettings } from "../src/api/types";
import { isDark } from "../src/app/theme";
import { en } from "../src/i18n/en";
import { nameOf } from "../src/pages/audit/AuditPage";
import { heldWords } from "../src/pages/runs/held";
import { changeOf, draftOf, isValid } from "../src/pages/syncsettings/draft";
import { remainingSeconds } from "../src/pages/syncsettings/remaining";
import { fault, resourceName } from "../web_resources";

const SETTINGS: SyncSettings = {
  globalSync: true,
  frequencyHours: 2,
  initialSync: { state: "pending", processed: 0, total: 0, runAutomations: false },
  nextRunAt: null,
  timeline: false,
  fuse: { changedPercent: 30, unsubscribed: 500 },
};

describe("sync settings", () => {
  test("send only what was changed", () => {
    const draft = draftOf(SETTINGS);
    expect(changeOf(SETTINGS, draft)).toBeNull();
    expect(changeOf(SETTINGS, { ...draft, timeline: true })).toEqual({ timeline: true });
    expect(changeOf(SETTINGS, { ...draft, runAutomations: true })).toEqual({
      initialSync: { runAutomations: true },
    });
  });

  test.each(["0", "101", "", "1.5", "-1", "abc"])("take no fuse of %j percent", (text) => {
    const draft = draftOf(SETTINGS);
    expect(isValid({ ...draft, fuse: { ...draft.fuse, changedPercent: text } })).toBe(false);
  });
});

describe("the remaining time", () => {
  test("follows the pace that was seen", () => {
    const first = { at: 0, processed: 1000 };
    expect(remainingSeconds(first, { at: 10_000, processed: 2000 }, 5000)).toBe(30);
  });

  test("is not told before enough was seen, nor while nothing moves", () => {
    const first = { at: 0, processed: 1000 };
    expect(remainingSeconds(first, { at: 1000, processed: 2000 }, 5000)).toBeUndefined();
    expect(remainingSeconds(first, { at: 60_000, processed: 1000 }, 5000)).toBeUndefined();
  });
});

test("a held run says what it would do, and nothing of what it would not", () => {
  const limits = { changedPercent: 30, unsubscribed: 500 };
  const held = { linked: 2000, changed: 770, cleared: 0, unsubscribed: 1, limits };
  expect(heldWords(held, en.runs.heldFigures)).toEqual([
    "change 770 records of 2,000 that are linked (the limit is 30 %)",
    "unsubscribe 1 person (the limit is 500)",
  ]);
});

test("of who did it, the name is shown", () => {
  expect(nameOf("Ada Admin (a0a00000-0000-4000-8000-000000000001)")).toBe("Ada Admin");
  expect(nameOf("Ada (Milano)")).toBe("Ada (Milano)");
});

test.each([
  ["rgb(31, 31, 31)", true],
  ["rgb(250, 250, 250)", false],
  ["rgba(0, 0, 0, 0)", undefined],
  [undefined, undefined],
])("a page around this one in %s is dark: %s", (colour, dark) => {
  expect(isDark(colour)).toBe(dark);
});

describe("a web resource", () => {
  test.each([
    ["code/fluent.js", 10, null],
    ["code/a-b.js", 10, "letters"],
    ["code/a.woff2", 10, "type"],
    ["code/a.js.map", 10, "type"],
    ["code/a.js", 5 * 1024 * 1024, "limit"],
  ])("%s of %i bytes: %s", (path, bytes, wrong) => {
    if (wrong === null) expect(fault(path, bytes)).toBeNull();
    else expect(fault(path, bytes)).toContain(wrong);
  });

  test("gets a name that Dynamics takes", () => {
    expect(resourceName("auth/redirect")).toBe("auth_redirect");
  });
});
