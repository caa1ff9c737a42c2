/** The events of a day, grouped by category; a denial stands under what it denies. */

import { actorLink, actorLinks } from "../actors";
import type { Document, DocumentEvent, Matched } from "../client";
import { written } from "../calendar";
import { make, type Child } from "../element";
import { highlighted } from "../highlight";
import { texts } from "../language/language";
import { categoryName } from "../names";
import { dayHref } from "../navigation";
import { citations } from "./sources";

/** What the filters choose of a day's lines: by id, with the words found in each. */
export type Chosen = ReadonlyMap<string, readonly Matched[]>;

export interface EventLine extends Omit<DocumentEvent, "sources"> {
  readonly citations: HTMLElement;
}

/** Returns the categories, each with its events, in the order in which the day tells them. */
export function eventGroups(day: Document, chosen: Chosen | null): HTMLElement[] {
  const answers = Map.groupBy(day.events, (event) => event.responds_to ?? "");
  const ids = new Set(day.events.map((event) => event.id));
  const leading = day.events.filter((event) => !event.responds_to || !ids.has(event.responds_to));
  const groups = Map.groupBy(leading, (event) => event.category);
  const tell = (event: DocumentEvent, isReply = false): HTMLElement => {
    const sources = event.sources.flatMap((at) => {
      const source = day.sources[at];
      return source === undefined ? [] : [[source, at] as const];
    });
    const replies = (answers.get(event.id ?? "-") ?? []).map((reply) => tell(reply, true));
    return eventItem({ ...event, citations: citations(sources) }, day.language, chosen, replies, isReply);
  };
  return [...groups].map(([category, events]) => {
    const heading = make("h3", {}, categoryName(category), " ", make("span", { class: "count" }, events.length));
    return make("section", { class: "category" }, heading, make("ol", { class: "events" }, ...events.map((event) => tell(event))));
  });
}

/** Returns one event as a list's item, with the events that answer it; a reply stands under its claim. */
export function eventItem(
  event: EventLine,
  language: string,
  chosen: Chosen | null,
  replies: readonly HTMLElement[] = [],
  isReply = false,
): HTMLElement {
  const id = event.id ?? "";
  const found = chosen?.get(id);
  const matching = chosen === null ? "" : found === undefined ? " is-dimmed" : " is-chosen";
  return make(
    "li",
    { class: `event status-${event.status}${matching}`, id },
    make("p", { class: "text", lang: language }, highlighted(event.text, found, "/text")),
    make("div", { class: "meta" }, statusLine(event, isReply), actorLinks(event.actors), event.citations),
    replies.length > 0 ? make("ol", { class: "events replies" }, ...replies) : null,
  );
}

function statusLine(event: EventLine, isReply: boolean): HTMLElement {
  const text = texts();
  const status = [make("span", { class: "status" }, ...statusWords(event))];
  const details: Child[] = [];
  if (event.responds_to && !isReply) {
    const day = Number(event.responds_to.split("-")[0]);
    details.push(make("a", { href: dayHref(day, event.responds_to) }, text.answers(event.responds_to)));
  }
  if (event.place) details.push(make("span", { class: "place" }, make("span", { class: "unseen" }, `${text.place}: `), event.place));
  if (event.occurred_on) details.push(make("span", {}, text.happenedOn(written(event.occurred_on, "short"))));
  return make("p", { class: "line" }, ...status, ...details);
}

function statusWords(event: EventLine): Child[] {
  const text = texts();
  if (!event.claimed_by) return [text.statuses[event.status] ?? event.status];
  const tell = {
    claimed: text.claimedBy,
    confirmed: text.confirmedBy,
    denied: text.deniedBy,
    disputed: text.disputedBy,
  }[event.status as string];
  if (tell === undefined) return [text.statuses[event.status] ?? event.status];
  const [before, after] = tell("\u0000").split("\u0000");
  return [before, actorLink(event.claimed_by, "claimed_by"), after];
}

