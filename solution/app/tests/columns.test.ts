import { describe, expect, test } from "vitest";
import type { Column, Fields, Mapping } from "../src/api/types";
import {
  canCreateOptions,
  localTime,
  momentOf,
  operatorsOf,
  unmappedRequired,
  valueFor,
  valueKind,
} from "../src/pages/dataconfiguration/columns";
import { split } from "../src/pages/dataconfiguration/CriterionValue";

function column(type: string, more: Partial<Column> = {}): Column {
  return {
    name: "x",
    label: "X",
    type,
    custom: false,
    required: false,
    maxLength: null,
    options: [],
    writable: true,
    ...more,
  };
}

/* As docs/mapping.md of the project lists them. */
test.each([
  ["String", ["equals", "notEquals", "anyOf", "contains", "notContains", "startsWith", "endsWith"]],
  ["Memo", ["equals", "notEquals", "anyOf", "contains", "notContains", "startsWith", "endsWith"]],
  ["Money", ["equals", "notEquals", "anyOf", "greaterThan", "lessThan"]],
  ["Boolean", ["equals", "notEquals", "anyOf"]],
  ["DateTime", ["equals", "notEquals", "anyOf", "before", "after"]],
  ["Status", ["equals", "notEquals", "anyOf"]],
  ["MultiSelectPicklist", ["equals", "notEquals", "anyOf", "contains", "notContains"]],
  ["Lookup", ["equals", "notEquals", "anyOf"]],
])("of a %s can be asked %j, and whether it is empty", (type, operators) => {
  expect(operatorsOf(column(type))).toEqual([...operators, "isEmpty", "isNotEmpty"]);
});

test("nothing can be asked of the email of a lookup", () => {
  expect(operatorsOf(column("LookupEmail"))).toEqual([]);
});

test.each([
  ["DateOnly", "date"],
  ["DateAndTime", "moment"],
  [undefined, "date"],
])("a date whose format is %s is asked for as a %s", (format, kind) => {
  expect(valueKind(column("DateTime", { format }))).toBe(kind);
  expect(operatorsOf(column("DateTime", { format }))).toContain("before");
});

test("a moment is shown in the person's own time and kept in UTC", () => {
  const kept = "2026-05-04T10:30:00Z";
  expect(momentOf(localTime(kept))).toBe(kept);
  expect(localTime(kept)).toMatch(/^2026-05-0[345]T\d\d:\d\d$/);
  expect(momentOf(localTime("2026-05-04"))).toBe("2026-05-04T00:00:00Z");
  expect([localTime(""), localTime("soon"), momentOf("")]).toEqual(["", "", ""]);
});

describe("after another operator is chosen, the value", () => {
  test.each([
    ["is none for a test of blanks", "String", "isEmpty", "Milano", null],
    ["becomes the first of several", "String", "anyOf", "Milano", ["Milano"]],
    ["is one of those given before", "String", "equals", ["Milano", "Roma"], "Milano"],
    ["is yes or no", "Boolean", "equals", "", true],
    ["stays a no", "Boolean", "equals", false, false],
    ["is a list where a column holds several", "MultiSelectPicklist", "equals", "", []],
    ["keeps 0", "Integer", "lessThan", 0, 0],
  ] as const)("%s", (_, type, operator, before, after) => {
    const value = Array.isArray(before) ? [...(before as readonly string[])] : before;
    expect(valueFor(column(type), operator, value as string)).toEqual(after);
  });
});

test("several values stand between semicolons", () => {
  expect(split(" Milano; ; L'Aquila,  Abruzzo ")).toEqual(["Milano", "L'Aquila,  Abruzzo"]);
});

describe("a required column", () => {
  const required = column("String", { name: "region", required: true });
  const fields: Fields = {
    activecampaign: [],
    dynamics: [required, column("String")],
    compatible: {},
  };
  const mapping = (direction: Mapping["direction"], dynamics?: string): Mapping => ({
    enabled: true,
    direction,
    scope: "all",
    criteria: [],
    conflict: "dynamics",
    fields: dynamics ? [{ activecampaign: "a", dynamics, direction: "both", locked: false }] : [],
  });

  test.each([
    ["is missed", mapping("both"), ["region"]],
    ["is not missed once it is mapped", mapping("both", "region"), []],
    ["is not missed where nothing is created", mapping("outbound"), []],
  ])("%s", (_, given, names) => {
    expect(unmappedRequired(fields, given).map((one) => one.name)).toEqual(names);
  });
});

test.each([
  ["dropdown", "Picklist", "both", true],
  ["listbox", "MultiSelectPicklist", "outbound", true],
  ["dropdown", "Picklist", "inbound", false],
  ["text", "Picklist", "both", false],
  ["dropdown", "String", "both", false],
] as const)("options of a %s for a %s that goes %s can be created: %s", (field, type, way, can) => {
  expect(canCreateOptions(field, column(type), way)).toBe(can);
});
