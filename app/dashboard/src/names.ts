/** What actors and categories are called in the reader's language. */

import { request } from "./client";
import { categoriesEn } from "./language/en";
import { categoriesId } from "./language/id";
import { language } from "./language/language";

interface Name {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
}

let actors: ReadonlyMap<string, Name> = new Map();
let learning: Promise<void> = Promise.resolve();

/** Learns the actors' names; without them slugs are shown as words. */
export function learnNames(): Promise<void> {
  learning = askNames();
  return learning;
}

/** Waits until the names are known, or known not to come: whoever writes names waits first. */
export function namesKnown(): Promise<void> {
  return learning;
}

async function askNames(): Promise<void> {
  try {
    const { items } = await request("/v1/actors");
    actors = new Map(items.map((actor) => [actor.slug, actor]));
  } catch {
    // The page is readable without: `united-states` is then shown as «United states».
  }
}

export function actorName(slug: string): string {
  const actor = actors.get(slug);
  return actor?.names[language()] ?? actor?.name ?? spelled(slug);
}

export function categoryName(slug: string): string {
  return (language() === "id" ? categoriesId : categoriesEn)[slug] ?? spelled(slug);
}

function spelled(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The actors that have a colour of their own; all others share one. */
export const MAIN_ACTORS = ["russia", "belarus", "ukraine"] as const;

export function isMainActor(slug: string): boolean {
  return (MAIN_ACTORS as readonly string[]).includes(slug);
}
