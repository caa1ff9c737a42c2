/** A day of the record: headline, summary, events, quotes, sources, corrections, neighbours. */

import { canMatch, isNarrowedByMore, queryOf, type Filters } from "../address";
import { request, type Document, type Matched } from "../client";
import { isoOf, today, written } from "../calendar";
import { make, type Child } from "../element";
import { texts } from "../language/language";
import { namesKnown } from "../names";
import { dayHref, hrefOf } from "../navigation";
import type { DaysHeld } from "../strip/record";
import { isNotHeld } from "../waiting";
import { corrections } from "./corrections";
import { eventGroups, type Chosen } from "./events";
import { quoteFigure } from "./quotes";
import { citations, fullSource } from "./sources";

/** Returns the page of one day; of the newest when `day` is null. */
export async function dayView(
  day: number | null,
  filters: Filters,
  held: Promise<DaysHeld | null>,
  signal: AbortSignal,
): Promise<HTMLElement> {
  if (day !== null && day < 1) return notHeld(day, await held, "", 404, signal);
  const asked = { path: { ref: day ?? "latest" }, signal };
  const [document, days, chosen] = await Promise.all([
    request("/v1/updates/{ref}", asked).catch((error: unknown) => {
      if (isNotHeld(error)) return error;
      throw error;
    }),
    held,
    day === null ? null : chosenLines(day, filters, signal),
    namesKnown(),
  ]);
  if (document instanceof Error) return notHeld(day, days, document.problem.detail, document.problem.status, signal);
  return dayPage(document, days, chosen, day === null, signal);
}

function dayPage(
  day: Document,
  days: DaysHeld | null,
  chosen: Chosen | null,
  isLatest: boolean,
  signal: AbortSignal,
): HTMLElement {
  const text = texts();
  const quotes = day.quotes.map((quote) => {
    const sources = quote.sources.flatMap((at) => {
      const source = day.sources[at];
      return source === undefined ? [] : [[source, at] as const];
    });
    return quoteFigure({ ...quote, citations: citations(sources) }, chosen);
  });
  const groups = eventGroups(day, chosen);
  return make(
    "article",
    { class: "day" },
    make(
      "header",
      { class: "lead" },
      isLatest ? make("p", { class: "overline" }, text.latest) : null,
      neighbours(day.day, days),
      make("h1", { lang: day.language, tabindex: -1 }, day.headline),
      make("p", { class: "summary", lang: day.language }, day.summary),
      related(day),
    ),
    make(
      "div",
      { class: "columns" },
      make(
        "section",
        { class: "happened", "aria-labelledby": "events-title" },
        titled("events-title", text.eventsTitle, day.events.length),
        groups.length > 0 ? make("div", { class: "groups" }, ...groups) : make("p", { class: "empty" }, text.noEvents),
      ),
      make(
        "section",
        { class: "said", "aria-labelledby": "quotes-title" },
        titled("quotes-title", text.quotesTitle, day.quotes.length),
        ...(quotes.length > 0 ? quotes : [make("p", { class: "empty" }, text.noQuotes)]),
      ),
    ),
    make(
      "div",
      { class: "apparatus" },
      make(
        "section",
        { "aria-labelledby": "sources-title" },
        titled("sources-title", text.sourcesTitle, day.sources.length),
        make("ol", { class: "sources" }, ...day.sources.map(fullSource)),
      ),
      corrections(day.day, signal),
    ),
  );
}

function titled(id: string, title: string, count: number): HTMLElement {
  return make("h2", { id }, title, " ", make("span", { class: "count" }, count));
}

/** Returns the line with the day's name, and the days held before and after it. */
function neighbours(day: number, days: DaysHeld | null): HTMLElement {
  const text = texts();
  const link = (to: number | null | undefined, label: string, rel: "prev" | "next"): Child => {
    const arrow = rel === "prev" ? `← ${label}` : `${label} →`;
    if (to === null || to === undefined) return make("span", { class: `turn is-${rel} is-none` });
    const title = `${text.day(to)}, ${written(to, "long")}`;
    return make("a", { href: dayHref(to), rel, class: `turn is-${rel}`, title, "aria-label": `${label}: ${title}` }, arrow);
  };
  return make(
    "p",
    { class: "dateline" },
    link(days?.beside(day, -1), text.previous, "prev"),
    make(
      "span",
      { class: "date" },
      make("strong", {}, text.day(day)),
      make("time", { datetime: isoOf(day) }, written(day, "full")),
    ),
    link(days?.beside(day, 1), text.next, "next"),
  );
}

function related(day: Document): Child {
  const days = day.related_days ?? [];
  if (days.length === 0) return null;
  const links = days.flatMap((each) => [" ", make("a", { href: dayHref(each), title: written(each, "long") }, each)]);
  return make("p", { class: "related meta" }, `${texts().related}:`, ...links);
}

/** Returns the page for a path that leads nowhere; a number or a date is meant for a day. */
export function nothingAt(path: string): HTMLElement {
  const text = texts();
  const ref = path.slice(1);
  return make(
    "div",
    { class: "failure" },
    make("h1", { tabindex: -1 }, /^[-+\d]+$/.test(ref) ? text.noSuchDay(ref) : text.nothingAt(path)),
    make("p", {}, text.noSuchDayText),
    make("ul", { class: "near" }, make("li", {}, make("a", { href: hrefOf({ view: { name: "front" } }) }, text.latest))),
  );
}

function notHeld(
  day: number | null,
  days: DaysHeld | null,
  detail: string,
  status: number,
  signal: AbortSignal,
): HTMLElement {
  const text = texts();
  if (day === null) return make("div", { class: "failure" }, make("h1", { tabindex: -1 }, text.emptyTitle), make("p", {}, text.emptyText));
  const near = [days?.beside(day, -1), days?.beside(day, 1)].flatMap((each) =>
    each === null || each === undefined
      ? []
      : [make("li", {}, make("a", { href: dayHref(each) }, text.day(each)), ` · ${written(each, "full")}`)],
  );
  const isBefore = day < 1;
  const why = isBefore ? text.dayBefore : day > today() ? text.dayToCome : near.length > 0 ? text.dayNotHeldText : text.emptyText;
  return make(
    "div",
    { class: "failure" },
    make("h1", { tabindex: -1 }, text.dayNotHeld(day, written(day, "long"))),
    status === 410 ? make("p", { lang: "en" }, detail) : make("p", {}, why),
    near.length > 0 ? make("ul", { class: "near" }, ...near) : null,
    status === 410 ? corrections(day, signal) : null,
  );
}

/** Asks which lines of the day the filters choose; null when nothing narrows it, or nobody answers: all are then alike. */
async function chosenLines(day: number, filters: Filters, signal: AbortSignal): Promise<Chosen | null> {
  if (!isNarrowedByMore(filters)) return null;
  const wanted = { ...filters, from: null, to: null };
  const more = { date: day, limit: 200, fields: filters.words === "" ? "id" : "id,matches" };
  const none = Promise.resolve({ items: [] as { id: string; matches?: Matched[] | null }[] });
  const lists = await Promise.all([
    canMatch(filters, "events")
      ? request("/v1/events", { query: { ...queryOf(wanted, "events"), ...more }, signal })
      : none,
    canMatch(filters, "quotes")
      ? request("/v1/quotes", { query: { ...queryOf(wanted, "quotes"), ...more }, signal })
      : none,
  ]).catch(() => null);
  return lists && new Map(lists.flatMap((list) => list.items.map((item) => [item.id, item.matches ?? []] as const)));
}
