import type { Entity } from "../api/types";
import { pageData } from "./dynamics";

/** What a page of marketing is asked for: the panel of one record, or an act for many. */
export interface Target {
  act: "show" | "enrol" | "send";
  entity: Entity;
  ids: readonly string[];
  /** The page is part of the record's form: it stays with that record. */
  inForm: boolean;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Null where no lead or contact is named, as on the form of a record that was never saved. A button
    tells it in `data`; a form, in `typename` and `id`. */
export function pageTarget(): Target | null {
  const data = pageData();
  const form = new URLSearchParams(location.search);
  const inForm = !data.has("entity");
  const entity = data.get("entity") ?? form.get("typename");
  const given = inForm
    ? [form.get("id") ?? ""]
    : (handedOver(data) ?? data.get("ids") ?? "").split(",");
  const ids = [...new Set(given.map(plainId))].filter((id) => GUID.test(id));
  if ((entity !== "lead" && entity !== "contact") || ids.length === 0) return null;
  const act = data.get("act");
  return { act: act === "enrol" || act === "send" ? act : "show", entity, ids, inForm };
}

/** As the API takes it: Dynamics writes ids with braces, in upper case. */
export function plainId(id: string): string {
  return id.replace(/[{}]/g, "").toLowerCase();
}

/** Many ids do not stand in the address: the button leaves them in the tab, and names the place. */
function handedOver(data: URLSearchParams): string | null {
  const place = data.get("kept");
  if (place === null) return null;
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null; // storage is blocked; the button found that too, and put them into the address
  }
}
