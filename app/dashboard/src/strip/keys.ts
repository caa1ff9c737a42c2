/** The strip by keyboard: which day a key leads to, or how it zooms. */

import type { DaysHeld } from "./record";

export type KeyMeaning =
  | { readonly kind: "cursor"; readonly day: number }
  | { readonly kind: "open"; readonly day: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "whole" };

/** Returns what a key means when the cursor stands on a day; null for keys of others. */
export function meaningOf(key: string, cursor: number, held: DaysHeld): KeyMeaning | null {
  const to = (day: number | null | undefined): KeyMeaning => ({ kind: "cursor", day: day ?? cursor });
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return to(held.beside(cursor, -1));
    case "ArrowRight":
    case "ArrowUp":
      return to(held.beside(cursor, 1));
    case "PageDown":
      return to(held.nearest(cursor - 30) === cursor ? held.beside(cursor, -1) : held.nearest(cursor - 30));
    case "PageUp":
      return to(held.nearest(cursor + 30) === cursor ? held.beside(cursor, 1) : held.nearest(cursor + 30));
    case "Home":
      return to(held.days[0]?.day);
    case "End":
      return to(held.newest);
    case "Enter":
    case " ":
      return { kind: "open", day: cursor };
    case "+":
    case "=":
      return { kind: "zoom", factor: 2 };
    case "-":
      return { kind: "zoom", factor: 0.5 };
    case "0":
      return { kind: "whole" };
    default:
      return null;
  }
}
