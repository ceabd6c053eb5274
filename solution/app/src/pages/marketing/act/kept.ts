import type { Entity } from "../../../api/types";

export type Act = "enrol" | "send";

/** A request under its id, so that a page that was closed in the middle goes on with it. */
export interface Request {
  requestId: string;
  act: Act;
  targetId: string;
  targetName: string;
  entity: Entity;
  ids: readonly string[];
}

const KEY = "acd.request.";

/** Kept in the tab until it is at its end. */
export function keep(request: Request): void {
  try {
    sessionStorage.setItem(KEY + request.act, JSON.stringify(request));
  } catch {
    // Storage is blocked: the page cannot go on after it was closed.
  }
}

export function forget(act: Act): void {
  try {
    sessionStorage.removeItem(KEY + act);
  } catch {
    // as above
  }
}

/** The request for the same records that was not brought to its end; null if there is none. */
export function unfinished(act: Act, entity: Entity, ids: readonly string[]): Request | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY + act) ?? "null") as Request | null;
    if (kept === null || kept.entity !== entity) return null;
    const sorted = (all: readonly string[]) => [...all].sort().join();
    return sorted(kept.ids) === sorted(ids) ? kept : null;
  } catch {
    return null;
  }
}
