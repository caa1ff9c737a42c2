/** The counts of the days held, as the strip wants them: by day number. */

import type { Daily } from "../client";
import { MAIN_ACTORS, isMainActor } from "../names";

export interface DayCounts {
  readonly day: number;
  readonly events: number;
  readonly quotes: number;
  /** Events that name the three main actors and all others, in that order, and quotes for them; empty when not asked. */
  readonly actors: readonly number[];
}

export class DaysHeld {
  readonly days: readonly DayCounts[];
  readonly most: number;
  private readonly byDay: ReadonlyMap<number, DayCounts>;

  constructor(daily: Daily) {
    const mentions = mentionsOf(daily);
    this.days = daily.day.map((day, at) => ({
      day,
      events: daily.events[at] ?? 0,
      quotes: daily.quotes[at] ?? 0,
      actors: mentions.map((counts) => counts[at] ?? 0),
    }));
    this.byDay = new Map(this.days.map((each) => [each.day, each]));
    this.most = Math.max(1, ...this.days.map((each) => each.events + each.quotes));
  }

  get(day: number): DayCounts | undefined {
    return this.byDay.get(day);
  }

  get newest(): number | null {
    return this.days.at(-1)?.day ?? null;
  }

  /** Returns the held day before or after a day, held or not. */
  beside(day: number, step: -1 | 1): number | null {
    const found =
      step === 1
        ? this.days.find((each) => each.day > day)
        : this.days.findLast((each) => each.day < day);
    return found?.day ?? null;
  }

  /** Returns the held day nearest to a day, or null in an empty record. */
  nearest(day: number): number | null {
    let best: number | null = null;
    for (const each of this.days) {
      if (best === null || Math.abs(each.day - day) < Math.abs(best - day)) best = each.day;
    }
    return best;
  }
}

function mentionsOf(daily: Daily): number[][] {
  if (daily.series.length === 0) return [];
  const rows = [...MAIN_ACTORS, "others"].map(() => daily.day.map(() => 0));
  for (const { name, events, quotes } of daily.series) {
    const row = rows[isMainActor(name) ? (MAIN_ACTORS as readonly string[]).indexOf(name) : 3];
    if (row !== undefined) events.forEach((count, at) => (row[at] = (row[at] ?? 0) + count + (quotes?.[at] ?? 0)));
  }
  return rows;
}
