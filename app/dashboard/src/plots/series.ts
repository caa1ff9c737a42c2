/** Daily counts gathered into days, weeks or months; a step without a held day is a gap. */

import type { Daily } from "../client";
import { dayAt, instantOf, today } from "../calendar";
import { LINES } from "./lines";

export type Step = "day" | "week" | "month";
export type Measure = "events" | "quotes";

export interface Gathered {
  /** The first day of each step, as a day number; every step from the first to the last. */
  readonly starts: readonly number[];
  readonly held: readonly number[];
  /** One line of counts for each name, null where no day is held. */
  readonly lines: ReadonlyMap<string, readonly (number | null)[]>;
}

interface Counts {
  readonly events: number[];
  readonly quotes: number[] | null;
}

/** Returns the counts of each line by its name: the API counts an event of two other actors once. */
export function countsOf(daily: Daily): [name: string, counts: Counts][] {
  const named = daily.series.map((each): [string, Counts] => [each.name, each]);
  return daily.others === null ? named : [...named, ["others", daily.others]];
}

/** Leaves out days that have not come: an import may bring one of the year 9999, and all between. */
export function untilToday(daily: Daily): Daily {
  const until = today();
  const count = daily.day.filter((day) => day <= until).length;
  if (count === daily.day.length) return daily;
  const cut = <Item>(counts: readonly Item[]): Item[] => counts.slice(0, count);
  const cutBoth = ({ events, quotes }: Counts): Counts => ({ events: cut(events), quotes: quotes && cut(quotes) });
  return {
    day: cut(daily.day),
    date: cut(daily.date),
    events: cut(daily.events),
    quotes: cut(daily.quotes),
    series: daily.series.map((each) => ({ ...each, ...cutBoth(each) })),
    others: daily.others && cutBoth(daily.others),
  };
}

function startOf(day: number, step: Step): number {
  if (step === "day") return day;
  const date = instantOf(day);
  if (step === "week") return day - ((date.getUTCDay() + 6) % 7);
  return day - (date.getUTCDate() - 1);
}

function after(start: number, step: Step): number {
  if (step !== "month") return start + (step === "week" ? 7 : 1);
  const date = instantOf(start);
  return dayAt(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)));
}

/** Gathers the counts of the main actors, and of all others together. */
export function gather(daily: Daily, measure: Measure, step: Step, perDay: boolean): Gathered {
  const starts: number[] = [];
  const place = new Map<number, number>();
  const first = daily.day[0];
  const last = daily.day.at(-1);
  if (first === undefined || last === undefined) return { starts, held: [], lines: new Map() };
  for (let start = startOf(first, step); start <= last; start = after(start, step)) {
    place.set(start, starts.length);
    starts.push(start);
  }
  const at = daily.day.map((day) => place.get(startOf(day, step)) ?? 0);
  const held = starts.map(() => 0);
  for (const each of at) held[each] = (held[each] ?? 0) + 1;
  const lines = new Map(LINES.map((name) => [name as string, held.map((days): number | null => (days === 0 ? null : 0))]));
  for (const [name, { events, quotes }] of countsOf(daily)) {
    const line = lines.get(name) ?? [];
    (measure === "events" ? events : (quotes ?? [])).forEach((count, position) => {
      const to = at[position] ?? 0;
      line[to] = (line[to] ?? 0) + count;
    });
  }
  if (perDay) {
    for (const line of lines.values()) {
      line.forEach((count, position) => {
        if (count !== null) line[position] = count / (held[position] ?? 1);
      });
    }
  }
  return { starts, held, lines };
}
