/** Where a line was read: short beside the line, in full at the end of the day. */

import type { Source } from "../client";
import { written } from "../calendar";
import { joined, make, type Child } from "../element";
import { languageName, texts } from "../language/language";

/** Returns the outlets of a line, each a link to what was read, or else to the list of sources. */
export function citations(sources: readonly (readonly [Source, number | null])[]): HTMLElement {
  const text = texts();
  const label = sources.length === 1 ? text.source : text.sources;
  const names = sources.map(([source, position]) => citation(source, position));
  return make("span", { class: "citations" }, make("span", { class: "unseen" }, `${label}: `), ...joined(", ", names));
}

function citation(source: Source, position: number | null): Child {
  const outlet = source.via ? `${source.outlet} (${texts().via(source.via)})` : source.outlet;
  const href = source.url ?? (position === null ? null : `#source-${position + 1}`);
  if (href === null) return make("cite", {}, outlet);
  const outside = source.url === null || source.url === undefined ? {} : { rel: "noopener external" };
  return make("cite", {}, make("a", { href, ...outside }, outlet));
}

/** Returns one source in full. */
export function fullSource(source: Source, position: number): HTMLElement {
  const text = texts();
  const title = source.title ?? source.url ?? source.outlet;
  const headline = make("span", { lang: source.language }, title);
  const about = joined(" · ", [
    source.outlet,
    source.via ? text.via(source.via) : null,
    source.author ? text.by(source.author) : null,
    source.editor ? text.editedBy(source.editor) : null,
    source.published_on ? written(source.published_on, "long") : null,
    languageName(source.language),
  ]);
  return make(
    "li",
    { id: `source-${position + 1}` },
    source.url ? make("a", { href: source.url, rel: "noopener external" }, headline) : make("cite", {}, headline),
    make("p", { class: "meta" }, ...about),
    source.image ? make("p", { class: "meta" }, ...pictured(source.image)) : null,
  );
}

function pictured(image: NonNullable<Source["image"]>): Child[] {
  const taken = image.taken_on ? written(image.taken_on, "long") : null;
  return [`${texts().picture}: `, ...joined(" · ", [image.caption, image.credit, taken])];
}
