/** The page's beginning: the strip, the filters and the foot stay; the middle follows the address. */

import "./style/page.css";
import { isNarrowedByMore, queryOf, writeAddress, type Address } from "./address";
import { CodeGoneError, forgetRequests, request } from "./client";
import { readDay, written } from "./calendar";
import { matching } from "./counts";
import { dayView, nothingAt } from "./day/day";
import { part } from "./element";
import { drawFilters } from "./hits/filters";
import { hitsView } from "./hits/hits";
import { isLanguage, settleLanguage, switchLanguage, texts } from "./language/language";
import { listen, tellChange, type Change } from "./live";
import { learnNames } from "./names";
import { go, here, isPlain, linkLeft, startNavigation, stepTo } from "./navigation";
import { quoteView } from "./quote/quote";
import { drawFoot } from "./requests";
import { DaysHeld } from "./strip/record";
import { Strip, type StripActions } from "./strip/strip";
import { awaited, failure } from "./waiting";

const content = part("content");
let asked = new AbortController();
let choosing = new AbortController();

let strip: Strip;
let held: Promise<DaysHeld | null>;
let heldByActor = false;

const actions: StripActions = {
  open: (day) => go({ view: { name: "day", day } }),
  choose: (range) => {
    const { filters, view } = here();
    const [from, to] = range ?? [null, null];
    if (from === filters.from && to === filters.to) return;
    const next = { ...filters, from, to };
    const narrowed = isNarrowedByMore(next) || range !== null;
    const kept = view.name === "front" || view.name === "hits" ? { name: narrowed ? "hits" : "front" } as const : view;
    go({ filters: next, view: kept }, true);
  },
  colour: (byActor) => go({ colour: byActor ? "actor" : "amount" }, true),
};

/** Asks for the strip's days: one request, again only when the record or the colours change. */
function askDays(byActor: boolean): Promise<DaysHeld | null> {
  return request("/v1/stats/daily", { query: { by: byActor ? "actor" : null } }).then(
    (daily) => new DaysHeld(daily),
    () => null,
  );
}

function loadDays(byActor: boolean): void {
  heldByActor = byActor;
  held = askDays(byActor);
  showDays();
}

function showDays(): void {
  const latest = held;
  // An answer that comes late must not replace a newer one.
  void latest.then((days) => latest === held && strip.setHeld(days));
}

async function markChosen({ filters, colour }: Address): Promise<void> {
  choosing.abort();
  choosing = new AbortController();
  const { signal } = choosing;
  if (!isNarrowedByMore(filters)) {
    strip.setChosen(null);
    return;
  }
  const query = { ...queryOf({ ...filters, from: null, to: null }, "stats"), by: colour === "actor" ? "actor" : null };
  try {
    strip.setChosen(new DaysHeld(matching(await request("/v1/stats/daily", { query, signal }), filters)));
  } catch {
    // The strip then shows all days alike; the list itself tells what went wrong.
    if (!signal.aborted) strip.setChosen(null);
  }
}

function dayShown(address: Address): number | null {
  const { view } = address;
  if (view.name === "day") return view.day;
  return view.name === "quote" ? readDay(view.id.split("-")[0] ?? "") : null;
}

function settleStrip(address: Address): void {
  const { from, to } = address.filters;
  const byActor = address.colour === "actor";
  if (byActor && !heldByActor) loadDays(true);
  strip.settle({ current: dayShown(address), from, to, byActor });
}

/** Loads what only the plots need: a server that is gone, or newer than the page, has it no more. */
function plotsCode(): Promise<typeof import("./plots/plots")> {
  return import("./plots/plots").catch((cause: unknown) => {
    throw new CodeGoneError("no answer", { cause });
  });
}

async function viewOf(address: Address, signal: AbortSignal): Promise<HTMLElement> {
  const { view, filters } = address;
  switch (view.name) {
    case "front":
      return dayView(null, filters, held, signal);
    case "day":
      return dayView(view.day, filters, held, signal);
    case "hits":
      return hitsView(filters, signal);
    case "quote":
      return quoteView(view.id, signal);
    case "plots":
      return (await plotsCode()).plotsView(filters, signal);
    case "nowhere":
      return nothingAt(view.path);
  }
}

let shownAt = "";

/** Returns what the middle of the page depends on: a day stays when only the strip's range moves. */
function keyOf(address: Address): string {
  const { view, filters } = address;
  const ranged = view.name === "hits" || view.name === "plots";
  const kept = ranged ? filters : { ...filters, from: null, to: null };
  return writeAddress({ view, filters: kept, colour: "amount", anchor: "" });
}

async function show(address: Address, how: "first" | "again" | "moved" | "replaced" | "returned"): Promise<void> {
  settleStrip(address);
  drawFilters(part("filters"));
  markSections(address);
  const words = part("search").querySelector("input");
  if (words !== null && document.activeElement !== words) words.value = address.filters.words;
  const key = keyOf(address);
  // A step within the page, to a line or to the content, leaves the page as it is.
  if (key === shownAt && (how === "replaced" || how === "returned")) {
    // What the strip marks depends on its colours too.
    void markChosen(address);
    return;
  }
  shownAt = "";
  part("told").textContent = "";
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  forgetRequests();
  void markChosen(address);
  try {
    const page = await awaited(content, viewOf(address, signal));
    if (signal.aborted) return;
    shownAt = key;
    // A reader who stands on what has failed would stand nowhere.
    const stood = content.querySelector(".failure")?.contains(document.activeElement) === true;
    content.replaceChildren(page);
    settleTitle(address, page);
    if (how === "returned") welcomeBack(page);
    else if (isChoosing()) part("told").textContent = page.querySelector("h1")?.textContent ?? "";
    else if (how === "moved" || stood) meet(page);
    if (address.anchor !== "" && how !== "again") stepTo(address.anchor);
  } catch (error) {
    if (signal.aborted) return;
    const page = failure(error, () => (error instanceof CodeGoneError ? location.reload() : void again()));
    content.replaceChildren(page);
    settleTitle(address, page);
    if ((how === "moved" && !isChoosing()) || how === "returned") meet(page);
  }
}

/** Says whether the reader is in the panel of filters: it is not left for what it chooses, which is only told. */
function isChoosing(): boolean {
  return part("filters").querySelector("details[open]")?.contains(document.activeElement) === true;
}

async function again(): Promise<void> {
  loadDays(heldByActor);
  void learnNames();
  await show(here(), "first");
}

/** Asks again where the browser preloaded what it had kept: for a minute that may be from before a change. */
function distrustPreloads(): void {
  const isKept = ({ name, initiatorType, transferSize }: PerformanceResourceTiming) =>
    initiatorType === "link" && transferSize === 0 && new URL(name).pathname.startsWith("/v1/");
  const observer = new PerformanceObserver((list) => {
    if ((list.getEntries() as PerformanceResourceTiming[]).some(isKept)) void again();
  });
  observer.observe({ type: "resource", buffered: true });
}

/** Asks again, in the reader's place, for what the page still says that nobody answered. */
function recover(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-gone] button")) button.click();
}

/** Takes the reader to the head of what is new: the eye and the screen reader alike. */
function meet(page: HTMLElement): void {
  page.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  const top = content.getBoundingClientRect().top;
  if (top < 0) scrollBy({ top: top - 12 });
}

/** Puts a reader who came back on the link by which they left, or else on the head, where the browser scrolls. */
function welcomeBack(page: HTMLElement): void {
  const link = linkLeft();
  if (link !== null) link.focus();
  else page.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}

function settleTitle({ view }: Address, page: HTMLElement): void {
  const headline = page.querySelector("h1")?.textContent ?? "";
  const day = view.name === "day" ? `${texts().day(view.day)}, ${written(view.day, "long")}` : "";
  // The headline of a day that is not held begins with the day itself.
  const named = day === "" || headline.startsWith(day) ? headline : `${day}: ${headline}`;
  document.title = view.name === "front" ? texts().title : `${named} · Daybook`;
}

function markSections({ view }: Address): void {
  for (const link of document.querySelectorAll<HTMLElement>("[data-nav]")) {
    const current = (link.dataset["nav"] === "plots") === (view.name === "plots");
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Shows changes where they belong: the strip always, the page when it shows one of the days; tells the last. */
async function takeChanges(heard: readonly Change[]): Promise<void> {
  const updates = heard.filter(({ subject }) => subject === "update");
  if (updates.length < heard.length) void learnNames();
  const last = updates.at(-1);
  if (last === undefined) return;
  loadDays(heldByActor);
  const address = here();
  const isShown = ({ day }: Change) => address.view.name === "front" || dayShown(address) === day;
  if (updates.some(isShown)) await show(address, "again");
  // A list or a plot that somebody reads is not pulled away: it is brought up to date on demand.
  const isStale = address.view.name === "hits" || address.view.name === "plots";
  tellChange(last, isShown(last), isStale ? () => void show(here(), "again") : null);
}

function startLanguages(): void {
  for (const link of document.querySelectorAll<HTMLElement>("[data-language]")) {
    link.addEventListener("click", (event) => {
      const to = link.dataset["language"];
      if (!isLanguage(to) || !isPlain(event)) return;
      event.preventDefault();
      switchLanguage(to);
      history.replaceState(null, "", writeAddress(here()));
      strip.relabel();
      drawFoot(part("foot"));
      void show(here(), "again");
    });
  }
}

function startSearch(): void {
  const form = part("search") as HTMLFormElement;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = String(new FormData(form).get("q") ?? "").trim();
    const filters = { ...here().filters, words };
    go({ filters, view: { name: words === "" && !isNarrowedByMore(filters) ? "front" : "hits" } });
  });
}

/** Lets the browser take a tap, or draw, before the work goes on. */
function nextTask(): Promise<void> {
  return new Promise((done) => void setTimeout(done));
}

/** Asks first, then builds the page piece by piece: a phone is never busy for long at once. */
async function start(): Promise<void> {
  settleLanguage();
  heldByActor = new URLSearchParams(location.search).get("colour") === "actor";
  held = askDays(heldByActor);
  const named = learnNames();
  await nextTask();
  strip = new Strip(part("strip"), actions);
  showDays();
  await nextTask();
  drawFoot(part("foot"));
  startLanguages();
  startSearch();
  startNavigation((address, how) => void show(address, how));
  distrustPreloads();
  void named.then(() => {
    strip.relabel();
    drawFilters(part("filters"));
  });
  // What is on the page comes first; live changes can wait until it stands.
  const hear = () => listen((changes) => void takeChanges(changes), recover);
  if (document.readyState === "complete") hear();
  else addEventListener("load", hear);
}

void start();
