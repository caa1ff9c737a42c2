/** The whole war as a strip of days, drawn on a canvas, worked by pointer, touch and keyboard. */

import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import { number, today, written } from "../calendar";
import { joined, make } from "../element";
import { texts } from "../language/language";
import { MAIN_ACTORS, actorName } from "../names";
import { drawScene, lookOf, type Look } from "./bars";
import { meaningOf } from "./keys";
import { Overview } from "./overview";
import { DaysHeld } from "./record";
import { SHORTEST, fit, isWhole, toDay, toX, zoomed, type Window } from "./window";

export interface StripState {
  readonly current: number | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly byActor: boolean;
}

export interface StripActions {
  readonly open: (day: number) => void;
  /** Tells the range chosen, in whole days; null for the whole war. */
  readonly choose: (range: readonly [number, number] | null) => void;
  readonly colour: (byActor: boolean) => void;
}

const NEAR_PX = 9;
const NOTHING: DaysHeld = new DaysHeld({ day: [], date: [], events: [], quotes: [], series: [], others: null });

export class Strip {
  private readonly canvas = make("canvas", { class: "days", role: "slider", tabindex: 0, "aria-describedby": "strip-help" });
  private readonly help = make("p", { class: "unseen", id: "strip-help" });
  private readonly readout = make("p", { class: "readout" });
  private readonly controls = make("div", { class: "controls" });
  private readonly legend = make("p", { class: "legend" });
  private readonly overview = new Overview((window, done) => this.show(window, done));
  private readonly zooming: ZoomBehavior<HTMLCanvasElement, unknown>;
  private held = NOTHING;
  private chosen: DaysHeld | null = null;
  private state: StripState = { current: null, from: null, to: null, byActor: false };
  private whole: Window = { start: 1, end: 2 };
  private window: Window = this.whole;
  private cursor: number | null = null;
  private frame = 0;
  private unfitted = true;
  private awaited = true;
  private failed = false;
  private look: Look | null = null;

  constructor(host: HTMLElement, private readonly actions: StripActions) {
    const foot = make("div", { class: "under" }, this.readout, this.legend, this.controls, this.help);
    host.replaceChildren(this.canvas, this.overview.element, foot);
    this.zooming = zoom<HTMLCanvasElement, unknown>()
      // A plain wheel and one finger scroll the page; they are not the strip's.
      .filter((event: Event) =>
        event instanceof WheelEvent ? event.ctrlKey || event.metaKey : !isOneFinger(event),
      )
      .wheelDelta(wheelDelta)
      .on("zoom end", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        if (event.sourceEvent) this.show(this.windowOf(event.transform), event.type === "end");
      });
    select(this.canvas).call(this.zooming).on("dblclick.zoom", null);
    this.canvas.addEventListener("pointermove", (event) => this.point(this.dayNear(event)));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("click", (event) => {
      const day = this.dayNear(event);
      if (day !== null && this.held.get(day) !== undefined) this.actions.open(day);
    });
    this.canvas.addEventListener("keydown", (event) => this.press(event));
    this.canvas.addEventListener("blur", () => this.point(null));
    new ResizeObserver(() => this.refresh()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
    this.relabel();
  }

  /** Takes the days that came; null when no answer did: the days that are shown then stay. */
  setHeld(held: DaysHeld | null): void {
    if (held === null) {
      this.failed = true;
      this.point(this.cursor);
      return;
    }
    this.awaited = false;
    this.held = held;
    // A day that has not come can be held, of the year 9999 too: it can be opened, but the strip
    // would be its own centuries, and the war a line.
    this.whole = { start: 1, end: today() + 1 };
    this.settle(this.state);
  }

  /** Marks the days that the filters choose; null when nothing is filtered. */
  setChosen(chosen: DaysHeld | null): void {
    this.chosen = chosen;
    this.relabel();
  }

  settle(state: StripState): void {
    this.state = state;
    const { from, to } = state;
    const asked = { start: from ?? this.whole.start, end: (to ?? this.whole.end - 1) + 1 };
    this.window = fit(asked, this.whole);
    this.refresh();
    this.relabel();
  }

  /** Writes all texts again, in the language of now. */
  relabel(): void {
    const text = texts();
    const button = (label: string, sign: string, act: () => void) =>
      make("button", { type: "button", class: "small", "aria-label": label, title: label, click: act }, sign);
    const mode = (byActor: boolean, label: string) =>
      make(
        "button",
        {
          type: "button",
          class: "small",
          "aria-pressed": String(this.state.byActor === byActor),
          click: () => this.actions.colour(byActor),
        },
        label,
      );
    this.controls.replaceChildren(
      make("span", { class: "group", role: "group", "aria-label": text.colour }, mode(false, text.byAmount), mode(true, text.byActor)),
      make(
        "span",
        { class: "group" },
        button(text.zoomOut, "−", () => this.zoomBy(0.5)),
        button(text.zoomIn, "+", () => this.zoomBy(2)),
        make("button", { type: "button", class: "small", click: () => this.show(this.whole, true) }, text.wholeWar),
      ),
    );
    this.canvas.setAttribute("aria-label", text.strip);
    this.help.textContent = text.stripHelp;
    this.legend.replaceChildren(...this.legendEntries().map(([mark, label]) => make("span", { class: `key ${mark}` }, label)));
    this.point(this.cursor);
  }

  private legendEntries(): [string, string][] {
    const text = texts();
    const lane: [string, string][] = [
      ["is-held", text.held],
      ["is-missing", text.missing],
    ];
    const isChosen: [string, string][] = this.chosen === null ? [] : [["is-chosen", text.chosen]];
    if (!this.state.byActor) return [...isChosen, ...lane];
    const actors = MAIN_ACTORS.map((slug): [string, string] => [`is-${slug}`, actorName(slug)]);
    return [...actors, ["is-others", text.others], ...lane];
  }

  private point(day: number | null): void {
    this.cursor = day;
    const shown = day ?? this.state.current ?? this.held.newest;
    const told = shown === null ? "" : this.describe(shown);
    const text = texts();
    this.readout.textContent = day === null ? this.summary() : told;
    const last = Math.max(this.whole.end - 1, this.held.newest ?? 1);
    const attributes = { min: 1, max: last, now: Math.min(Math.max(shown ?? 1, 1), last) };
    for (const [name, value] of Object.entries(attributes)) this.canvas.setAttribute(`aria-value${name}`, String(value));
    this.canvas.setAttribute("aria-valuetext", told || text.emptyTitle);
    this.redraw();
  }

  private summary(): string {
    const text = texts();
    if (this.awaited) return this.failed ? text.failedTitle : "";
    const come = this.held.days.filter(({ day }) => day < this.whole.end);
    return text.heldOf(number(come.length), number(this.whole.end - 1));
  }

  private describe(day: number): string {
    const text = texts();
    const counts = (this.chosen ?? this.held).get(day);
    const held = this.held.get(day) !== undefined;
    const said = counts === undefined ? [] : [text.events(counts.events), text.quotes(counts.quotes)];
    return joined(" · ", [text.day(day), written(day, "short"), ...(held ? said : [text.notHeld])]).join("");
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.cursor ?? this.state.current ?? this.held.newest;
    if (at === null) return;
    const meaning = meaningOf(event.key, at, this.held);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning.kind === "open") this.actions.open(meaning.day);
    else if (meaning.kind === "zoom") this.zoomBy(meaning.factor, at);
    else if (meaning.kind === "whole") this.show(this.whole, true);
    else {
      this.reach(meaning.day);
      this.point(meaning.day);
    }
  }

  /** Moves the window so that a day is in it. */
  private reach(day: number): void {
    const length = this.window.end - this.window.start;
    if (day >= this.window.start && day < this.window.end) return;
    this.show(fit({ start: day - length / 2, end: day + length / 2 }, this.whole), false);
  }

  private zoomBy(factor: number, around?: number): void {
    const middle = (this.window.start + this.window.end) / 2;
    const at = around ?? this.state.current ?? middle;
    const inside = at >= this.window.start && at <= this.window.end;
    this.show(zoomed(this.window, factor, inside ? at : middle, this.whole), true);
  }

  private show(window: Window, done: boolean): void {
    this.window = window;
    this.refresh();
    if (!done) return;
    const whole = isWhole(window, this.whole);
    this.actions.choose(whole ? null : [Math.round(window.start), Math.round(window.end) - 1]);
  }

  /** Fits everything to the window with the next frame: one layout for however many changes. */
  private refresh(): void {
    this.unfitted = true;
    this.redraw();
  }

  private fitToWindow(): void {
    this.unfitted = false;
    this.look = null;
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    const height = this.canvas.clientHeight;
    const most = (this.whole.end - this.whole.start) / SHORTEST;
    const area: [[number, number], [number, number]] = [[0, 0], [width, height]];
    this.zooming.scaleExtent([1, Math.max(most, 1)]).extent(area).translateExtent(area);
    const scale = (this.whole.end - this.whole.start) / (this.window.end - this.window.start);
    const shift = -toX(this.window.start, this.whole, width) * scale;
    const { k, x } = zoomTransform(this.canvas);
    // A gesture under way has its transform already; to set it anew would call us back.
    if (Math.abs(k - scale) > 1e-6 * scale || Math.abs(x - shift) > 0.5) {
      const transform = zoomIdentity.translate(shift, 0).scale(scale);
      select(this.canvas).call(this.zooming.transform, transform);
    }
    this.overview.update(this.held, this.whole, this.window);
  }

  private redraw(): void {
    if (this.awaited) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.unfitted) this.fitToWindow();
      this.look ??= lookOf(this.canvas);
      const { held, chosen, window, cursor, state, whole } = this;
      const last = whole.end - 1;
      const scene = { held, chosen, window, cursor, last, current: state.current, byActor: state.byActor };
      drawScene(this.canvas, scene, this.look);
    });
  }

  private windowOf(transform: { x: number; k: number }): Window {
    const width = this.canvas.clientWidth;
    const start = toDay(-transform.x / transform.k, this.whole, width);
    return { start, end: start + (this.whole.end - this.whole.start) / transform.k };
  }

  private dayNear(event: MouseEvent): number | null {
    const width = this.canvas.clientWidth;
    const exact = toDay(event.offsetX, this.window, width);
    const nearest = this.held.nearest(Math.floor(exact));
    if (nearest !== null) {
      const distance = Math.abs(toX(nearest + 0.5, this.window, width) - event.offsetX);
      const half = toX(this.window.start + 0.5, this.window, width);
      if (distance <= Math.max(half, NEAR_PX)) return nearest;
    }
    const day = Math.floor(exact);
    return day >= 1 && day < this.whole.end ? day : null;
  }
}

const NOTCH_PX = 40;

/** A touchpad's pinch comes as many small turns of a wheel with Control, a mouse's as few large ones. */
function wheelDelta(event: WheelEvent): number {
  if (event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL) return -event.deltaY * 0.15;
  return -event.deltaY * (Math.abs(event.deltaY) < NOTCH_PX ? 0.02 : 0.004);
}

function isOneFinger(event: Event): boolean {
  return "touches" in event && (event as TouchEvent).touches.length < 2;
}
