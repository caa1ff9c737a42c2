/** The daily counts of the statistics, as far as the filters can match them. */

import { canMatch, type Filters } from "./address";
import type { Daily } from "./client";

/** Counts nothing where the filters can match nothing: of quotes the API counts all when asked for a category. */
export function matching(daily: Daily, filters: Filters): Daily {
  const none = (counts: number[]): number[] => counts.map(() => 0);
  const all = (counts: number[]): number[] => counts;
  const [events, quotes] = [canMatch(filters, "events") ? all : none, canMatch(filters, "quotes") ? all : none];
  const both = <Counts extends { events: number[]; quotes: number[] | null }>(counts: Counts): Counts => ({
    ...counts,
    events: events(counts.events),
    quotes: counts.quotes && quotes(counts.quotes),
  });
  return { ...both(daily), series: daily.series.map(both), others: daily.others && both(daily.others) };
}
