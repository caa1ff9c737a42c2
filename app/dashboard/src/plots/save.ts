/** Saves a plot's numbers as CSV, and its picture as PNG on the page's own paper. */

import { make } from "../element";

export type Cell = string | number | null;

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

export async function savePng(name: string, title: string, picture: HTMLCanvasElement | SVGSVGElement): Promise<void> {
  const { width, height } = picture.getBoundingClientRect();
  const source = picture instanceof SVGSVGElement ? await imageOf(picture) : picture;
  const canvas = make("canvas");
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + TITLE + 2 * MARGIN) * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(document.body);
  context.scale(SCALE, SCALE);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 18px ${style.fontFamily}`;
  context.fillText(title, MARGIN, MARGIN + 18);
  context.drawImage(source, MARGIN, MARGIN + TITLE, width, height);
  canvas.toBlob((blob) => blob !== null && save(`daybook-${name}.png`, blob));
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
