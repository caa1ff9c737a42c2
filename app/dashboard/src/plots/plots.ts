/** The record in figures: counts over time, speakers, actors named together, coverage. */

import { canMatch, queryOf, type Filters } from "../address";
import { request } from "../client";
import { matching } from "../counts";
import { make } from "../element";
import { texts } from "../language/language";
import { MAIN_ACTORS, namesKnown } from "../names";
import { coverage } from "./coverage";
import { overTime } from "./overtime";
import { rankedSpeakers } from "./ranked";
import { countsOf, untilToday } from "./series";
import { namedTogether } from "./together";

/** Returns the page of plots, under the filters. */
export async function plotsView(filters: Filters, signal: AbortSignal): Promise<HTMLElement> {
  const query = queryOf(filters, "stats");
  const [counted, days, speakers, pairs] = await Promise.all([
    request("/v1/stats/daily", { query: { ...query, by: "actor", series: MAIN_ACTORS }, signal }),
    request("/v1/stats/daily", { signal }),
    request("/v1/stats/speakers", { query, signal }),
    request("/v1/stats/co-mentions", { query, signal }),
    namesKnown(),
  ]);
  const text = texts();
  const byActor = untilToday(matching(counted, filters));
  const drawn = countsOf(byActor).some(([, { events, quotes }]) => [...events, ...(quotes ?? [])].some((count) => count > 0));
  const nothing = (title: string) => make("section", { class: "plot" }, make("h2", {}, title), make("p", { class: "empty" }, text.nothingToPlot));
  return make(
    "article",
    { class: "plots" },
    make("header", { class: "lead" }, make("h1", { tabindex: -1 }, text.plotsTitle), make("p", { class: "summary" }, text.plotsText)),
    drawn ? overTime(byActor, signal).element : nothing(text.overTime),
    make(
      "div",
      { class: "plot-columns" },
      canMatch(filters, "quotes") && speakers.items.length > 0 ? rankedSpeakers(speakers.items, signal).element : nothing(text.speakersRanked),
      canMatch(filters, "events") && pairs.items.length > 0 ? namedTogether(pairs.items, signal).element : nothing(text.together),
      coverage(days, signal).element,
    ),
  );
}
