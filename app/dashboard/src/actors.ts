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

/** Returns the actors of a line, each a link to all that names it. */
export function actorLinks(slugs: readonly string[]): HTMLElement {
  const links = slugs.map((slug) =>
    make("li", {}, make("a", { href: actorHref(slug), class: "plain" }, actorMark(slug))),
  );
  return make("ul", { class: "actors" }, ...links);
}

export function actorHref(slug: string): string {
  return hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, actors: [slug] } });
}

export function speakerHref(name: string): string {
  return hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, speakers: [name] } });
}

