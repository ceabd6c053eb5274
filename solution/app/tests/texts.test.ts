import { describe, expect, test } from "vitest";
import { explain } from "../src/i18n/context";
import { formats } from "../src/i18n/formats";
import { chooseLanguage } from "../src/i18n/language";

const TOO_LONG = {
  code: "mapping.value_too_long",
  detail: "mobilephone: 27 characters, 20 allowed. Shorten the value.",
  remedy: "Shorten the value.",
};

describe("a reason", () => {
  test("is told in the app's own words in English, its remedy apart", () => {
    expect(explain("en", TOO_LONG)).toEqual({
      text: "mobilephone: 27 characters, 20 allowed.",
      remedy: "Shorten the value.",
      technical: "",
    });
  });

  test("is told by the catalogue in Italian, the app's words kept", () => {
    const told = explain("it", TOO_LONG);
    expect(told.text).toBe("Un valore è troppo lungo.");
    expect(told.technical).toBe(TOO_LONG.detail);
  });

  test("of an unknown code is shown in the app's English", () => {
    const said = { code: "of.tomorrow", detail: "Something new." };
    expect(explain("it", said)).toEqual({ text: "Something new.", remedy: "", technical: "" });
  });

  test("of a more special code is told by the general one", () => {
    const said = { code: "connection.right_missing.contacts", detail: "" };
    expect(explain("it", said).text).toContain("manca un diritto");
  });

  test("without words of the app is told by the catalogue", () => {
    expect(explain("en", { code: "app.unreachable", detail: "" }).text).toBe(
      "The function app does not answer.",
    );
  });
});

describe("the language", () => {
  const at = (search: string) => history.replaceState(null, "", `/page.html${search}`);

  test.each([
    ["?userlcid=1040", "it"],
    ["?userlcid=2064", "it"],
    ["?userlcid=1033", "en"],
    ["?userlcid=1031", "en"],
    ["", "en"],
  ])("%s is %s", (search, language) => {
    at(search);
    expect(chooseLanguage()).toBe(language);
  });
});

describe("a distance in time", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");

  test.each([
    ["2026-11-24T12:00:00Z", "in 2 hours"],
    ["2026-11-24T10:05:00Z", "in 5 minutes"],
    ["2026-11-24T10:00:20Z", "this minute"],
    ["2026-11-23T10:00:00Z", "yesterday"],
  ])("%s is %s", (iso, words) => {
    expect(formats("en").relative(iso, now)).toBe(words);
  });
});
