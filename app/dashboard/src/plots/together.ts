/** Which actors are named together, as a matrix: the darker, the more events name both. */

import { draw } from "../element";
import { texts } from "../language/language";
import { actorName } from "../names";
import { figure, type Figure } from "./figure";
import { fitted } from "./fitted";
import { look, shade } from "./look";

const MOST_ACTORS = 12;

export interface Pair {
  readonly actors: readonly string[];
  readonly events: number;
}

/** Returns the figure of the actors named together most; its table has all pairs. */
export function namedTogether(pairs: readonly Pair[], left: AbortSignal): Figure {
  const text = texts();
  return figure({
    name: "together",
    title: text.together,
    text: text.togetherText,
    columns: () => [text.actor, text.otherActor, text.eventsColumn],
    rows: () => pairs.map(({ actors: [one = "", other = ""], events }) => [actorName(one), actorName(other), events]),
    draw: (place, width) => {
      const drawing = matrix(pairs, width);
      place.append(drawing);
      return drawing;
    },
  }, left);
}

function matrix(pairs: readonly Pair[], width: number): SVGSVGElement {
  const colours = look();
  const actors = leading(pairs, width < 480 ? 8 : MOST_ACTORS);
  const counts = new Map(pairs.flatMap(({ actors: [a, b], events }) => [[`${a} ${b}`, events], [`${b} ${a}`, events]]));
  const most = Math.max(1, ...pairs.map((pair) => pair.events));
  const names = Math.min(150, width * 0.34);
  const cell = Math.min(46, (width - names) / Math.max(actors.length - 1, 1));
  const label = { "font-size": 12, "font-family": colours.font, fill: colours.ink };
  const font = `12px ${colours.font}`;
  const shapes: SVGElement[] = [];
  // A triangle: each pair once, as the table has it.
  actors.slice(1).forEach((row, y) => {
    const top = y * cell;
    shapes.push(draw("text", { ...label, x: names - 8, y: top + cell / 2 + 4, "text-anchor": "end" }, fitted(actorName(row), names - 8, font)));
    actors.slice(0, y + 1).forEach((column, x) => {
      const events = counts.get(`${row} ${column}`) ?? 0;
      const strength = shade(Math.log1p(events) / Math.log1p(most));
      const left = names + x * cell;
      shapes.push(draw("rect", { x: left + 1, y: top + 1, width: cell - 2, height: cell - 2, fill: colours.ink, opacity: strength.toFixed(2) }));
      if (cell >= 22 && events > 0) {
        const fill = strength > 0.5 ? colours.paper : colours.ink;
        shapes.push(draw("text", { ...label, x: left + cell / 2, y: top + cell / 2 + 4, "text-anchor": "middle", fill }, events));
      }
    });
  });
  const foot = (actors.length - 1) * cell;
  actors.slice(0, -1).forEach((column, x) => {
    const left = names + (x + 0.5) * cell + 4;
    shapes.push(draw("text", { ...label, transform: `translate(${left} ${foot + 8}) rotate(-90)`, "text-anchor": "end" }, fitted(actorName(column), 104, font)));
  });
  const height = foot + 112;
  return draw("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, ...shapes);
}

function leading(pairs: readonly Pair[], most: number): string[] {
  const sums = new Map<string, number>();
  for (const { actors, events } of pairs) for (const slug of actors) sums.set(slug, (sums.get(slug) ?? 0) + events);
  return [...sums].toSorted((a, b) => b[1] - a[1]).slice(0, most).map(([slug]) => slug);
}
