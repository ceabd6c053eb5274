import { hostLanguage } from "../host/dynamics";

export type Language = "en" | "it";

/** Numbers of languages in Dynamics (LCID), whatever the country: the low ten bits. */
const ITALIAN = 0x10;

/** The person's language in Dynamics where it is told, else the browser's; English for all others. */
export function chooseLanguage(): Language {
  const lcid = hostLanguage();
  if (lcid !== undefined) return (lcid & 0x3ff) === ITALIAN ? "it" : "en";
  return navigator.language.toLowerCase().startsWith("it") ? "it" : "en";
}
