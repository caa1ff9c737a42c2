/** Events and quotes over time, a line for each actor, drawn by uPlot. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Daily } from "../client";
import { instantOf, isoOf, number, written } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";
import { ticksOf } from "../strip/ticks";
import { chooser, figure, type Figure } from "./figure";
import { look } from "./look";
import { DASHES, LINES, lineName } from "./lines";
import { gather, type Gathered, type Measure, type Step } from "./series";

const HEIGHT = 320;

/** Returns the figure of the daily counts. */
export function overTime(daily: Daily, left: AbortSignal): Figure {
  const text = texts();
  let measure: Measure = "events";
  let step: Step = "month";
  let perDay = true;
  let gathered = gather(daily, measure, step, perDay);
  const change = (act: () => void) => {
    act();
    gathered = gather(daily, measure, step, perDay);
    made.redraw();
  };
  let drawn: uPlot | null = null;
  // uPlot listens to the whole window until it is told to stop; the picture stays until the next page stands.
  left.addEventListener("abort", () => {
    const place = drawn?.root.parentElement;
    drawn?.destroy();
    if (drawn !== null) place?.append(drawn.root);
  });
  const measures = [["events", text.measureEvents], ["quotes", text.measureQuotes]] as const;
  const scales = [["per", text.perDay], ["all", text.inAll]] as const;
  const made = figure({
    name: "over-time",
    title: text.overTime,
    text: text.overTimeText,
    controls: [
      chooser(text.measure, measures, measure, (value) => change(() => (measure = value as Measure))),
      chooser(text.scale, scales, "per", (value) => change(() => (perDay = value === "per"))),
      chooser(text.step, Object.entries(text.steps), step, (value) => change(() => (step = value as Step))),
    ],
    keys: () => LINES.map((name) => [name, lineName(name), DASHES[name]]),
    columns: () => [text.time, text.daysHeld, ...LINES.map(lineName)],
    rows: () => rowsOf(gathered),
    draw: (place, width) => {
      drawn?.destroy();
      drawn = drawLines(place, width, gathered, step);
      return drawn.ctx.canvas;
    },
  }, left);
  return made;
}

function rowsOf({ starts, held, lines }: Gathered): (string | number | null)[][] {
  const rounded = (count: number | null | undefined) =>
    count === null || count === undefined ? null : Math.round(count * 100) / 100;
  return starts
    .map((start, at) => [isoOf(start), held[at] ?? 0, ...LINES.map((name) => rounded(lines.get(name)?.[at]))])
    .filter((row) => row[1] !== 0);
}

function drawLines(place: HTMLElement, width: number, gathered: Gathered, step: Step): uPlot {
  const colours = look();
  const seconds = gathered.starts.map(secondsOf);
  const range = { start: gathered.starts[0] ?? 1, end: gathered.starts.at(-1) ?? 1 };
  const ticks = ticksOf(range, width / 80);
  const counts = LINES.map((name) => [...(gathered.lines.get(name) ?? [])]);
  const readout = make("p", { class: "readout", "aria-hidden": "true" });
  // Where no pointer is, the newest step that has days: the line is never empty.
  const newest = gathered.held.findLastIndex((days) => days > 0);
  const tell = (at: number | null | undefined) => readout.replaceChildren(tellStep(gathered, at ?? newest, step));
  const axis: uPlot.Axis = {
    stroke: colours.muted,
    font: `12px ${colours.font}`,
    grid: { stroke: colours.rule, width: 1 },
    ticks: { stroke: colours.rule, width: 1 },
  };
  const options: uPlot.Options = {
    width,
    height: HEIGHT,
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "UTC"),
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.08, 1)] } },
    axes: [
      { ...axis, splits: () => ticks.map((tick) => secondsOf(tick.day)), values: () => ticks.map((tick) => tick.label) },
      { ...axis, size: 44, values: (_, values) => values.map((value) => number(value)) },
    ],
    series: [
      {},
      ...LINES.map((name) => ({
        label: lineName(name),
        stroke: colours.actor(name),
        width: 2,
        dash: [...(DASHES[name] ?? [])],
        points: { show: seconds.length < width / 10, size: 5, fill: colours.actor(name) },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [(plot) => tell(plot.cursor.idx)] },
  };
  tell(null);
  place.append(readout);
  return new uPlot(options, [seconds, ...counts] as uPlot.AlignedData, place);
}

function secondsOf(day: number): number {
  return instantOf(day).getTime() / 1000;
}

function tellStep(gathered: Gathered, at: number, step: Step): string {
  const start = gathered.starts[at];
  if (start === undefined) return "";
  const when = written(start, step === "month" ? "month" : "short");
  const held = gathered.held[at] ?? 0;
  const counts = LINES.flatMap((name) => {
    const count = gathered.lines.get(name)?.[at];
    return count === null || count === undefined ? [] : [`${lineName(name)} ${number(Math.round(count * 10) / 10)}`];
  });
  return [when, held === 0 ? texts().notHeld : texts().daysCounted(held), ...counts].join(" · ");
}
