import { useEffect, useState } from "react";
import type { Entity } from "../api/types";
import { xrm } from "./dynamics";
import { plainId } from "./target";

export interface RecordRef {
  entity: Entity;
  id: string;
}

/** Nothing tells a side pane that the page beside it shows another record; asking costs no call. */
const LOOK_MS = 1000;

/** The lead or contact whose form Dynamics shows now; null if it shows something else, or does not
    tell (learn.microsoft.com, "getPageContext (Client API reference)", read 2026-11-30). */
export function shownRecord(): RecordRef | null {
  try {
    const input = xrm()?.Utility?.getPageContext?.().input;
    const { entityName, entityId } = input ?? {};
    if (entityName !== "lead" && entityName !== "contact") return null;
    return entityId === undefined || entityId === null || entityId === ""
      ? null
      : { entity: entityName, id: plainId(entityId) };
  } catch {
    return null; // between two pages
  }
}

/** `first`, and later the record that Dynamics shows, if it changes. `held`: stays as it is. */
export function useShownRecord(first: RecordRef, held: boolean): RecordRef {
  const [record, setRecord] = useState(first);
  useEffect(() => {
    if (held) return;
    // A pane opened from a grid is about the row that was chosen, whatever is shown beside it.
    let before = shownRecord();
    const timer = setInterval(() => {
      const now = shownRecord();
      if (now !== null && !same(now, before)) setRecord(now);
      before = now ?? before;
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [held]);
  return record;
}

function same(one: RecordRef, other: RecordRef | null): boolean {
  return one.entity === other?.entity && one.id === other.id;
}
