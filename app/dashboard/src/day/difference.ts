/** What a revision changed, in words: which line, which field, how it read and how it reads. */

import { written } from "../calendar";
import type { Document, DocumentEvent, DocumentQuote, Source } from "../client";
import { joined, make, type Child } from "../element";
import { languageName, texts } from "../language/language";
import { actorName, categoryName } from "../names";

type Fields = Readonly<Record<string, unknown>>;
type Line = DocumentEvent | DocumentQuote;

const OF_THE_DAY = ["headline", "summary", "language", "related_days"] as const;

/** Fields that are prose: of these only the words that differ are struck and set. */
const PROSE: ReadonlySet<string> = new Set(["headline", "summary", "text"]);

/** Returns the differences of two revisions of a day as a list's items: the day's, then its lines'. */
export function differences(before: Document, after: Document): HTMLElement[] {
  const text = texts();
  const fields = OF_THE_DAY.filter((field) => !same(before[field], after[field]));
  const found = [
    ...fields.map((field) => changed([fieldName(field)], field, told(before, field, before), told(after, field, after), after.language)),
    ...ofLines(text.eventNamed, before.events, after.events, before, after),
    ...ofLines(text.quoteNamed, before.quotes, after.quotes, before, after),
    ...ofSources(before.sources, after.sources),
  ];
  return found.length > 0 ? found : [make("li", {}, text.onlyOrder)];
}

function ofLines(
  named: (id: string) => string,
  before: readonly Line[],
  after: readonly Line[],
  old: Document,
  now: Document,
): HTMLElement[] {
  const text = texts();
  const earlier = new Map(before.map((line) => [line.id, line]));
  const kept = new Set(after.map((line) => line.id));
  const removed = before.filter((line) => !kept.has(line.id));
  return [
    ...after.flatMap((line) => {
      const was = earlier.get(line.id);
      const name = named(line.id ?? "");
      if (was === undefined) return [whole(text.addedLine(name), "ins", line.text, languageOf(line, now))];
      return fieldsOf(was, line, old, now).map((field) =>
        changed([name, fieldName(field)], field, told(was, field, old), told(line, field, now), languageOf(line, now)),
      );
    }),
    ...removed.map((line) => whole(text.removedLine(named(line.id ?? "")), "del", line.text, languageOf(line, old))),
  ];
}

/**
 * Returns the fields in which a line differs. Its sources are what its numbers stand for, unless a
 * source itself was corrected: that is told once, with the sources.
 */
function fieldsOf(was: Line, line: Line, old: Document, now: Document): string[] {
  const inPlace = old.sources.length === now.sources.length && same(was.sources, line.sources);
  return Object.keys({ ...was, ...line }).filter((field) => {
    if (field === "sources") return !inPlace && !same(cited(was, old), cited(line, now));
    return !same((was as unknown as Fields)[field], (line as unknown as Fields)[field]);
  });
}

function ofSources(before: readonly Source[], after: readonly Source[]): HTMLElement[] {
  const text = texts();
  const [old, now] = [before, after].map((sources) => new Set(sources.map((each) => JSON.stringify(each))));
  const added = after.filter((each) => !old?.has(JSON.stringify(each)));
  const removed = before.filter((each) => !now?.has(JSON.stringify(each)));
  return [
    ...added.map((each) => whole(text.addedLine(text.source), "ins", inFull(each), each.language)),
    ...removed.map((each) => whole(text.removedLine(text.source), "del", inFull(each), each.language)),
  ];
}

function inFull(source: Source): string {
  const { outlet, title, author, published_on, url } = source;
  return [outlet, title, author, published_on ? written(published_on, "short") : null, url].filter(Boolean).join(" · ");
}

function whole(what: string, tag: "ins" | "del", said: string, lang: string): HTMLElement {
  return make("li", {}, make("strong", {}, what), make("p", { lang }, make(tag, {}, said)));
}

function changed(name: readonly string[], field: string, was: string, is: string, lang: string): HTMLElement {
  const children = PROSE.has(field) ? inWords(was, is) : [make("del", {}, was), " → ", make("ins", {}, is)];
  const spoken = PROSE.has(field) || field === "role" || field === "said_to" ? { lang } : {};
  return make("li", {}, make("strong", {}, ...joined(" · ", name)), make("p", spoken, ...children));
}

/** Returns a text with the words that were and those that are instead; what is around them stands once. */
function inWords(was: string, is: string): Child[] {
  const [old, now] = [was.split(" "), is.split(" ")];
  const least = Math.min(old.length, now.length);
  let start = 0;
  while (start < least && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < least - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const between = (words: readonly string[]) => words.slice(start, words.length - end).join(" ");
  const [gone, come] = [between(old), between(now)];
  return joined(" ", [
    now.slice(0, start).join(" "),
    gone === "" ? null : make("del", {}, gone),
    come === "" ? null : make("ins", {}, come),
    end === 0 ? null : now.slice(-end).join(" "),
  ]);
}

/** Returns a field's value as the page tells it. */
function told(line: object, field: string, document: Document): string {
  const text = texts();
  const value = field === "sources" ? cited(line as Line, document).map(({ outlet }) => outlet) : (line as Fields)[field];
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return text.none;
  if (Array.isArray(value)) return value.map((each) => (isOfActors(field) ? actorName(String(each)) : String(each))).join(", ");
  const said = String(value);
  if (isOfActors(field)) return actorName(said);
  if (field === "category") return categoryName(said);
  if (field === "status") return text.statuses[said] ?? said;
  if (field === "kind") return text.kinds[said] ?? said;
  if (field === "language" || field === "translated_from") return languageName(said);
  return field.endsWith("_on") ? written(said, "short") : said;
}

function isOfActors(field: string): boolean {
  return ["actors", "about", "actor", "claimed_by"].includes(field);
}

/** Returns what a field of the document is called; one that has no name here is called as it is. */
export function fieldName(field: string): string {
  return texts().fields[field] ?? field;
}

function cited(line: Line, { sources }: Document): Source[] {
  return line.sources.flatMap((at) => sources[at] ?? []);
}

function languageOf(line: Line, document: Document): string {
  return "language" in line ? line.language : document.language;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
