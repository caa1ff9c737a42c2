/** The theme's colours for drawings: written into them, since a saved picture has no style sheet. */

export interface Look {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly accent: string;
  readonly paper: string;
  readonly font: string;
  readonly actor: (slug: string) => string;
}

export function look(): Look {
  const style = getComputedStyle(document.body);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const own = new Set(["russia", "belarus", "ukraine"]);
  return {
    ink: colour("--ink"),
    muted: colour("--muted"),
    rule: colour("--rule"),
    accent: colour("--accent"),
    paper: colour("--paper"),
    font: style.fontFamily,
    actor: (slug) => colour(own.has(slug) ? `--${slug}` : "--others"),
  };
}
