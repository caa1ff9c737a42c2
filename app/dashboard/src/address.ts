/** The page's state is its address: what is shown, narrowed by which filters. */

import { isoOf, readDay } from "./calendar";
import type { Query } from "./client";
import { languageAsked } from "./language/language";

export interface Filters {
  readonly words: string;
  readonly actors: readonly string[];
  readonly allActors: boolean;
  readonly categories: readonly string[];
  readonly speakers: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
}

export type View =
  | { readonly name: "front" }
  | { readonly name: "hits" }
  | { readonly name: "day"; readonly day: number }
  | { readonly name: "quote"; readonly id: string }
  | { readonly name: "plots" }
  /** No address of this page, yet the server sent it for one: there is nothing there. */
  | { readonly name: "nowhere"; readonly path: string };

export interface Address {
  readonly view: View;
  readonly filters: Filters;
  readonly colour: "amount" | "actor";
  /** The place in the page: an event or a quote of the day. */
  readonly anchor: string;
}

export const NO_FILTERS: Filters = {
  words: "",
  actors: [],
  allActors: false,
  categories: [],
  speakers: [],
  from: null,
  to: null,
};

/** Reads an address of this page; null when it is another page's. */
export function readAddress(url: URL): Address | null {
  const search = url.searchParams;
  const filters: Filters = {
    words: (search.get("q") ?? "").trim(),
    actors: search.getAll("actor"),
    allActors: search.get("actor_match") === "all",
    categories: search.getAll("category"),
    speakers: search.getAll("speaker"),
    ...rangeOf(search.get("from"), search.get("to")),
  };
  const view = readView(url.pathname, filters);
  if (view === null) return null;
  const colour = search.get("colour") === "actor" ? "actor" : "amount";
  return { view, filters, colour, anchor: url.hash.slice(1) };
}

/** Returns the range between two days as they were typed, whichever comes first. */
export function rangeOf(one: string | null, other: string | null): Pick<Filters, "from" | "to"> {
  const [from, to] = [readDay(one ?? ""), readDay(other ?? "")];
  return from !== null && to !== null && from > to ? { from: to, to: from } : { from, to };
}

/** Filters of the API that the page has not. Whatever else an address brings, a sender's mark perhaps, filters nothing. */
const FILTERS_ELSEWHERE = ["about", "as_of", "claimed_by", "date", "kind", "language", "place", "responds_to", "said_to", "status"];

/** Returns what in an address the page does not understand: the API's other filters, and days that are none. */
export function misreadIn(search: URLSearchParams): string[] {
  const misread = ([name, value]: readonly [string, string]) =>
    FILTERS_ELSEWHERE.includes(name) || ((name === "from" || name === "to") && value !== "" && readDay(value) === null);
  return [...search].filter(misread).map(([name, value]) => `${name}=${value}`);
}

/** Returns the address of a page that tells of a path where there is none. */
export function nowhere(path: string): Address {
  return { view: { name: "nowhere", path }, filters: NO_FILTERS, colour: "amount", anchor: "" };
}

function readView(path: string, filters: Filters): View | null {
  if (path === "/") return { name: isNarrowed(filters) ? "hits" : "front" };
  if (path === "/plots") return { name: "plots" };
  const quote = /^\/quotes\/([1-9]\d*-q[1-9]\d{0,3})$/.exec(path);
  if (quote?.[1] !== undefined) return { name: "quote", id: quote[1] };
  const day = readDay(path.slice(1));
  return day === null ? null : { name: "day", day };
}

/** Writes the address back, in one fixed order, so that one state has one address. */
export function writeAddress(address: Address): string {
  const { filters, view } = address;
  const search = new URLSearchParams();
  if (filters.words !== "") search.set("q", filters.words);
  for (const actor of filters.actors) search.append("actor", actor);
  if (filters.allActors && filters.actors.length > 1) search.set("actor_match", "all");
  for (const category of filters.categories) search.append("category", category);
  for (const speaker of filters.speakers) search.append("speaker", speaker);
  if (filters.from !== null) search.set("from", isoOf(filters.from));
  if (filters.to !== null) search.set("to", isoOf(filters.to));
  if (address.colour !== "amount") search.set("colour", address.colour);
  const language = languageAsked();
  if (language !== null) search.set("lang", language);
  const query = search.size === 0 ? "" : `?${search.toString()}`;
  return pathOf(view) + query + (address.anchor === "" ? "" : `#${address.anchor}`);
}

function pathOf(view: View): string {
  switch (view.name) {
    case "front":
    case "hits":
      return "/";
    case "day":
      return `/${view.day}`;
    case "quote":
      return `/quotes/${view.id}`;
    case "plots":
      return "/plots";
    case "nowhere":
      return view.path;
  }
}

export function isNarrowed(filters: Filters): boolean {
  return isNarrowedByMore(filters) || filters.from !== null || filters.to !== null;
}

/** Says whether anything but the range narrows what is shown. */
export function isNarrowedByMore(filters: Filters): boolean {
  const { words, actors, categories, speakers } = filters;
  return words !== "" || actors.length + categories.length + speakers.length > 0;
}

type Subject = "updates" | "events" | "quotes" | "stats";

/** Returns the filters as parameters of a list: those that it knows. */
export function queryOf(filters: Filters, subject: Subject): Query {
  const { words, actors, categories, speakers, from, to } = filters;
  return {
    q: words,
    actor: actors,
    actor_match: filters.allActors && actors.length > 1 ? "all" : null,
    category: subject === "quotes" ? [] : categories,
    speaker: subject === "events" ? [] : speakers,
    from: from === null ? null : Math.max(from, 1),
    to,
  };
}

/** Quotes have no category and events no speaker: such a filter leaves nothing of the other. */
export function canMatch(filters: Filters, subject: "events" | "quotes"): boolean {
  return subject === "events" ? filters.speakers.length === 0 : filters.categories.length === 0;
}
