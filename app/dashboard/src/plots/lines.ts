/** The lines that a plot has, each an actor or all others, and what they are called. */

import { texts } from "../language/language";
import { MAIN_ACTORS, actorName } from "../names";

export const LINES: readonly string[] = [...MAIN_ACTORS, "others"];

/** How each line is dashed, in CSS pixels: in grey, Russia's and Ukraine's colours are one. */
export const DASHES: Readonly<Record<string, readonly number[]>> = {
  russia: [],
  belarus: [2, 3],
  ukraine: [14, 4],
  others: [6, 4],
};

export function lineName(name: string): string {
  return name === "others" ? texts().others : actorName(name);
}
