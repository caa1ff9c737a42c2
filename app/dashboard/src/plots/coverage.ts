/** How many days of each month the record holds, as a calendar of months. */

import type { Daily } from "../client";
import { dayAt, instantOf, today, written } from "../calendar";
import { draw } from "../element";
import { texts } from "../language/language";
import { figure, type Figure } from "./figure";
import { look, shade } from "./look";

interface Month {
  readonly year: number;
  readonly month: number;
  readonly held: number;
  readonly days: number;
}

/** Returns the figure of the months from day 1 to today. */
export function coverage(daily: Daily, left: AbortSignal): Figure {
  const text = texts();
  const months = monthsOf(daily);
  return figure({
    name: "coverage",
    title: text.coverage,
    text: text.coverageText,
    columns: () => [text.month, text.daysHeld, text.daysInMonth],
    rows: () => months.map(({ year, month, held, days }) => [`${year}-${String(month + 1).padStart(2, "0")}`, held, days]),
    draw: (place, width) => {
      const drawing = calendar(months, width);
      place.append(drawing);
      return drawing;
    },
  }, left);
}

function monthsOf(daily: Daily): Month[] {
  const held = new Map<string, number>();
  for (const date of daily.date) held.set(date.slice(0, 7), (held.get(date.slice(0, 7)) ?? 0) + 1);
  const last = today();
  const months: Month[] = [];
  for (let day = 1; day <= last; ) {
    const date = instantOf(day);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const next = dayAt(new Date(Date.UTC(year, month + 1, 1)));
    const key = `${year}-${String(month + 1).padStart(2, "0")}`;
    months.push({ year, month, held: held.get(key) ?? 0, days: Math.min(next, last + 1) - day });
    day = next;
  }
  return months;
}

function calendar(months: readonly Month[], width: number): SVGSVGElement {
  const colours = look();
  const head = 22;
  const years = 44;
  const cell = Math.min((width - years) / 12, 64);
  const rowHeight = Math.min(cell, 40);
  const first = months[0]?.year ?? 2022;
  const label = { "font-size": 12, "font-family": colours.font, fill: colours.muted };
  const shapes: SVGElement[] = [];
  for (let month = 0; month < 12; month++) {
    const name = written(`2022-${String(month + 1).padStart(2, "0")}-01`, cell < 30 ? "monthLetter" : "monthName");
    shapes.push(draw("text", { ...label, x: years + (month + 0.5) * cell, y: 14, "text-anchor": "middle" }, name));
  }
  const rows = (months.at(-1)?.year ?? first) - first + 1;
  for (let row = 0; row < rows; row++) {
    shapes.push(draw("text", { ...label, x: 0, y: head + (row + 0.5) * rowHeight + 4 }, first + row));
  }
  for (const { year, month, held, days } of months) {
    const top = head + (year - first) * rowHeight;
    const left = years + month * cell;
    const strength = shade(held / days);
    const box = { x: left + 1, y: top + 1, width: cell - 2, height: rowHeight - 2 };
    shapes.push(draw("rect", { ...box, fill: colours.ink, opacity: strength.toFixed(2) }));
    if (held > 0) {
      const fill = strength > 0.5 ? colours.paper : colours.ink;
      const place = { x: left + cell / 2, y: top + rowHeight / 2 + 4, "text-anchor": "middle" };
      shapes.push(draw("text", { ...label, ...place, fill }, held));
    }
  }
  const height = head + rows * rowHeight + 2;
  return draw("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, ...shapes);
}
