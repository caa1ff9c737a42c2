/** The page's state is its address: what is shown, narrowed by which filters. */

import { isoOf, readDay } from "./calendar";
import type { Query } from "./client";
import { languageAsked } from "./language/language";

type Subject = "updates" | "events" | "quotes";

/** The lists of names to choose from, called as the API calls them, each with what it narrows. */
export const LISTS = {
  actor: ["updates", "events", "quotes"],
  category: ["updates", "events"],
  status: ["updates", "events"],
  claimed_by: ["events"],
  speaker: ["updates", "quotes"],
  about: ["quotes"],
  kind: ["quotes"],
} as const satisfies Record<string, readonly Subject[]>;

export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as ListName[];

export interface Filters extends Readonly<Record<ListName, readonly string[]>> {
  readonly words: string;
  readonly allActors: boolean;
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
  allActors: false,
  ...listsFrom(() => []),
  from: null,
  to: null,
};

/** Returns the lists of names, each as `read` gives it. */
export function listsFrom(read: (name: ListName) => string[]): Record<ListName, string[]> {
  return Object.fromEntries(LIST_NAMES.map((name) => [name, read(name)])) as Record<ListName, string[]>;
}

/** Reads an address of this page; null when it is another page's. */
export function readAddress(url: URL): Address | null {
  const search = url.searchParams;
  const filters: Filters = {
    words: (search.get("q") ?? "").trim(),
    allActors: search.get("actor_match") === "all",
    // A form sends its empty fields too, and what is asked twice is asked once.
    ...listsFrom((name) => [...new Set(search.getAll(name))].filter((value) => value !== "")),
    ...orderedDays(readDay(search.get("from") ?? ""), readDay(search.get("to") ?? "")),
  };
  const view = readView(url.pathname, filters);
  if (view === null) return null;
  const colour = search.get("colour") === "actor" ? "actor" : "amount";
  return { view, filters, colour, anchor: url.hash.slice(1) };
}

/** Returns the range between two days, whichever comes first. */
export function orderedDays(from: number | null, to: number | null): Pick<Filters, "from" | "to"> {
  return from !== null && to !== null && from > to ? { from: to, to: from } : { from, to };
}

/** Filters of the API that the page has not. Whatever else an address brings, a sender's mark perhaps, filters nothing. */
const FILTERS_ELSEWHERE = ["as_of", "date", "language", "place", "responds_to", "said_to"];

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
  for (const name of LIST_NAMES) {
    for (const value of filters[name]) search.append(name, value);
    if (name === "actor" && needsAll(filters)) search.set("actor_match", "all");
  }
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
  return filters.words !== "" || LIST_NAMES.some((name) => filters[name].length > 0);
}

function needsAll(filters: Filters): boolean {
  return filters.allActors && filters.actor.length > 1;
}

/** Returns the filters as parameters: those that the list knows, or all of them for statistics. */
export function queryOf(filters: Filters, subject: Subject | "stats"): Query {
  const { words, from, to } = filters;
  const known = (name: ListName) => subject === "stats" || narrows(name, subject);
  return {
    q: words,
    ...listsFrom((name) => (known(name) ? [...filters[name]] : [])),
    actor_match: needsAll(filters) ? "all" : null,
    from: from === null ? null : Math.max(from, 1),
    to,
  };
}

export function narrows(name: ListName, subject: Subject): boolean {
  return (LISTS[name] as readonly Subject[]).includes(subject);
}

/** Quotes have no category and events no speaker: such a filter leaves nothing of the other. */
export function canMatch(filters: Filters, subject: Subject): boolean {
  return LIST_NAMES.every((name) => filters[name].length === 0 || narrows(name, subject));
}
