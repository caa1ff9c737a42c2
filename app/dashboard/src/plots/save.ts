/** Saves a plot's numbers as CSV, and its picture as PNG on the page's own paper. */

import { make } from "../element";
import { look } from "./look";

export type Cell = string | number | null;

/** What a picture is called, here and in the name of its file. */
export interface Titled {
  readonly name: string;
  readonly title: string;
  /** What the colours stand for. */
  readonly keys?: () => readonly Key[];
}

/** The class of a key, what it stands for, and the dashes of its line where it is one. */
export type Key = readonly [name: string, label: string, dashes?: readonly number[] | undefined];

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
/** As long as two dashes of the longest. */
export const KEY_LINE = 32;

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
  context.fillStyle = look().paper;
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

function drawKeys(context: CanvasRenderingContext2D, keys: readonly Key[], style: CSSStyleDeclaration): void {
  const colours = look();
  context.font = `13px ${style.fontFamily}`;
  let x = MARGIN;
  context.lineWidth = 2;
  for (const [name, label, dashes] of keys) {
    const length = dashes === undefined ? 9 : KEY_LINE;
    if (dashes === undefined) {
      context.fillStyle = colours.actor(name);
      context.fillRect(x, MARGIN + TITLE, length, 9);
    } else {
      context.strokeStyle = colours.actor(name);
      context.setLineDash([...dashes]);
      context.beginPath();
      context.moveTo(x, MARGIN + TITLE + 5);
      context.lineTo(x + length, MARGIN + TITLE + 5);
      context.stroke();
    }
    context.fillStyle = style.color;
    context.fillText(label, x + length + 5, MARGIN + TITLE + 9);
    x += length + 5 + context.measureText(label).width + 18;
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
