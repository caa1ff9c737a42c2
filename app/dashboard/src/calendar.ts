/** Dates and day numbers, and how they are written. Day 1 is 2022-02-24. */

import { language, texts } from "./language/language";
import { numberIn, shareIn } from "./language/numbers";

const DAY_MS = 86_400_000;
const BEFORE_DAY_1 = Date.UTC(2022, 1, 23);

/** 9999-12-31, the last day that has a date of four digits; the API knows none beyond either. */
const LAST_DAY = 2_913_850;

/** Returns midnight UTC of a day, for Intl and for arithmetic; never shown in another zone. */
export function instantOf(day: number): Date {
  return new Date(BEFORE_DAY_1 + day * DAY_MS);
}

export function isoOf(day: number): string {
  return instantOf(day).toISOString().slice(0, 10);
}

/** Returns the number of the day on which an instant is, in UTC; works past the last day too. */
export function dayAt(instant: Date): number {
  return Math.floor((instant.getTime() - BEFORE_DAY_1) / DAY_MS);
}

/** Returns the day number of an ISO date, or null when there is no such date. */
export function dayOf(iso: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) return null;
  const day = Math.round((instant - BEFORE_DAY_1) / DAY_MS);
  // Chromium takes 30 February for 2 March.
  return isoOf(day) === iso ? day : null;
}

/** Returns the day number that `325` or `2023-01-14` names, or null where no day has it. */
export function readDay(ref: string): number | null {
  if (!/^[1-9]\d{0,6}$/.test(ref)) return dayOf(ref);
  return Number(ref) <= LAST_DAY ? Number(ref) : null;
}

/** Returns the first and the last of the days that words such as `days 300-330` name, one day also as `dayMeant` takes it. */
export function daysMeant(words: string): readonly [number, number] | null {
  const one = dayMeant(words);
  if (one !== null) return [one, one];
  const days = words.replace(/^days /i, "").split(TO).map(dayMeant);
  const [first, last] = days;
  return days.length === 2 && first != null && last != null && first < last ? [first, last] : null;
}

/** What stands between two days; a hyphen between two numbers alone, for dates have some too. */
const TO = / (?:to|sampai|hingga|-) | ?[–—] ?|(?<=^\D*\d+)-(?=\d+$)/i;

/** Returns the day that words such as `day 325`, `hari ke-325`, `2023-01-14` or `14 January 2023` name, if it has come. */
export function dayMeant(words: string): number | null {
  const ref = words.replace(/^(?:day|hari(?:[ -]?ke)?)[ -]*(?=\d)/i, "");
  const day = readDay(ref) ?? dayWritten(words.toLowerCase());
  return day !== null && day >= 1 && day <= today() ? day : null;
}

/** Returns the day of a date as this page writes it, in lower case, or null where it writes none so. */
function dayWritten(words: string): number | null {
  const [, date, year] = /^(\d{1,2}) \p{L}+ (\d{4})$/u.exec(words) ?? [];
  if (date === undefined || year === undefined) return null;
  for (let at = 1; at <= 12; at++) {
    const iso = `${year}-${String(at).padStart(2, "0")}-${date.padStart(2, "0")}`;
    const day = dayOf(iso);
    if (day !== null && [written(iso, "long"), written(iso, "short")].some((each) => each.toLowerCase() === words)) return day;
  }
  return null;
}

let zone: string | null = null;

/** Returns Kyiv's zone by the name that this browser knows, its older one too; else UTC. */
function zoneOfTimes(): string {
  zone ??= ["Europe/Kyiv", "Europe/Kiev"].find(isZone) ?? "UTC";
  return zone;
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

let kyiv: Intl.DateTimeFormat | null = null;

/** Returns today's number in Kyiv, by which the record counts. */
export function today(): number {
  kyiv ??= new Intl.DateTimeFormat("sv-SE", { timeZone: zoneOfTimes() });
  return dayOf(kyiv.format(new Date())) ?? 1;
}

const STYLES = {
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  long: { day: "numeric", month: "long", year: "numeric" },
  short: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" },
  monthName: { month: "short" },
  monthLetter: { month: "narrow" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

// Formats are made once each, when needed: to make one costs a phone as much as to draw a day.
const formats = new Map<string, Intl.DateTimeFormat>();

/** Writes a date, given as a day number or as ISO, in the reader's language. */
export function written(date: number | string, style: keyof typeof STYLES): string {
  const key = `${language()} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale(), { ...STYLES[style], timeZone: "UTC" });
    formats.set(key, format);
  }
  return format.format(typeof date === "number" ? instantOf(date) : new Date(Date.parse(date)));
}

/** Writes a moment as Kyiv's clocks show it and says so; in UTC where the browser has no Kyiv. */
export function writtenMoment(iso: string): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone: zoneOfTimes() } as const;
  const moment = new Intl.DateTimeFormat(locale(), style).format(new Date(iso));
  return zoneOfTimes() === "UTC" ? `${moment} UTC` : texts().kyivTime(moment);
}

export function number(value: number): string {
  return numberIn(locale(), value);
}

/** Writes a share between 0 and 1 as whole percents. */
export function percent(share: number): string {
  return shareIn(locale(), share);
}

function locale(): "en-GB" | "id-ID" {
  return language() === "en" ? "en-GB" : "id-ID";
}
