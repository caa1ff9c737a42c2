/** The theme's colours for drawings: written into them, since a saved picture has no style sheet. */

import { isMainActor } from "../names";

export interface Look {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly paper: string;
  readonly font: string;
  readonly actor: (slug: string) => string;
}

export function look(): Look {
  const style = getComputedStyle(document.body);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: colour("--ink"),
    muted: colour("--muted"),
    rule: colour("--rule"),
    paper: colour("--paper"),
    font: style.fontFamily,
    actor: (slug) => colour(isMainActor(slug) ? `--${slug}` : "--others"),
  };
}

/** Returns how strong a cell's ink is for a share of the most; never so that no text reads on it. */
export function shade(share: number): number {
  if (share === 0) return 0.05;
  // Between these two, neither ink nor paper has enough contrast for the number in the cell.
  return share < 0.55 ? 0.1 + 0.4 * share : 0.7 + 0.3 * ((share - 0.55) / 0.45);
}
