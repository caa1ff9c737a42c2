/** Moves from address to address without loading the page anew; back and forward work. */

import { nowhere, readAddress, writeAddress, type Address } from "./address";

type Shown = (address: Address, how: "first" | "moved" | "replaced" | "returned") => void;

let current: Address;
let show: Shown;

export function here(): Address {
  return current;
}

/** Begins: `shown` is called now and on every move. */
export function startNavigation(shown: Shown): void {
  show = shown;
  current = readHere();
  document.addEventListener("click", takeClick);
  addEventListener("popstate", () => {
    current = readHere();
    show(current, "returned");
  });
  show(current, "first");
}

export function go(change: Partial<Address>, replace = false): void {
  const target = { ...current, anchor: "", ...change };
  const url = writeAddress(target);
  // To ask for the same again is no step that one could go back.
  if (replace || url === writeAddress(current)) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  current = readHere();
  show(current, replace ? "replaced" : "moved");
}

/** Returns the address that a change leads to, for a link that can also be opened elsewhere. */
export function hrefOf(change: Partial<Address>): string {
  return writeAddress({ ...current, anchor: "", ...change });
}

/** Returns the link to a day, with a range that holds it or none. */
export function dayHref(day: number, anchor = ""): string {
  const { filters } = current;
  const inside = (filters.from ?? day) <= day && day <= (filters.to ?? day);
  const kept = inside ? filters : { ...filters, from: null, to: null };
  return hrefOf({ view: { name: "day", day }, filters: kept, anchor });
}

/** Takes the reader to a line and marks it, which browsers do where the page has it before they look for it. */
export function stepTo(anchor: string): void {
  location.replace(`#${anchor}`);
  document.getElementById(anchor)?.scrollIntoView({ block: "center" });
}

function readHere(): Address {
  return readAddress(new URL(location.href)) ?? nowhere(location.pathname);
}

/** Says whether a click means the link here: with a key held the browser opens it elsewhere, or saves it. */
export function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

function takeClick(event: MouseEvent): void {
  if (event.defaultPrevented || !isPlain(event)) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download")) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin) return;
  const address = readAddress(url);
  if (address === null) return;
  const samePage = url.pathname === location.pathname && url.search === location.search;
  if (samePage && url.hash !== "") return;
  event.preventDefault();
  history.replaceState({ left: placeOf(link) } satisfies Left, "");
  go(address);
}

/** By which link a view was left: its address, and its place among the links with the same. */
interface Left {
  readonly left: readonly [href: string, place: number];
}

function placeOf(link: HTMLAnchorElement): Left["left"] {
  return [link.href, linksTo(link.href).indexOf(link)];
}

/** Returns the link by which this view was left, for a reader who has come back to it. */
export function linkLeft(): HTMLAnchorElement | null {
  const left = (history.state as Left | null)?.left;
  return left === undefined ? null : (linksTo(left[0])[left[1]] ?? null);
}

function linksTo(href: string): HTMLAnchorElement[] {
  return [...document.querySelectorAll("a")].filter((link) => link.href === href);
}
