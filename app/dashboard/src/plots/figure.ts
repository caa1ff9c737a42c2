/** The frame of a plot: title, the drawing, the same as a table, and buttons that save it. */

import { number } from "../calendar";
import { draw, make, type Child } from "../element";
import { texts } from "../language/language";
import { KEY_LINE, saveCsv, savePng, type Cell, type Key, type Titled } from "./save";

export interface Plot extends Titled {
  readonly text: string;
  /** Controls that change what is drawn; the figure is told by `redraw`. */
  readonly controls?: readonly HTMLElement[];
  readonly columns: () => readonly string[];
  readonly rows: () => readonly (readonly Cell[])[];
  /** Draws at a width in CSS pixels; returns what stands for the picture when it is saved. */
  readonly draw: (place: HTMLElement, width: number) => HTMLCanvasElement | SVGSVGElement;
}

export interface Figure {
  readonly element: HTMLElement;
  readonly redraw: () => void;
}

/** Returns the figure, drawn anew whenever its width or the theme changes, until the page is left. */
export function figure(plot: Plot, left: AbortSignal): Figure {
  const text = texts();
  const id = `plot-${plot.name}`;
  const place = make("div", { class: "drawing" });
  const table = make("div", { class: "table", tabindex: 0, role: "region", "aria-label": `${text.asTable}: ${plot.title}`, hidden: true });
  let picture: HTMLCanvasElement | SVGSVGElement | null = null;
  const redraw = () => {
    if (!table.hidden) table.replaceChildren(tableOf(plot));
    const width = Math.floor(place.clientWidth);
    if (width === 0 || place.hidden || left.aborted) return;
    place.replaceChildren();
    picture = plot.draw(place, width);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", `${plot.title}. ${plot.text}`);
  };
  const toggle = make("button", { type: "button", class: "small", "aria-pressed": "false" }, text.asTable);
  toggle.addEventListener("click", () => {
    table.hidden = !table.hidden;
    place.hidden = !table.hidden;
    toggle.setAttribute("aria-pressed", String(!table.hidden));
    redraw();
  });
  const csv = button(text.saveCsv, () => saveCsv(plot.name, plot.columns(), plot.rows()));
  const png = button(text.savePng, () => {
    // Behind its table the chart has no size, and is of before what was chosen meanwhile.
    const saved = place.hidden ? plot.draw(make("div"), table.offsetWidth) : picture;
    if (saved !== null) void savePng(plot, saved);
  });
  const tools = make("div", { class: "tools" }, ...(plot.controls ?? []), make("span", { class: "group" }, toggle, csv, png));
  const element = make(
    "section",
    { class: `plot is-${plot.name}`, "aria-labelledby": id },
    make("h2", { id }, plot.title),
    make("p", { class: "meta" }, plot.text),
    tools,
    plot.keys === undefined ? null : make("p", { class: "legend" }, ...plot.keys().map(keyOf)),
    place,
    table,
  );
  let width = 0;
  new ResizeObserver(() => {
    // Each plot in a task of its own: all in one would hold up whoever scrolls meanwhile.
    if (place.clientWidth !== width) setTimeout(redraw);
    width = place.clientWidth;
  }).observe(place);
  // Paper is another theme than a dark screen.
  for (const look of ["(prefers-color-scheme: dark)", "print"]) matchMedia(look).addEventListener("change", redraw, { signal: left });
  return { element, redraw };
}

function keyOf([name, label, dashes]: Key): HTMLElement {
  if (dashes === undefined) return make("span", { class: `key is-${name}` }, label);
  const line = draw("line", { x2: KEY_LINE, y1: 5, y2: 5, "stroke-width": 2, "stroke-dasharray": dashes.join(" ") });
  const sample = draw("svg", { width: KEY_LINE, height: 9, "aria-hidden": "true" }, line);
  return make("span", { class: `key is-line is-${name}` }, sample, label);
}

function button(label: string, act: () => void): HTMLElement {
  return make("button", { type: "button", class: "small", click: act }, label);
}

function tableOf(plot: Plot): HTMLElement {
  const head = make("tr", {}, ...plot.columns().map((name) => make("th", { scope: "col" }, name)));
  const cell = (value: Cell, at: number): Child =>
    at === 0 ? make("th", { scope: "row" }, value) : make("td", {}, typeof value === "number" ? number(value) : (value ?? "–"));
  const body = plot.rows().map((row) => make("tr", {}, ...row.map(cell)));
  return make("table", {}, make("caption", { class: "unseen" }, plot.title), make("thead", {}, head), make("tbody", {}, ...body));
}

/** Returns a choice of one among a few, as a labelled select. */
export function chooser(
  label: string,
  options: readonly (readonly [string, string])[],
  chosen: string,
  change: (value: string) => void,
): HTMLElement {
  const items = options.map(([value, name]) => make("option", { value, selected: value === chosen }, name));
  const select = make("select", { change: () => change(select.value) }, ...items);
  return make("label", { class: "chooser" }, label, select);
}
