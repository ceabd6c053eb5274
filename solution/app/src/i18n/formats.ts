import type { Language } from "./language";

export interface Formats {
  number(value: number): string;
  /** Day and time of a time in ISO 8601, in the zone of the browser. */
  dateTime(iso: string): string;
  date(iso: string): string;
  /** Weekday-less short day, for the axis of a chart; `day` is `YYYY-MM-DD`. */
  shortDay(day: string): string;
  /** Distance from now, such as "in 2 hours". */
  relative(iso: string, now?: number): string;
  /** The same of a number of seconds from now on. */
  ahead(seconds: number): string;
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** English follows the browser's country, as 3/4 and 4/3 are different days. */
export function formats(language: Language): Formats {
  const own = navigator.language;
  const locale = own.toLowerCase().startsWith(language) ? own : language;
  const numbers = new Intl.NumberFormat(locale);
  const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const distance = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const away = (seconds: number) => {
    for (const [unit, length] of UNITS) {
      if (Math.abs(seconds) >= length) return distance.format(Math.round(seconds / length), unit);
    }
    return distance.format(0, "minute");
  };
  return {
    number: (value) => numbers.format(value),
    dateTime: (iso) => dateTimes.format(new Date(iso)),
    date: (iso) => dates.format(new Date(iso)),
    shortDay: (day) => days.format(new Date(`${day.slice(0, 10)}T00:00:00Z`)),
    relative: (iso, now = Date.now()) => away((new Date(iso).getTime() - now) / 1000),
    ahead: (seconds) => away(seconds),
  };
}
