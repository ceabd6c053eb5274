import type { Entity, Mapping } from "../../api/types";

/* Dynamics throws the page away without a question when another entry of its navigation is chosen.
   What was not saved is kept in the tab, and brought back for the same version of the mapping. It
   holds no personal data. */

interface Kept {
  etag: string;
  mapping: Mapping;
}

const name = (entity: Entity) => `acd.mapping.${entity}`;

export function keepDraft(entity: Entity, etag: string, mapping: Mapping | null): void {
  try {
    if (mapping === null) sessionStorage.removeItem(name(entity));
    else sessionStorage.setItem(name(entity), JSON.stringify({ etag, mapping } satisfies Kept));
  } catch {
    // Storage is blocked or full: then the draft is only on the page.
  }
}

export function keptDraft(entity: Entity, etag: string): Mapping | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name(entity)) ?? "null") as Kept | null;
    return kept?.etag === etag ? kept.mapping : null;
  } catch {
    return null;
  }
}
