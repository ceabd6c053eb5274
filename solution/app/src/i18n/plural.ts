/** English and Italian both tell one from many, and only that. */
export function plural(count: number, one: string, many: (count: string) => string): string {
  return count === 1 ? one : many(thousands(count));
}

/** A number in the language of the page. */
export function thousands(count: number): string {
  return count.toLocaleString(document.documentElement.lang || "en");
}
