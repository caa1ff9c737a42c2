/** Draws the strip: a bar for each held day, a lane below that shows which days are missing. */

import type { DayCounts, DaysHeld } from "./record";
import { ticksOf } from "./ticks";
import { toX, type Window } from "./window";

export interface Look {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly paper: string;
  readonly accent: string;
  readonly actors: readonly string[];
  readonly font: string;
}

export interface Scene {
  readonly held: DaysHeld;
  readonly chosen: DaysHeld | null;
  readonly window: Window;
  readonly last: number;
  readonly current: number | null;
  readonly cursor: number | null;
  readonly byActor: boolean;
}

const AXIS = 20;
const LANE = 7;
const HEAD = 12;

/** Reads the colours of the theme from the page's own style. */
export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: colour("--ink"),
    muted: colour("--muted"),
    rule: colour("--rule"),
    paper: colour("--paper"),
    accent: colour("--accent"),
    actors: ["--russia", "--belarus", "--ukraine", "--others"].map(colour),
    font: `12px ${style.fontFamily}`,
  };
}

/** Empties the canvas and fits it to its place on the screen; its context counts in CSS pixels. */
function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the browser gives no canvas to draw on");
  context.scale(ratio, ratio);
  return context;
}

export function drawScene(canvas: HTMLCanvasElement, scene: Scene, look: Look): void {
  // Measured before the canvas is touched: after that the browser would lay out the page again.
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = prepare(canvas, width, height);
  const ground = height - AXIS - LANE;
  drawAxis(context, scene, look, width, height);
  drawLane(context, scene, look, width, ground + 2);
  drawBars(context, scene, look, width, ground);
  for (const [day, colour] of [
    [scene.current, look.accent],
    [scene.cursor, look.ink],
  ] as const) {
    if (day !== null) drawMark(context, toX(day + 0.5, scene.window, width), colour, ground + LANE);
  }
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene, look: Look, width: number, height: number): void {
  context.font = look.font;
  context.textBaseline = "alphabetic";
  for (const tick of ticksOf(scene.window, width / 64)) {
    const x = toX(tick.day, scene.window, width);
    context.fillStyle = look.rule;
    context.fillRect(Math.round(x), 0, 1, height - AXIS + 6);
    context.fillStyle = look.muted;
    const room = context.measureText(tick.label).width;
    if (x + 4 + room <= width) context.fillText(tick.label, x + 4, height - 4);
  }
}

function drawLane(context: CanvasRenderingContext2D, scene: Scene, look: Look, width: number, top: number): void {
  const { window } = scene;
  const start = Math.max(0, toX(1, window, width));
  const end = Math.min(width, toX(scene.last + 1, window, width));
  context.save();
  context.beginPath();
  context.rect(start, top, end - start, LANE - 3);
  context.clip();
  context.strokeStyle = look.muted;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = start - 8; x < end; x += 4) {
    context.moveTo(x, top + LANE);
    context.lineTo(x + LANE, top);
  }
  context.stroke();
  context.restore();
  const step = width / (window.end - window.start);
  for (const { day } of scene.held.days) {
    const x = toX(day, window, width);
    if (x < -step || x > width) continue;
    // Held days cover the hatching whole, so that what stays hatched is what is missing.
    context.fillStyle = look.paper;
    context.fillRect(x - 0.5, top - 1, Math.max(step, 2) + 1, LANE);
    context.fillStyle = look.ink;
    context.fillRect(x, top, Math.max(step - (step > 6 ? 1.5 : 0), 2), LANE - 3);
  }
}

function drawBars(context: CanvasRenderingContext2D, scene: Scene, look: Look, width: number, ground: number): void {
  const step = width / (scene.window.end - scene.window.start);
  const bar = Math.min(Math.max(step - (step > 6 ? 2 : step > 3 ? 1 : 0), 2), 40);
  const room = ground - HEAD;
  for (const day of scene.held.days) {
    const x = toX(day.day, scene.window, width) + Math.max((step - bar) / 2, 0);
    if (x < -bar || x > width) continue;
    const amount = day.events + day.quotes;
    const height = Math.max(3, (amount / scene.held.most) * room);
    if (scene.chosen !== null) {
      const chosen = scene.chosen.get(day.day);
      const part = chosen === undefined ? 0 : ((chosen.events + chosen.quotes) / scene.held.most) * room;
      fill(context, look.muted, 0.3, x, ground - height, bar, height);
      if (chosen === undefined || part === 0) continue;
      const shown = Math.max(part, 3);
      if (scene.byActor && chosen.actors.length > 0) drawShares(context, chosen, look, x, bar, shown, ground);
      else fill(context, look.accent, 1, x, ground - shown, bar, shown);
    } else if (scene.byActor && day.actors.length > 0) {
      drawShares(context, day, look, x, bar, height, ground);
    } else {
      fill(context, look.ink, 0.42 + 0.58 * (amount / scene.held.most), x, ground - height, bar, height);
    }
  }
}

function drawShares(
  context: CanvasRenderingContext2D,
  day: DayCounts,
  look: Look,
  x: number,
  bar: number,
  height: number,
  ground: number,
): void {
  const all = day.actors.reduce((sum, count) => sum + count, 0) || 1;
  let y = ground;
  day.actors.forEach((count, at) => {
    const share = (count / all) * height;
    y -= share;
    fill(context, look.actors[at] ?? look.muted, 1, x, y, bar, share);
  });
}

function drawMark(context: CanvasRenderingContext2D, x: number, colour: string, bottom: number): void {
  context.fillStyle = colour;
  context.fillRect(x - 0.75, 8, 1.5, bottom - 8);
  context.beginPath();
  context.moveTo(x - 6, 0);
  context.lineTo(x + 6, 0);
  context.lineTo(x, 9);
  context.fill();
}

function fill(
  context: CanvasRenderingContext2D,
  colour: string,
  alpha: number,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
}
