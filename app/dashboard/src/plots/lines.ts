/** The lines that a plot has, each an actor or all others, and what they are called. */

import { texts } from "../language/language";
import { MAIN_ACTORS, actorName } from "../names";

export const LINES: readonly string[] = [...MAIN_ACTORS, "others"];

export function lineName(name: string): string {
  return name === "others" ? texts().others : actorName(name);
}
