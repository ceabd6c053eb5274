import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { CheckState, SetupCheck } from "../src/api/types";
import { explainCheck } from "../src/i18n/context";
import { en } from "../src/i18n/en";
import { it } from "../src/i18n/it";

const SOURCE = readFileSync(
  resolve(import.meta.dirname, "../../../shared/actions/setup_check.py"),
  "utf8",
);
/** `_check("setup.timeline", "ok", …` */
const SAID = /_check\(\s*"(setup\.[a-z_.]+)",\s*"(ok|todo|warning|failed)"/g;
/** `"lead": ("setup.mapping.lead", "Mapping of leads"),`, whose states follow the variable `code`. */
const NAMED = /\("(setup\.mapping\.[a-z]+)"/g;
const OF_NAMED = /_check\(code, "(ok|todo|warning|failed)"/g;
/** What is said where the state depends on a setting. */
const EITHER = [
  ["setup.timeline", "todo"],
  ["setup.timeline", "failed"],
] as const;

const named = [...SOURCE.matchAll(NAMED)].map((found) => found[1] ?? "");
const said = [
  ...[...SOURCE.matchAll(SAID)].map((found) => [found[1] ?? "", found[2] ?? ""] as const),
  ...[...SOURCE.matchAll(OF_NAMED)].flatMap((found) =>
    named.map((code) => [code, found[1] ?? ""] as const),
  ),
  ...EITHER,
];

function check(code: string, state: string, detail: string): SetupCheck {
  return { code, state: state as CheckState, title: "A title", detail, remedy: "Do it." };
}

describe("the set-up check", () => {
  test("is read from the app as it should", () => {
    expect(named).toEqual(["setup.mapping.lead", "setup.mapping.contact"]);
    expect(new Set(said.map(([code]) => code)).size).toBe(11);
  });

  test.each(said)("says %s %s in Italian, the app's words kept", (code, state) => {
    const told = explainCheck("it", check(code, state, "Said in English."));
    expect(told.title).toBe(it.codes[code]?.text);
    expect(told.text).toBe(it.checks[code]?.[state as CheckState]?.text);
    expect(told.text).toBeTruthy();
    expect(told.technical).toBe("Said in English.");
    if (state !== "ok") expect(told.remedy).not.toBe("Do it.");
  });

  test.each([...new Set(said.map(([code]) => code))])(
    "is titled in English as the guide has it: %s",
    (code) => {
      expect(SOURCE).toContain(`"${en.codes[code]?.text ?? "?"}"`);
    },
  );

  test("has the app's own words in English", () => {
    expect(explainCheck("en", check("setup.webhook", "failed", "It is switched off."))).toEqual({
      title: "A title",
      text: "It is switched off.",
      remedy: "Do it.",
      technical: "",
    });
  });

  test("shows the app's words where the catalogue has none of that state", () => {
    const told = explainCheck("it", check("setup.global_sync", "failed", "Storage is away."));
    expect(told.text).toBe("Storage is away.");
  });
});
