import type { Column, CriterionValue, Direction, Fields, Mapping, Operator } from "../../api/types";

/** How the value of a criterion is asked for. */
export type ValueKind = "text" | "number" | "yesNo" | "date" | "moment" | "choice" | "choices";

const EMPTY: readonly Operator[] = ["isEmpty", "isNotEmpty"];
const EQUAL: readonly Operator[] = ["equals", "notEquals", "anyOf"];

const BY_TYPE: Readonly<Record<string, ValueKind>> = {
  Integer: "number",
  BigInt: "number",
  Decimal: "number",
  Double: "number",
  Money: "number",
  Boolean: "yesNo",
  DateTime: "date",
  Picklist: "choice",
  State: "choice",
  Status: "choice",
  MultiSelectPicklist: "choices",
};
const IDS = ["Uniqueidentifier", "Lookup", "Customer", "Owner"];

export function valueKind(column: Column): ValueKind {
  if (column.type === "DateTime" && column.format === "DateAndTime") return "moment";
  return BY_TYPE[column.type] ?? "text";
}

/** What can be asked of a column; the same as the app accepts. Nothing of the email of a lookup. */
export function operatorsOf(column: Column): readonly Operator[] {
  if (column.type === "LookupEmail") return [];
  switch (valueKind(column)) {
    case "number":
      return [...EQUAL, "greaterThan", "lessThan", ...EMPTY];
    case "date":
    case "moment":
      return [...EQUAL, "before", "after", ...EMPTY];
    case "yesNo":
    case "choice":
      return [...EQUAL, ...EMPTY];
    case "choices":
      return [...EQUAL, "contains", "notContains", ...EMPTY];
    case "text":
      if (IDS.includes(column.type)) return [...EQUAL, ...EMPTY];
      return [...EQUAL, "contains", "notContains", "startsWith", "endsWith", ...EMPTY];
  }
}

export function takesNoValue(operator: Operator): boolean {
  return EMPTY.includes(operator);
}

/** Several values are given: for `anyOf`, and where a column holds several choices at once. */
export function takesSeveral(column: Column, operator: Operator): boolean {
  if (operator === "anyOf") return true;
  return valueKind(column) === "choices" && (operator === "equals" || operator === "notEquals");
}

/** A moment as an input of date and time shows it, in the person's own time zone. */
export function localTime(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The moment of what such an input holds, in UTC; "" while it is not complete. */
export function momentOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? "" : `${at.toISOString().slice(0, 19)}Z`;
}

/** The value to begin with after another column or operator was chosen; kept where it still fits. */
export function valueFor(
  column: Column,
  operator: Operator,
  value: CriterionValue,
): CriterionValue {
  if (takesNoValue(operator)) return null;
  if (takesSeveral(column, operator)) {
    if (Array.isArray(value)) return value;
    return typeof value === "string" && value !== "" ? [value] : [];
  }
  if (Array.isArray(value)) return value[0] ?? "";
  if (valueKind(column) === "yesNo") return typeof value === "boolean" ? value : true;
  return typeof value === "boolean" || value === null ? "" : value;
}

/** The topic of a lead: the app makes one for a lead that is created. */
const ALWAYS_MADE = "subject";

/** Columns that a record needs when it is created from ActiveCampaign and that no pair fills, as
    far as the pages can tell; the app has the last word. */
export function unmappedRequired(fields: Fields, mapping: Mapping): Column[] {
  if (mapping.direction === "outbound") return [];
  const mapped = new Set(mapping.fields.map((pair) => pair.dynamics));
  return fields.dynamics.filter(
    (column) =>
      column.required && column.writable && column.name !== ALWAYS_MADE && !mapped.has(column.name),
  );
}

const WITH_OPTIONS = ["dropdown", "radio", "listbox", "checkbox"];
const CHOICES = ["Picklist", "MultiSelectPicklist"];

/** Whether missing options can be created for a pair: it is sent to a field with options. */
export function canCreateOptions(
  fieldType: string | undefined,
  column: Column | undefined,
  direction: Direction,
): boolean {
  if (fieldType === undefined || column === undefined || direction === "inbound") return false;
  return WITH_OPTIONS.includes(fieldType) && CHOICES.includes(column.type);
}
