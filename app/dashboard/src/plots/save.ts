/** Saves a plot's numbers as CSV, and its picture as PNG on the page's own paper. */

import { make } from "../element";
import { look } from "./look";

export type Cell = string | number | null;

/** What a picture is called, here and in the name of its file. */
export interface Titled {
  readonly name: string;
  readonly title: string;
  /** What the colours stand for: the class of each key, and its name. */
  readonly keys?: () => readonly (readonly [string, string])[];
}

export function saveCsv(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [columns, ...rows].map((row) => row.map(field).join(","));
  // Spreadsheets take a file without this mark for one in an old local encoding.
  const text = `\ufeff${lines.join("\r\n")}\r\n`;
  save(`daybook-${name}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
}

function field(value: Cell): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const SCALE = 2;
const MARGIN = 16;
const TITLE = 34;
const KEYS = 24;

/** Saves a drawing with its title and what its colours stand for: nothing else tells it elsewhere. */
export async function savePng({ name, title, keys }: Titled, picture: HTMLCanvasElement | SVGSVGElement): Promise<void> {
  // uPlot sizes and draws a new canvas only when the task that made it ends.
  const source = picture instanceof SVGSVGElement ? await imageOf(picture) : await Promise.resolve(picture);
  const { width, height } = sizeOf(picture);
  const head = TITLE + (keys === undefined ? 0 : KEYS);
  const canvas = make("canvas");
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + head + 2 * MARGIN) * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(document.body);
  context.scale(SCALE, SCALE);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 18px ${style.fontFamily}`;
  context.fillText(title, MARGIN, MARGIN + 18);
  drawKeys(context, keys?.() ?? [], style);
  context.drawImage(source, MARGIN, MARGIN + head, width, height);
  canvas.toBlob((blob) => blob !== null && save(`daybook-${name}.png`, blob));
}

/** Returns a drawing's size in CSS pixels; it need not be on the page. */
function sizeOf(picture: HTMLCanvasElement | SVGSVGElement): { width: number; height: number } {
  if (picture instanceof SVGSVGElement) return { width: picture.width.baseVal.value, height: picture.height.baseVal.value };
  return { width: picture.width / devicePixelRatio, height: picture.height / devicePixelRatio };
}

function drawKeys(context: CanvasRenderingContext2D, keys: readonly (readonly [string, string])[], style: CSSStyleDeclaration): void {
  const colours = look();
  context.font = `13px ${style.fontFamily}`;
  let x = MARGIN;
  for (const [name, label] of keys) {
    context.fillStyle = colours.actor(name);
    context.fillRect(x, MARGIN + TITLE, 9, 9);
    context.fillStyle = style.color;
    context.fillText(label, x + 14, MARGIN + TITLE + 9);
    x += 14 + context.measureText(label).width + 18;
  }
}

async function imageOf(drawing: SVGSVGElement): Promise<HTMLImageElement> {
  const text = new XMLSerializer().serializeToString(drawing);
  const image = new Image();
  // A data: address, since the Content-Security-Policy allows no blob: pictures.
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
