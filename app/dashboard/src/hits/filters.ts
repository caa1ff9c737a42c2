/** The filters: what is chosen, each removable, and a panel of all choices with their counts. */

import { NO_FILTERS, canMatch, isNarrowed, misreadIn, queryOf, rangeOf, type Filters } from "../address";
import { ProblemError, request } from "../client";
import { isoOf, today, written } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";
import { actorName, categoryName } from "../names";
import { go, here } from "../navigation";
import { awaited, failure } from "../waiting";
import { choices, type Choice } from "./choices";

type Counts = readonly { readonly value: string; readonly count: number }[];

const speakerNames = new Map<string, string>();
let asked = 0;

/** Draws the bar of filters; the panel stays open or closed as the reader left it. */
export function drawFilters(host: HTMLElement): void {
  const text = texts();
  const { filters } = here();
  const wasOpen = host.querySelector("details")?.open === true;
  const focused = focusedChoice(host);
  const panel = make("form", { class: "panel" });
  const details = make(
    "details",
    { open: wasOpen, toggle: () => void (details.open && panel.childElementCount === 0 && fillPanel(panel, focused)) },
    make("summary", {}, text.openFilters),
    panel,
  );
  details.addEventListener("keydown", (event) => closeOn(event, details));
  const chips = chipsOf(filters);
  const clear = make("button", { type: "button", class: "small", click: () => leave(NO_FILTERS) }, text.clear);
  const misread = misreadIn(new URLSearchParams(location.search));
  host.replaceChildren(
    details,
    make("ul", { class: "chips" }, ...chips),
    ...(chips.length > 0 ? [clear] : []),
    ...(misread.length > 0 ? [make("p", { class: "misread meta" }, text.misread(misread.join(", ")))] : []),
  );
}

/** Closes the panel for Escape, and takes the reader back out of its many choices. */
function closeOn({ key, target }: KeyboardEvent, details: HTMLDetailsElement): void {
  if (key !== "Escape" || !details.open) return;
  // In a field the key is the browser's: it empties what was typed, or closes a calendar.
  if (isDate(target) || (target instanceof HTMLInputElement && target.type === "search" && target.value !== "")) return;
  details.open = false;
  details.querySelector("summary")?.focus();
}

/** Goes to what other filters choose; plots and days stay where they are. */
function leave(filters: Filters): void {
  const { view } = here();
  const stays = view.name === "plots" || view.name === "day";
  go({ filters, view: stays ? view : { name: isNarrowed(filters) ? "hits" : "front" } });
}

function chipsOf(filters: Filters): HTMLElement[] {
  const text = texts();
  const chip = (label: string, without: Filters) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "chip", "aria-label": text.remove(label), click: () => leave(without) },
        make("span", { class: "what" }, label),
        make("span", { "aria-hidden": "true" }, "×"),
      ),
    );
  const many = (name: "actors" | "categories" | "speakers", label: (value: string) => string) =>
    filters[name].map((value) => chip(label(value), { ...filters, [name]: filters[name].filter((each) => each !== value) }));
  const range = rangeText(filters);
  return [
    ...(filters.words === "" ? [] : [chip(quoted(filters.words), { ...filters, words: "" })]),
    ...many("actors", actorName),
    ...many("categories", categoryName),
    ...many("speakers", (slug) => speakerNames.get(slug) ?? slug),
    ...(range === null ? [] : [chip(range, { ...filters, from: null, to: null })]),
  ];
}

/** A phrase has quotation marks of its own. */
function quoted(words: string): string {
  return words.includes('"') ? words : `“${words}”`;
}

function rangeText({ from, to }: Filters): string | null {
  const text = texts();
  if (from !== null && to !== null) return text.range(written(from, "short"), written(to, "short"));
  if (from !== null) return text.since(written(from, "short"));
  return to === null ? null : text.until(written(to, "short"));
}

async function fillPanel(panel: HTMLFormElement, focused: string | null): Promise<void> {
  const turn = ++asked;
  const { filters } = here();
  const text = texts();
  const wanted = Promise.all([
    facet("actor", filters),
    facet("category", filters),
    facet("speaker", filters),
    speakerNames.size > 0 ? null : learnSpeakers(),
  ]);
  let counted: Awaited<typeof wanted>;
  try {
    counted = await awaited(panel, wanted);
  } catch (error) {
    if (turn === asked) panel.replaceChildren(failure(error, () => void fillPanel(panel, focused), "h2"));
    return;
  }
  if (turn !== asked) return;
  const [actors, categories, speakers] = counted;
  const sorted = (counts: Counts, chosen: readonly string[], label: (value: string) => string): Choice[] => {
    const known = new Map(counts.map(({ value, count }) => [value, count]));
    const missing = chosen.filter((value) => !known.has(value));
    return [...missing, ...known.keys()].map((value) => ({ value, label: label(value), count: known.get(value) ?? null }));
  };
  const speakerName = (slug: string) => speakerNames.get(slug) ?? slug;
  panel.replaceChildren(
    choices("actor", text.actors, sorted(actors, filters.actors, actorName), filters.actors),
    choices("category", text.categories, sorted(categories, filters.categories, categoryName), filters.categories),
    choices("speaker", text.speakers, sorted(speakers, filters.speakers, speakerName), filters.speakers),
    dates(filters),
  );
  panel.addEventListener("change", (event) => {
    if (!isDate(event.target)) leave(readPanel(panel));
  });
  // Dates count when both fields are left: a year being typed is not a filter yet.
  panel.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (!isDate(target) || isDate(relatedTarget)) return;
    const fields = [...panel.querySelectorAll<HTMLInputElement>("input[type=date]")];
    if (fields.some((field) => field.value !== field.defaultValue)) leave(readPanel(panel));
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(readPanel(panel));
  });
  if (focused !== null) panel.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
}

const LISTS = { actor: "actors", category: "categories", speaker: "speakers" } as const;

/** Counts the choices of one list under all filters but its own: those not chosen can be added. */
async function facet(name: keyof typeof LISTS, filters: Filters): Promise<Counts> {
  const open = await count(name, { ...filters, [LISTS[name]]: [] });
  if (name !== "actor" || !filters.allActors) return open;
  // Where all must be named, one more leaves less: only what is named together with those chosen.
  const together = new Map((await count(name, filters)).map(({ value, count }) => [value, count]));
  return open.map(({ value }) => ({ value, count: together.get(value) ?? 0 }));
}

async function count(name: keyof typeof LISTS, filters: Filters): Promise<Counts> {
  const subjects = ({ actor: ["events", "quotes"], category: ["events"], speaker: ["quotes"] } as const)[name];
  const subject = subjects.find((each) => canMatch(filters, each));
  if (subject === undefined) return [];
  const query = { ...queryOf(filters, subject), limit: 1, facet: name };
  const answer = await request(`/v1/${subject}`, { query }).catch(noneIfRefused);
  return answer?.facets?.[name] ?? [];
}

/** Takes a refusal for no choices: the list itself tells what the address asks wrongly. */
function noneIfRefused(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status < 500) return null;
  throw error;
}

async function learnSpeakers(): Promise<void> {
  const answer = await request("/v1/stats/speakers").catch(noneIfRefused);
  for (const { speaker, name } of answer?.items ?? []) speakerNames.set(speaker, name);
}

function dates(filters: Filters): HTMLElement {
  const text = texts();
  const field = (name: "from" | "to", label: string) => {
    const day = filters[name];
    const value = day === null ? "" : isoOf(day);
    const bounds = { min: isoOf(1), max: isoOf(today()) };
    return make("label", { class: "date-field" }, label, make("input", { type: "date", name, value, ...bounds }));
  };
  const mode = (value: string, label: string, checked: boolean) =>
    make("label", {}, make("input", { type: "radio", name: "match", value, checked }), label);
  const both = make(
    "fieldset",
    { class: "match" },
    make("legend", {}, text.matchTitle),
    mode("any", text.anyOf, !filters.allActors),
    mode("all", text.allOf, filters.allActors),
  );
  const show = make("button", { class: "small" }, text.apply);
  return make("div", { class: "dates" }, field("from", text.from), field("to", text.to), both, make("p", {}, show));
}

function readPanel(panel: HTMLFormElement): Filters {
  const data = new FormData(panel);
  const many = (name: string) => data.getAll(name).map(String);
  const day = (name: string) => String(data.get(name) ?? "");
  return {
    words: here().filters.words,
    actors: many("actor"),
    allActors: data.get("match") === "all",
    categories: many("category"),
    speakers: many("speaker"),
    ...rangeOf(day("from"), day("to")),
  };
}

function focusedChoice(host: HTMLElement): string | null {
  const { activeElement: active } = document;
  if (!(active instanceof HTMLInputElement) || !host.contains(active)) return null;
  const isBox = active.type === "checkbox" || active.type === "radio";
  return `input[name="${active.name}"]${isBox ? `[value="${CSS.escape(active.value)}"]` : ""}`;
}

function isDate(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.type === "date";
}
