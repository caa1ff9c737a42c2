/** Text with the words found in it marked; the API gives their places in code points. */

import type { Matched } from "./client";
import { make, type Child } from "./element";

/** Returns a field's text with its hits in <mark>; the text as it is when it has none. */
export function highlighted(text: string, matches: readonly Matched[] | null | undefined, pointer: string): Child {
  const spans = matches?.find((match) => match.pointer === pointer)?.spans ?? [];
  if (spans.length === 0) return text;
  const points = Array.from(text);
  const children: Child[] = [];
  let at = 0;
  for (const [start = 0, end = 0] of spans) {
    children.push(points.slice(at, start).join(""), make("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  children.push(points.slice(at).join(""));
  return children;
}
