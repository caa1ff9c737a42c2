/** What the filters choose: days by their words, events and quotes, each with its count. */

import { NO_FILTERS, canMatch, queryOf, type Filters } from "../address";
import { addressOf, request, type Query } from "../client";
import { daysMeant, number, written } from "../calendar";
import { joined, make, type Child } from "../element";
import { texts } from "../language/language";
import { namesKnown } from "../names";
import { dayHref, hrefOf } from "../navigation";
import { growing, hitList } from "./list";

const PAGE = 30;
const DAYS = 8;

interface Told {
  readonly total: number;
  readonly total_is_lower_bound?: boolean;
  readonly search?: {
    readonly expansions: Record<string, string[]>;
    readonly did_you_mean?: string[] | null;
  } | null;
}

/** Returns the page of what was found. */
export async function hitsView(filters: Filters, signal: AbortSignal): Promise<HTMLElement> {
  const nothing = { items: [], total: 0, next: null };
  const [hasEvents, hasQuotes] = [canMatch(filters, "events"), canMatch(filters, "quotes")];
  const query = (subject: "events" | "quotes"): Query => ({ ...queryOf(filters, subject), limit: PAGE });
  const [events, quotes, days] = await Promise.all([
    hasEvents ? request("/v1/events", { query: query("events"), signal }) : nothing,
    hasQuotes ? request("/v1/quotes", { query: query("quotes"), signal }) : nothing,
    daysFound(filters, signal),
    namesKnown(),
  ]);
  const text = texts();
  if (events.total + quotes.total === 0 && days === null) return nothingFound(filters, events, quotes);
  const title = text.hits(text.events(events.total), text.quotes(quotes.total));
  const bounded = isBounded(events) || isBounded(quotes);
  return make(
    "article",
    { class: "found" },
    make(
      "header",
      { class: "lead" },
      make("h1", { tabindex: -1 }, bounded ? text.atLeast(title) : title),
      spellings(events, quotes),
      meantDays(filters),
      events.total + quotes.total === 0 ? make("p", {}, text.noLines) : null,
    ),
    days,
    make(
      "div",
      { class: "columns" },
      section("happened", text.eventsTitle, events.total, "/v1/events", query("events"), hasEvents ? hitList("/v1/events", events) : text.onlyOfQuotes),
      section("said", text.quotesTitle, quotes.total, "/v1/quotes", query("quotes"), hasQuotes ? hitList("/v1/quotes", quotes) : text.onlyOfEvents),
    ),
  );
}

function section(
  name: string,
  title: string,
  total: number,
  path: string,
  query: Query,
  list: HTMLElement | string,
): HTMLElement {
  const id = `${name}-title`;
  const whole = addressOf(path, {}, { ...query, limit: null, format: "csv" });
  const save = make("a", { href: whole, download: `daybook-${path.slice(4)}.csv` }, `${texts().saveList} (CSV)`);
  return make(
    "section",
    { class: name, "aria-labelledby": id },
    make("h2", { id }, title, " ", make("span", { class: "count" }, number(total))),
    total === 0 ? make("p", { class: "empty" }, typeof list === "string" ? list : texts().none) : list,
    total === 0 ? null : make("p", { class: "meta" }, save),
  );
}

/** Returns the days whose documents have the words anywhere, headline and summary included. */
async function daysFound(filters: Filters, signal: AbortSignal): Promise<HTMLElement | null> {
  if (filters.words === "" || !canMatch(filters, "updates")) return null;
  const query = { ...queryOf(filters, "updates"), limit: DAYS, fields: "day,headline,language" };
  const found = await request("/v1/updates", { query, signal });
  if (found.total === 0) return null;
  const item = (day: (typeof found.items)[number]) => [
    make(
      "li",
      {},
      make("a", { href: dayHref(day.day) }, make("span", { lang: day.language }, day.headline)),
      make("p", { class: "meta" }, `${texts().day(day.day)} · ${written(day.day, "long")}`),
    ),
  ];
  return make(
    "section",
    { class: "days-found", "aria-labelledby": "days-title" },
    make("h2", { id: "days-title" }, texts().daysFound, " ", make("span", { class: "count" }, number(found.total))),
    growing("/v1/updates", make("ul"), found, item),
  );
}

/** Offers the days that the words name: they are looked for in the texts, which seldom have their numbers. */
function meantDays(filters: Filters): Child {
  const meant = daysMeant(filters.words);
  if (meant === null) return null;
  const text = texts();
  const [from, to] = meant;
  const one = from === to;
  const others = { ...filters, words: "", from: null, to: null };
  const href = one
    ? hrefOf({ view: { name: "day", day: from }, filters: others })
    : hrefOf({ view: { name: "hits" }, filters: { ...others, from, to } });
  const link = make("a", { href }, one ? text.openDay(from) : text.openDays(from, to));
  const dates = one ? written(from, "long") : text.range(written(from, "long"), written(to, "long"));
  return make("p", { class: "meant-day" }, link, ` · ${dates}`);
}

function spellings(...lists: readonly Told[]): Child {
  const expansions = lists.map((list) => list.search?.expansions ?? {});
  const others = new Set(expansions.flatMap((each) => Object.values(each).flat()));
  if (others.size === 0) return null;
  return make("p", { class: "meta" }, `${texts().alsoLooked}: ${[...others].slice(0, 12).join(", ")}`);
}

function nothingFound(filters: Filters, ...lists: readonly Told[]): HTMLElement {
  const text = texts();
  const words = new Set(lists.flatMap((list) => list.search?.did_you_mean ?? []));
  const link = (word: string) =>
    make("a", { href: hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, words: word } }) }, word);
  const meant = words.size === 0 ? null : make("p", {}, `${text.didYouMean}: `, ...joined(", ", [...words].map(link)));
  const all = make("a", { href: hrefOf({ view: { name: "front" }, filters: NO_FILTERS }) }, text.clear);
  return make(
    "div",
    { class: "failure" },
    make("h1", { tabindex: -1 }, text.noHits),
    meantDays(filters),
    make("p", {}, whyNothing(filters)),
    meant,
    make("p", {}, all),
  );
}

function whyNothing(filters: Filters): string {
  const text = texts();
  if (!canMatch(filters, "events") && !canMatch(filters, "quotes")) return text.noLineHasBoth;
  return filters.words === "" ? text.noLineHasAll : text.noHitsText;
}

function isBounded(list: Told): boolean {
  return list.total_is_lower_bound === true;
}
