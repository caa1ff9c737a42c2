/** The whole war in small, with a brush that chooses the part shown above. */

import { brushX, type BrushBehavior, type D3BrushEvent } from "d3-brush";
import { select } from "d3-selection";
import { draw } from "../element";
import type { DaysHeld } from "./record";
import { fit, isWhole, toDay, toX, type Window } from "./window";

export class Overview {
  readonly element = draw("svg", { class: "overview", "aria-hidden": "true", focusable: "false" });
  private readonly bars = draw("path", { class: "bars" });
  private readonly lane = draw("path", { class: "lane" });
  private readonly group = draw("g", { class: "brush" });
  private readonly brush: BrushBehavior<unknown>;
  private whole: Window = { start: 1, end: 2 };
  private width = 0;
  private readonly height = 30;

  /** `changed` is told the window brushed; `done` when the reader lets go. */
  constructor(changed: (window: Window, done: boolean) => void) {
    this.element.append(this.lane, this.bars, this.group);
    this.brush = brushX<unknown>();
    this.brush.on("brush end", (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const selection = event.selection as [number, number] | null;
      const window =
        selection === null
          ? this.whole
          : {
              start: toDay(selection[0], this.whole, this.width),
              end: toDay(selection[1], this.whole, this.width),
            };
      changed(event.type === "end" ? fit(window, this.whole) : window, event.type === "end");
    });
  }

  /** Draws the days held, and the brush around the window. */
  update(held: DaysHeld, whole: Window, window: Window): void {
    this.whole = whole;
    const width = this.element.clientWidth;
    if (width === 0) return;
    const come = held.days.filter(({ day }) => day < whole.end);
    const x = (day: number) => toX(day + 0.5, whole, width).toFixed(1);
    const top = (amount: number) => (this.height - 1 - (amount / held.most) * (this.height - 6)).toFixed(1);
    this.bars.setAttribute(
      "d",
      come.map((each) => `M${x(each.day)} ${this.height}V${top(each.events + each.quotes)}`).join(""),
    );
    this.lane.setAttribute("d", `M0 ${this.height - 0.5}H${width}`);
    if (width !== this.width) {
      this.width = width;
      this.brush.extent([
        [0, 0],
        [width, this.height],
      ]);
      select<SVGGElement, unknown>(this.group).call(this.brush);
    }
    this.move(window);
  }

  move(window: Window): void {
    const span = isWhole(window, this.whole)
      ? null
      : ([toX(window.start, this.whole, this.width), toX(window.end, this.whole, this.width)] as [number, number]);
    select<SVGGElement, unknown>(this.group).call(this.brush.move, span);
  }
}
