import { describe, expect, test } from "vitest";
import type { Mapping } from "../src/api/types";
import { edit, faultsOfRow, same, sent, type Edited } from "../src/pages/dataconfiguration/editing";
import { keepDraft, keptDraft } from "../src/pages/dataconfiguration/drafts";

const MAPPING: Mapping = {
  enabled: true,
  direction: "both",
  scope: "all",
  criteria: [],
  conflict: "dynamics",
  fields: ["email", "firstName", "lastName"].map((activecampaign) => ({
    activecampaign,
    dynamics: `${activecampaign}_column`,
    direction: "both",
    locked: false,
  })),
};

function fault(field: string) {
  return { field, code: "mapping.incompatible", message: field };
}

const EDITED: Edited = {
  mapping: MAPPING,
  faults: [fault("fields[0].dynamics"), fault("fields[2].direction"), fault("fields")],
};

const fields = (edited: Edited) => edited.faults.map((one) => one.field);

describe("while a mapping is edited", () => {
  test("a fault goes once its row is changed", () => {
    const next = edit(EDITED, { kind: "setPair", place: 0, part: { dynamics: "other" } });
    expect(next.mapping.fields[0]?.dynamics).toBe("other");
    expect(fields(next)).toEqual(["fields[2].direction"]);
  });

  test("a fault moves up with its row", () => {
    const next = edit(EDITED, { kind: "removePair", place: 0 });
    expect(fields(next)).toEqual(["fields[1].direction"]);
    expect(faultsOfRow(next.faults, "fields", 1, "direction")).toHaveLength(1);
  });

  test("new pairs have no column yet and stand at the end", () => {
    const next = edit(EDITED, { kind: "addPairs", keys: ["phone", "field:1"] });
    expect(next.mapping.fields.slice(3).map((pair) => pair.activecampaign)).toEqual([
      "phone",
      "field:1",
    ]);
    expect(next.mapping.fields[3]?.dynamics).toBe("");
  });

  test("a criterion is added, changed and removed", () => {
    const added = edit(EDITED, { kind: "addCriterion" });
    const criterion = { field: "city", operator: "equals", value: "Milano" } as const;
    const changed = edit(added, { kind: "setCriterion", place: 0, criterion });
    expect(changed.mapping.criteria).toEqual([criterion]);
    expect(edit(changed, { kind: "removeCriterion", place: 0 }).mapping.criteria).toEqual([]);
  });

  test("what was changed and changed back is not unsaved", () => {
    const off = edit(EDITED, { kind: "set", part: { enabled: false } });
    expect(same(off.mapping, MAPPING)).toBe(false);
    expect(same(edit(off, { kind: "set", part: { enabled: true } }).mapping, MAPPING)).toBe(true);
  });

  test("another owner of new records is unsaved, until it is taken away again", () => {
    const owner = { id: "u3", kind: "user" as const, name: "Sam Seller" };
    const owned = edit(EDITED, { kind: "set", part: { owner } });
    expect(same(owned.mapping, MAPPING)).toBe(false);
    expect(same(edit(owned, { kind: "set", part: { owner: null } }).mapping, MAPPING)).toBe(true);
  });

  test("createOptions is sent only where it is chosen", () => {
    const chosen = edit(EDITED, { kind: "setPair", place: 1, part: { createOptions: true } });
    const unchosen = edit(chosen, { kind: "setPair", place: 1, part: { createOptions: false } });
    expect(sent(chosen.mapping).fields[1]).toHaveProperty("createOptions", true);
    expect(sent(unchosen.mapping).fields[1]).not.toHaveProperty("createOptions");
    expect(same(unchosen.mapping, MAPPING)).toBe(true);
  });

  test("criteria that are left unfinished are not sent once all records are synced", () => {
    const whole = [
      { field: "statecode", operator: "equals" as const, value: "0" },
      { field: "companyname", operator: "isEmpty" as const, value: null },
    ];
    const criteria = [
      { field: "", operator: "equals" as const, value: "" },
      ...whole,
      { field: "subject", operator: "contains" as const, value: "" },
      { field: "industrycode", operator: "anyOf" as const, value: [] },
    ];
    expect(sent({ ...MAPPING, criteria }).criteria).toEqual(whole);
    const used: Mapping = { ...MAPPING, scope: "criteria", criteria };
    expect(sent(used).criteria).toEqual(criteria);
  });
});

describe("a draft", () => {
  test("is brought back for the version it was made from", () => {
    keepDraft("lead", '"1"', MAPPING);
    expect(keptDraft("lead", '"1"')).toEqual(MAPPING);
  });

  test("is not brought back for another version, nor for the other entity", () => {
    keepDraft("lead", '"1"', MAPPING);
    expect(keptDraft("lead", '"2"')).toBeNull();
    expect(keptDraft("contact", '"1"')).toBeNull();
  });
});
