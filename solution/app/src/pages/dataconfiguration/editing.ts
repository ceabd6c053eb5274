import type { Criterion, FieldFault, FieldPair, Mapping } from "../../api/types";

/** A mapping while it is edited, with what the last save found wrong in it. */
export interface Edited {
  mapping: Mapping;
  faults: readonly FieldFault[];
}

export type Edit =
  | { kind: "set"; part: Partial<Omit<Mapping, "fields" | "criteria">> }
  | { kind: "addPairs"; keys: readonly string[] }
  | { kind: "setPair"; place: number; part: Partial<FieldPair> }
  | { kind: "removePair"; place: number }
  | { kind: "addCriterion" }
  | { kind: "setCriterion"; place: number; criterion: Criterion }
  | { kind: "removeCriterion"; place: number };

export const NEW_CRITERION: Criterion = { field: "", operator: "equals", value: "" };

/** Pure. A fault goes with what it was about: it is dropped once that is changed, and moves up when
    a row before it is removed. */
export function edit({ mapping, faults }: Edited, change: Edit): Edited {
  switch (change.kind) {
    case "set": {
      const changed = Object.keys(change.part);
      return {
        mapping: { ...mapping, ...change.part },
        faults: faults.filter((fault) => !changed.includes(fault.field)),
      };
    }
    case "addPairs": {
      const added = change.keys.map((activecampaign): FieldPair => ({
        activecampaign,
        dynamics: "",
        direction: mapping.direction,
        locked: false,
      }));
      return {
        mapping: { ...mapping, fields: [...mapping.fields, ...added] },
        faults: without(faults, "fields"),
      };
    }
    case "setPair": {
      const fields = mapping.fields.map((pair, place) =>
        place === change.place ? { ...pair, ...change.part } : pair,
      );
      return {
        mapping: { ...mapping, fields },
        faults: without(withoutRow(faults, "fields", change.place), "fields"),
      };
    }
    case "removePair": {
      const fields = mapping.fields.filter((_, place) => place !== change.place);
      return {
        mapping: { ...mapping, fields },
        faults: without(removedRow(faults, "fields", change.place), "fields"),
      };
    }
    case "addCriterion":
      return {
        mapping: { ...mapping, criteria: [...mapping.criteria, NEW_CRITERION] },
        faults: without(faults, "criteria"),
      };
    case "setCriterion": {
      const criteria = mapping.criteria.map((one, place) =>
        place === change.place ? change.criterion : one,
      );
      return {
        mapping: { ...mapping, criteria },
        faults: withoutRow(faults, "criteria", change.place),
      };
    }
    case "removeCriterion": {
      const criteria = mapping.criteria.filter((_, place) => place !== change.place);
      return {
        mapping: { ...mapping, criteria },
        faults: removedRow(faults, "criteria", change.place),
      };
    }
  }
}

/** The row that a path such as `fields[2].dynamics` is about; null for another list. */
export function rowOf(path: string, list: "fields" | "criteria"): number | null {
  const found = new RegExp(`^${list}\\[(\\d+)\\]`).exec(path);
  return found === null ? null : Number(found[1]);
}

/** The faults of a row, or of one property of it. */
export function faultsOfRow(
  faults: readonly FieldFault[],
  list: "fields" | "criteria",
  place: number,
  property?: string,
): readonly FieldFault[] {
  const path = `${list}[${place}]`;
  return faults.filter((fault) =>
    property === undefined
      ? fault.field === path || fault.field.startsWith(`${path}.`)
      : fault.field === `${path}.${property}`,
  );
}

/** What is sent to the app: `createOptions` only where it is chosen, as older versions of the app
    do not know it. Of criteria that are not in use and not on the page, only those that are complete:
    nobody could put the others right. */
export function sent(mapping: Mapping): Mapping {
  const { scope, criteria } = mapping;
  return {
    ...mapping,
    criteria: scope === "all" ? criteria.filter(isComplete) : criteria,
    fields: mapping.fields.map(({ createOptions, ...pair }) =>
      createOptions ? { ...pair, createOptions } : pair,
    ),
  };
}

function isComplete({ field, value }: Criterion): boolean {
  return field !== "" && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export function same(one: Mapping, other: Mapping): boolean {
  return JSON.stringify(ordered(sent(one))) === JSON.stringify(ordered(sent(other)));
}

function ordered(mapping: Mapping) {
  return [
    mapping.enabled,
    mapping.direction,
    mapping.scope,
    mapping.conflict,
    mapping.owner?.id ?? null,
    mapping.criteria.map((one) => [one.field, one.operator, one.value]),
    mapping.fields.map((pair) => [
      pair.activecampaign,
      pair.dynamics,
      pair.direction,
      pair.createOptions,
    ]),
  ];
}

function without(faults: readonly FieldFault[], field: string) {
  return faults.filter((fault) => fault.field !== field);
}

function withoutRow(faults: readonly FieldFault[], list: "fields" | "criteria", place: number) {
  return faults.filter((fault) => rowOf(fault.field, list) !== place);
}

function removedRow(faults: readonly FieldFault[], list: "fields" | "criteria", place: number) {
  return withoutRow(faults, list, place).map((fault) => {
    const row = rowOf(fault.field, list);
    if (row === null || row < place) return fault;
    return { ...fault, field: fault.field.replace(`[${row}]`, `[${row - 1}]`) };
  });
}
