import type { Column, CriterionValue, Direction, Fields, Mapping, Operator } from "../../api/types";

/** How the value of a criterion is asked for. */
export type ValueKind = "text" | "number" | "yesNo" | "date" | "choice" | "choices";

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
  return BY_TYPE[column.type] ?? "text";
}

/** What can be asked of a column; the same as the app accepts. */
export function operatorsOf(column: Column): readonly Operator[] {
  switch (valueKind(column)) {
    case "number":
      return [...EQUAL, "greaterThan", "lessThan", ...EMPTY];
    case "date":
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
