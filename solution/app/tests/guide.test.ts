import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { codesPage } from "../guide/codes";
import { en } from "../src/i18n/en";
import { it } from "../src/i18n/it";
import type { Language } from "../src/i18n/language";

/* docs/guide says what the screens say. `make guide-codes` writes the page of codes anew. */

const ROOT = resolve(import.meta.dirname, "../../..");
const CATALOGUES = { en, it };
const LANGUAGES: readonly Language[] = ["en", "it"];
const LCID: Readonly<Record<Language, number>> = { en: 1033, it: 1040 };

function guide(language: Language): string {
  return join(ROOT, "docs", "guide", language);
}

function source(name: string): string {
  return readFileSync(join(ROOT, "solution", "src", name), "utf8");
}

/** Every text of a catalogue that stands as it is; those made of parts are left out. */
function texts(catalogue: unknown): string[] {
  if (typeof catalogue === "string") return [catalogue];
  if (typeof catalogue !== "object" || catalogue === null) return [];
  return Object.values(catalogue).flatMap(texts);
}

/** What can be read in the app and on its buttons in Dynamics. */
function onScreen(language: Language): ReadonlySet<string> {
  const buttons = new RegExp(`^label = .*\\b${language} = "([^"]+)"`, "gm");
  const entries = new RegExp(`LCID="${LCID[language]}" Title="([^"]+)"`, "g");
  return new Set([
    ...texts(CATALOGUES[language]),
    ...[...source("ribbon.toml").matchAll(buttons)].map((match) => match[1] ?? ""),
    ...[...source("site_map.xml").matchAll(entries)].map((match) => match[1] ?? ""),
  ]);
}

describe.each(LANGUAGES)("the guide in %s", (language) => {
  test("explains every code as the pages do", async () => {
    await expect(codesPage(language)).toMatchFileSnapshot(
      join(guide(language), "codes.md"),
      "make guide-codes",
    );
  });

  test("sets in bold type what can be read on the screen, letter by letter", () => {
    const shown = onScreen(language);
    const bold = readdirSync(guide(language)).flatMap((file) =>
      [...readFileSync(join(guide(language), file), "utf8").matchAll(/\*\*([^*]+)\*\*/g)].map(
        (match) => `${file}: ${(match[1] ?? "").replace(/\s+/g, " ")}`,
      ),
    );
    expect(bold.length).toBeGreaterThan(100);
    expect(bold.filter((name) => !shown.has(name.replace(/^[^:]+: /, "")))).toEqual([]);
  });
});
