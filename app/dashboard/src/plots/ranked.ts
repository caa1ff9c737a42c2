/** The speakers by how often they are quoted, as bars. */

import { number } from "../calendar";
import { draw, joined } from "../element";
import { texts } from "../language/language";
import { actorName } from "../names";
import { figure, type Figure } from "./figure";
import { fitted } from "./fitted";
import { LINES, lineName } from "./lines";
import { look } from "./look";

const SHOWN = 20;
const ROW = 26;

export interface SpeakerCount {
  readonly speaker: string;
  readonly name: string;
  readonly actor: string | null;
  readonly quotes: number;
}

/** Returns the figure of the speakers quoted most; its table has them all. */
export function rankedSpeakers(speakers: readonly SpeakerCount[], left: AbortSignal): Figure {
  const text = texts();
  return figure({
    name: "speakers",
    title: text.speakersRanked,
    text: text.speakersRankedText,
    keys: () => LINES.map((name) => [name, lineName(name)]),
    columns: () => [text.speaker, text.actor, text.quotesColumn],
    rows: () => speakers.map(({ name, actor, quotes }) => [name, actor === null ? null : actorName(actor), quotes]),
    draw: (place, width) => {
      const drawing = bars(speakers.slice(0, SHOWN), width);
      place.append(drawing);
      return drawing;
    },
  }, left);
}

function bars(speakers: readonly SpeakerCount[], width: number): SVGSVGElement {
  const colours = look();
  const names = Math.min(220, width * 0.46);
  const most = speakers[0]?.quotes ?? 1;
  // In grey the colours are one: behind each bar it says for whom its speaker speaks.
  const tail = Math.min(150, width * 0.26);
  const room = width - names - tail;
  const rows = speakers.flatMap((speaker, at) => {
    const y = at * ROW;
    const length = Math.max(2, (speaker.quotes / most) * room);
    const { actor } = speaker;
    const told = joined(" · ", [number(speaker.quotes), actor === null ? null : actorName(actor)]).join("");
    const label = { "font-size": 13, "font-family": colours.font, fill: colours.ink };
    return [
      draw("text", { ...label, x: names - 8, y: y + 17, "text-anchor": "end" }, fitted(speaker.name, names - 8, `13px ${colours.font}`)),
      draw("rect", { x: names, y: y + 5, width: length, height: ROW - 10, fill: colours.actor(actor ?? "") }),
      draw("text", { ...label, fill: colours.muted, x: names + length + 6, y: y + 17 }, fitted(told, width - names - length - 6, `13px ${colours.font}`)),
    ];
  });
  const height = speakers.length * ROW;
  return draw("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, ...rows);
}
