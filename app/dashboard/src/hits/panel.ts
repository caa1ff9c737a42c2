/** The panel of the filters: lists to choose from, each with how much a choice would leave, and days. */

import { LIST_NAMES, canMatch, listsFrom, narrows, queryOf, type Filters, type ListName } from "../address";
import { ProblemError, request } from "../client";
import { make } from "../element";
import { texts } from "../language/language";
import { actorName, categoryName } from "../names";
import { here } from "../navigation";
import { awaited, failure } from "../waiting";
import { choices, type Choice } from "./choices";
import { dayFields, dayFieldsOf, daysIn, isDayField } from "./days";
import { isBox, standOf } from "./stand";

type Counts = readonly { readonly value: string; readonly count: number }[];

const speakerNames = new Map<string, string>();
let asked = 0;

/** Returns what a value of a list is called. */
export function labelOf(name: ListName, value: string): string {
  const text = texts();
  switch (name) {
    case "actor":
    case "claimed_by":
    case "about":
      return actorName(value);
    case "category":
      return categoryName(value);
    case "status":
      return text.statuses[value] ?? value;
    case "speaker":
      return speakerNames.get(value) ?? value;
    case "kind":
      return text.kinds[value] ?? value;
  }
}

/** Returns the panel, closed and empty; `leave` goes to what other filters choose. */
export function panelOf(leave: (filters: Filters) => void): HTMLDetailsElement {
  const panel = make("form", { class: "panel" });
  const refill = () => void (details.open && panel.childElementCount === 0 && fillPanel(panel));
  const details = make("details", { toggle: refill }, make("summary"), panel);
  details.addEventListener("keydown", (event) => closeOn(event, details));
  const leaveIfRight = (): void => {
    const days = daysIn(panel);
    if (days === null) return;
    // What was taken is no news when the field is left again.
    for (const field of dayFieldsOf(panel)) field.defaultValue = field.value;
    leave(readPanel(panel, days));
  };
  panel.addEventListener("change", ({ target }) => {
    // What narrows a list, or is a day, is no choice yet.
    if (target instanceof HTMLInputElement && isBox(target)) leaveIfRight();
  });
  // Days count when both fields are left: a year being typed is not a filter yet.
  panel.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (!isDayField(target) || isDayField(relatedTarget) || relatedTarget instanceof HTMLButtonElement) return;
    if (dayFieldsOf(panel).some((field) => field.value !== field.defaultValue)) leaveIfRight();
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    // What is asked for stands below: on a phone a panel that stays open has it off the screen.
    if (daysIn(panel) !== null) details.open = false;
    leaveIfRight();
    panel.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  });
  return details;
}

/** Closes the panel for Escape, and takes the reader back out of its many choices. */
function closeOn({ key, target }: KeyboardEvent, details: HTMLDetailsElement): void {
  if (key !== "Escape" || !details.open) return;
  // In a field to search in the key is the browser's: it empties what was typed.
  if (target instanceof HTMLInputElement && target.type === "search" && target.value !== "") return;
  details.open = false;
  details.querySelector("summary")?.focus();
}

/** Fills an open panel anew, and empties a closed one until it is opened. */
export function drawPanel(details: HTMLDetailsElement): void {
  const panel = details.querySelector("form");
  const summary = details.querySelector("summary");
  if (panel === null || summary === null) return;
  summary.textContent = texts().openFilters;
  if (details.open) void fillPanel(panel);
  else panel.replaceChildren();
}

/** Fills the panel with what can be chosen. */
async function fillPanel(panel: HTMLFormElement): Promise<void> {
  const turn = ++asked;
  const { filters } = here();
  const text = texts();
  // What is chosen is known at once; only its counts must be waited for.
  for (const box of panel.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    box.checked = filters[box.name as ListName].includes(box.value);
  }
  const wanted = Promise.all([
    Promise.all(LIST_NAMES.map(async (name) => [name, await facet(name, filters)] as const)),
    learnSpeakers(),
  ]);
  let counted: Awaited<typeof wanted>;
  try {
    counted = await awaited(panel, wanted);
  } catch (error) {
    if (turn !== asked) return;
    const stood = panel.contains(document.activeElement);
    panel.replaceChildren(failure(error, () => void fillPanel(panel), "h2"));
    if (stood) panel.querySelector("h2")?.focus({ preventScroll: true });
    return;
  }
  // A panel that was closed meanwhile was emptied: it is asked for again when it is opened.
  if (turn !== asked || filters !== here().filters) return;
  const [lists] = counted;
  const putBack = standOf(panel);
  panel.replaceChildren(
    make("div", { class: "days-and-match" }, dayFields(filters), matchOf(filters)),
    ...lists.map(([name, counts]) => choices(name, text.lists[name], optionsOf(name, counts, filters[name]), filters[name], whyNone(name, filters))),
    make("p", { class: "show" }, make("button", { class: "button" }, text.apply)),
  );
  putBack();
}

function optionsOf(name: ListName, counts: Counts, chosen: readonly string[]): Choice[] {
  const known = new Map(counts.map(({ value, count }) => [value, count]));
  const missing = chosen.filter((value) => !known.has(value));
  return [...missing, ...known.keys()].map((value) => ({ value, label: labelOf(name, value), count: known.get(value) ?? null }));
}

/** Says why a list has nothing to choose from. */
function whyNone(name: ListName, filters: Filters): string {
  if (subjectsOf(name, { ...filters, [name]: [] }).length > 0) return texts().none;
  return narrows(name, "events") ? texts().onlyOfQuotes : texts().onlyOfEvents;
}

/** Returns of what the choices of a list are counted: none where other filters leave nothing of it. */
function subjectsOf(name: ListName, filters: Filters): ("events" | "quotes")[] {
  return (["events", "quotes"] as const).filter((each) => narrows(name, each) && canMatch(filters, each));
}

/** Counts the choices of one list under all filters but its own: those not chosen can be added. */
async function facet(name: ListName, filters: Filters): Promise<Counts> {
  const open = await count(name, { ...filters, [name]: [] });
  if (name !== "actor" || !filters.allActors) return open;
  // Where all must be named, one more leaves less: only what is named together with those chosen.
  const together = new Map((await count(name, filters)).map(({ value, count }) => [value, count]));
  return open.map(({ value }) => ({ value, count: together.get(value) ?? 0 }));
}

async function count(name: ListName, filters: Filters): Promise<Counts> {
  const ask = (subject: "events" | "quotes") =>
    request(`/v1/${subject}`, { query: { ...queryOf(filters, subject), limit: 1, facet: name } }).catch(noneIfRefused);
  const answers = await Promise.all(subjectsOf(name, filters).map(ask));
  const counts = new Map<string, number>();
  for (const { value, count } of answers.flatMap((answer) => answer?.facets?.[name] ?? [])) {
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
}

/** Takes a refusal for no choices: the list itself tells what the address asks wrongly. */
function noneIfRefused(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status < 500) return null;
  throw error;
}

/** Learns what speakers are called, unless that is known; says whether it is new. */
export async function learnSpeakers(): Promise<boolean> {
  if (speakerNames.size > 0) return false;
  const answer = await request("/v1/stats/speakers").catch(noneIfRefused);
  for (const { speaker, name } of answer?.items ?? []) speakerNames.set(speaker, name);
  return speakerNames.size > 0;
}

/** Returns the choice whether any or all of the actors must be named. */
function matchOf(filters: Filters): HTMLElement {
  const text = texts();
  const mode = (value: string, label: string, checked: boolean) =>
    make("label", {}, make("input", { type: "radio", name: "match", value, checked }), label);
  return make(
    "fieldset",
    { class: "match" },
    make("legend", {}, text.matchTitle),
    mode("any", text.anyOf, !filters.allActors),
    mode("all", text.allOf, filters.allActors),
  );
}

function readPanel(panel: HTMLFormElement, days: Pick<Filters, "from" | "to">): Filters {
  const data = new FormData(panel);
  return {
    words: here().filters.words,
    allActors: data.get("match") === "all",
    ...listsFrom((name) => data.getAll(name).map(String)),
    ...days,
  };
}
