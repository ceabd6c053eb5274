import type { Entity } from "../api/types";

export type PageName =
  | "dashboard"
  | "settings"
  | "users"
  | "dataconfiguration"
  | "syncsettings"
  | "problems"
  | "runs"
  | "audit"
  | "marketing";

interface Xrm {
  Utility?: {
    getGlobalContext?: () => { userSettings?: { languageId?: number } };
    getPageContext?: () => { input?: { entityName?: string; entityId?: string | null } };
  };
}

/** Dynamics gives a page no query names but its own, so what else is to be told is packed in `data`
    (powerapps-docs, webpage-html-web-resources). */
export function pageAddress(page: PageName, data: Record<string, string> = {}): string {
  const packed = new URLSearchParams(data).toString();
  const language = new URLSearchParams(location.search).get("userlcid");
  const query = new URLSearchParams();
  if (language !== null) query.set("userlcid", language);
  if (packed !== "") query.set("data", packed);
  const text = query.toString();
  return text === "" ? `${page}.html` : `${page}.html?${text}`;
}

/** What was packed in `data` for this page. */
export function pageData(): URLSearchParams {
  return new URLSearchParams(new URLSearchParams(location.search).get("data") ?? "");
}

/** The record's form in Dynamics. */
export function recordAddress(entity: Entity, id: string): string {
  return `/main.aspx?pagetype=entityrecord&etn=${entity}&id=${encodeURIComponent(id)}`;
}

/** Language of the person in Dynamics: 1033, 1040 …; undefined where it is not told. */
export function hostLanguage(): number | undefined {
  const given = Number(new URLSearchParams(location.search).get("userlcid"));
  if (given > 0) return given;
  return xrm()?.Utility?.getGlobalContext?.().userSettings?.languageId;
}

/** Background colour of the page around this one; undefined if there is none or it has none. */
export function hostBackground(): string | undefined {
  try {
    if (window.parent === window) return undefined;
    const body = window.parent.document.body;
    return window.parent.getComputedStyle(body).backgroundColor;
  } catch {
    return undefined; // another origin
  }
}

/** The client API of Dynamics around this page; undefined if there is none. */
export function xrm(): Xrm | undefined {
  try {
    return (window.parent as Window & { Xrm?: Xrm }).Xrm;
  } catch {
    return undefined; // another origin
  }
}
