/** The part of the war that the strip shows, in days; the end is not included. */

export interface Window {
  readonly start: number;
  readonly end: number;
}

export const SHORTEST = 14;

/** Keeps a window inside the whole and no shorter than a fortnight. */
export function fit(window: Window, whole: Window): Window {
  const most = whole.end - whole.start;
  const length = Math.min(Math.max(window.end - window.start, Math.min(SHORTEST, most)), most);
  const middle = (window.start + window.end) / 2;
  const start = Math.min(Math.max(middle - length / 2, whole.start), whole.end - length);
  return { start, end: start + length };
}

export function zoomed(window: Window, factor: number, around: number, whole: Window): Window {
  const length = (window.end - window.start) / factor;
  const share = (around - window.start) / (window.end - window.start);
  const start = around - share * length;
  return fit({ start, end: start + length }, whole);
}

export function toX(day: number, window: Window, width: number): number {
  return ((day - window.start) / (window.end - window.start)) * width;
}

export function toDay(x: number, window: Window, width: number): number {
  return window.start + (x / width) * (window.end - window.start);
}

export function isWhole(window: Window, whole: Window): boolean {
  return window.start <= whole.start + 0.5 && window.end >= whole.end - 0.5;
}
