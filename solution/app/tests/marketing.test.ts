import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderHook, act as settle } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { shownRecord, useShownRecord } from "../src/host/shown";
import { pageTarget } from "../src/host/target";
import { en } from "../src/i18n/en";
import { it } from "../src/i18n/it";
import { forget, keep, unfinished, type Request } from "../src/pages/marketing/act/kept";
import { asText, tally } from "../src/pages/marketing/act/tally";
import { ofGroups } from "../src/pages/marketing/panel/groups";
import { ACTIVITIES, rowsFor } from "../e2e/marketing_data";

const ONE = "0a1b2c3d-0000-4000-8000-00000000000a";
const TWO = "0a1b2c3d-0000-4000-8000-00000000000b";

function opened(query: Record<string, string>) {
  history.replaceState(null, "", `?${new URLSearchParams(query).toString()}`);
}

afterEach(() => {
  history.replaceState(null, "", "?");
  vi.useRealTimers();
  Reflect.deleteProperty(window, "Xrm");
});

describe("what the page is about", () => {
  test("is told by a button", () => {
    opened({ data: `act=send&entity=lead&ids=${ONE},${TWO},${ONE}` });
    expect(pageTarget()).toEqual({ act: "send", entity: "lead", ids: [ONE, TWO], inForm: false });
  });

  test("is told by the form on which a maker put it", () => {
    opened({ typename: "contact", id: `{${ONE.toUpperCase()}}`, type: "2", userlcid: "1033" });
    expect(pageTarget()).toEqual({ act: "show", entity: "contact", ids: [ONE], inForm: true });
  });

  test.each([
    ["a record that was never saved", { typename: "lead", id: "" }],
    ["another table", { typename: "account", id: ONE }],
    ["no id", { data: "act=send&entity=lead&ids=" }],
    ["what is no id", { data: "act=show&entity=lead&ids=../users" }],
    ["nothing", {}],
  ])("is nothing for %s", (_, query) => {
    opened(query);
    expect(pageTarget()).toBeNull();
  });
});

describe("a pane", () => {
  function showing(entityName: string, entityId: string | null) {
    const getPageContext = () => ({ input: { entityName, entityId } });
    Object.assign(window, { Xrm: { Utility: { getPageContext } } });
  }
  const pass = (milliseconds: number) =>
    settle(() => {
      vi.advanceTimersByTime(milliseconds);
    });
  const LEAD = { entity: "lead", id: ONE } as const;

  test("follows the record that Dynamics shows", () => {
    vi.useFakeTimers();
    showing("lead", `{${ONE.toUpperCase()}}`);
    const { result } = renderHook(() => useShownRecord(LEAD, false));
    showing("contact", TWO);
    pass(1000);
    expect(result.current).toEqual({ entity: "contact", id: TWO });
  });

  test("stays with its record while a list or another table is shown, or an act is under way", () => {
    vi.useFakeTimers();
    showing("lead", ONE);
    const { result, rerender } = renderHook(({ held }) => useShownRecord(LEAD, held), {
      initialProps: { held: false },
    });
    showing("account", TWO);
    pass(1000);
    expect(result.current).toEqual(LEAD);
    rerender({ held: true });
    showing("contact", TWO);
    pass(5000);
    expect(result.current).toEqual(LEAD);
  });

  test("opened from a grid is about the row that was chosen", () => {
    vi.useFakeTimers();
    showing("contact", TWO);
    const { result } = renderHook(() => useShownRecord(LEAD, false));
    pass(3000);
    expect(result.current).toEqual(LEAD);
  });

  test("is told nothing without Dynamics around it", () => {
    expect(shownRecord()).toBeNull();
  });
});

describe("a request that was not finished", () => {
  const request: Request = {
    requestId: "r1",
    act: "send",
    targetId: "11",
    targetName: "Spring",
    entity: "lead",
    ids: [ONE, TWO],
  };

  test("is found again for the same records, whatever their order", () => {
    keep(request);
    expect(unfinished("send", "lead", [TWO, ONE])).toEqual(request);
  });

  test("is not taken up for others, nor for another act", () => {
    keep(request);
    expect(unfinished("send", "lead", [ONE])).toBeNull();
    expect(unfinished("send", "contact", [ONE, TWO])).toBeNull();
    expect(unfinished("enrol", "lead", [ONE, TWO])).toBeNull();
  });

  test("is forgotten once it is at its end", () => {
    keep(request);
    forget("send");
    expect(unfinished("send", "lead", [ONE, TWO])).toBeNull();
  });
});

describe("results", () => {
  test("are counted by what became of each", () => {
    expect(tally(rowsFor(["a", "b", "c", "d", "e"]))).toEqual([
      ["done", 2],
      ["refused", 1],
      ["failed", 1],
      ["unknown", 1],
    ]);
  });

  test("are copied as a table, whatever a name holds", () => {
    expect(
      asText([
        ["Name", "Result"],
        ["Ada\tB\nC", "Done"],
      ]),
    ).toBe("Name\tResult\nAda B C\tDone");
  });
});

describe("activities", () => {
  test("are all shown without a filter, else those of the groups", () => {
    expect(ofGroups(ACTIVITIES, [])).toHaveLength(ACTIVITIES.length);
    expect(ofGroups(ACTIVITIES, ["lists", "tags"]).map((one) => one.id)).toEqual([
      "a5",
      "a6",
      "a7",
    ]);
  });

  test("of a kind of tomorrow are among the others", () => {
    const odd = { ...ACTIVITIES[0], kind: "sms" } as unknown as (typeof ACTIVITIES)[number];
    expect(ofGroups([odd], ["others"])).toEqual([odd]);
  });

  test("have a title in both languages for each that the app gives", () => {
    const shared = resolve(import.meta.dirname, "../../../shared/actions/activity_texts.py");
    const rows = readFileSync(shared, "utf8").matchAll(/^ {4}"\w+": \("\w+", "([^"]+)"\)/gm);
    const titles = [...rows].map((row) => row[1] ?? "");
    expect(titles.length).toBeGreaterThan(10);
    expect(Object.keys(en.panel.titles).sort()).toEqual([...titles].sort());
    expect(Object.keys(it.panel.titles)).toEqual(Object.keys(en.panel.titles));
  });
});
