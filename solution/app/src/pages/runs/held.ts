import type { Held } from "../../api/types";
import type { Texts } from "../../i18n/en";

/** What a held run would do, in words; what it would not do is left out. */
export function heldWords(held: Held, texts: Texts["runs"]["heldFigures"]): string[] {
  const words: string[] = [];
  if (held.changed > 0) {
    words.push(texts.changed(held.changed, held.linked, held.limits.changedPercent));
  }
  if (held.cleared > 0) words.push(texts.cleared(held.cleared));
  if (held.unsubscribed > 0) {
    words.push(texts.unsubscribed(held.unsubscribed, held.limits.unsubscribed));
  }
  return words;
}
