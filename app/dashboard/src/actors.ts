/** Actors as small marks: a dot in the actor's colour and its name. */

import { make } from "./element";
import { hrefOf } from "./navigation";
import { NO_FILTERS } from "./address";
import { actorName, isMainActor } from "./names";

/** Returns the class that gives an actor's colour. */
export function actorClass(slug: string): string {
  return isMainActor(slug) ? `is-${slug}` : "is-others";
}

/** Returns an actor's name with its dot. */
export function actorMark(slug: string): HTMLElement {
  return make("span", { class: `actor ${actorClass(slug)}` }, actorName(slug));
}

type OfActors = "actor" | "claimed_by" | "about";

/** Returns the actors of a line, each a link to all that names it, claims or is about it. */
export function actorLinks(slugs: readonly string[], list: OfActors = "actor"): HTMLElement {
  return make("ul", { class: "actors" }, ...slugs.map((slug) => make("li", {}, actorLink(slug, list))));
}

export function actorLink(slug: string, list: OfActors): HTMLElement {
  const href = hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, [list]: [slug] } });
  return make("a", { href, class: "plain" }, actorMark(slug));
}

export function speakerHref(name: string): string {
  return hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, speaker: [name] } });
}

