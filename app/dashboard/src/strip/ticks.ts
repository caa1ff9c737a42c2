/** Where the strip's time axis has its marks: years, months or days, whichever leave room. */

import { dayAt, instantOf, isoOf, written } from "../calendar";
import type { Window } from "./window";

export interface Tick {
  readonly day: number;
  readonly label: string;
}

const STEPS = [1, 2, 3, 6, 12, 24];

/** Returns the marks whose labels fit beside each other in `room` labels. */
export function ticksOf(window: Window, room: number): Tick[] {
  const months = (window.end - window.start) / 30.44;
  if (months < 1.6) return dayTicks(window, room);
  const step = STEPS.find((each) => months / each <= room) ?? 24;
  const first = instantOf(Math.ceil(window.start));
  const ticks: Tick[] = [];
  let month = Math.floor(first.getUTCMonth() / step) * step;
  for (;;) {
    const start = new Date(Date.UTC(first.getUTCFullYear(), month, 1));
    const day = dayAt(start);
    if (day > window.end) return ticks;
    if (day >= window.start) ticks.push({ day, label: monthLabel(day, start, step) });
    month += step;
  }
}

function monthLabel(day: number, start: Date, step: number): string {
  if (step >= 12) return String(start.getUTCFullYear());
  return start.getUTCMonth() === 0 ? isoOf(day).slice(0, 4) : written(day, "monthName");
}

function dayTicks(window: Window, room: number): Tick[] {
  const step = Math.max(1, Math.ceil((window.end - window.start) / room));
  const ticks: Tick[] = [];
  for (let day = Math.ceil(window.start); day < window.end; day += step) {
    ticks.push({ day, label: written(day, "short").replace(/ \d{4}$/, "") });
  }
  return ticks;
}
