import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { en } from "../src/i18n/en";
import { it } from "../src/i18n/it";

const SHARED = resolve(import.meta.dirname, "../../../shared");
const CODE = /"([a-z][a-z_]*\.[a-z][a-z_]*)"/g;
/** Look like codes and are none: a file, a logger, and properties of ActiveCampaign's answers. */
const OTHER = /^openapi\.json$|^reference\.|^shared\./;

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pythonFiles(path);
    return entry.name.endsWith(".py") ? [path] : [];
  });
}

const used = new Set(
  pythonFiles(SHARED)
    .flatMap((path) => [...readFileSync(path, "utf8").matchAll(CODE)])
    .map((match) => match[1] ?? "")
    .filter((code) => !OTHER.test(code)),
);

describe("every code of the function app", () => {
  const known = new Set([...Object.keys(en.codes), ...Object.keys(en.audit.acts)]);

  test("has a text", () => {
    expect([...used].filter((code) => !known.has(code)).sort()).toEqual([]);
  });

  test("has it in Italian, with a remedy where English has one", () => {
    const shape = (texts: typeof en.codes) =>
      Object.fromEntries(
        Object.entries(texts).map(([code, text]) => [code, text.remedy !== undefined]),
      );
    expect(shape(it.codes)).toEqual(shape(en.codes));
    expect(Object.keys(it.audit.acts)).toEqual(Object.keys(en.audit.acts));
  });

  test("is said in another way in Italian", () => {
    const same = Object.keys(en.codes).filter(
      (code) => en.codes[code]?.text === it.codes[code]?.text,
    );
    expect(same).toEqual([]);
  });
});
