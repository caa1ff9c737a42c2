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

/** Fills the panel with what can be chosen; `leave` goes to what other filters choose. */
export async function fillPanel(
  panel: HTMLFormElement,
  focused: string | null,
  leave: (filters: Filters) => void,
): Promise<void> {
  const turn = ++asked;
  const { filters } = here();
  const text = texts();
  const wanted = Promise.all([
    Promise.all(LIST_NAMES.map(async (name) => [name, await facet(name, filters)] as const)),
    learnSpeakers(),
  ]);
  let counted: Awaited<typeof wanted>;
  try {
    counted = await awaited(panel, wanted);
  } catch (error) {
    if (turn === asked) panel.replaceChildren(failure(error, () => void fillPanel(panel, focused, leave), "h2"));
    return;
  }
  if (turn !== asked) return;
  const [lists] = counted;
  panel.replaceChildren(
    make("div", { class: "days-and-match" }, dayFields(filters), matchOf(filters)),
    ...lists.map(([name, counts]) => choices(name, text.lists[name], optionsOf(name, counts, filters[name]), filters[name], whyNone(name, filters))),
    make("p", { class: "show" }, make("button", { class: "button" }, text.apply)),
  );
  const leaveIfRight = (): void => {
    const days = daysIn(panel);
    if (days === null) return;
    // A field that goes away with the panel is left, too: what was taken is then no news.
    for (const field of dayFieldsOf(panel)) field.defaultValue = field.value;
    leave(readPanel(panel, days));
  };
  panel.addEventListener("change", ({ target }) => {
    // What narrows a list, or is a day, is no choice yet.
    if (target instanceof HTMLInputElement && (target.type === "checkbox" || target.type === "radio")) leaveIfRight();
  });
  // Days count when both fields are left: a year being typed is not a filter yet.
  panel.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (!isDayField(target) || isDayField(relatedTarget) || relatedTarget instanceof HTMLButtonElement) return;
    if (dayFieldsOf(panel).some((field) => field.value !== field.defaultValue)) leaveIfRight();
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    // What is asked for stands below: on a phone a panel that stays open has it off the screen.
    if (daysIn(panel) !== null) panel.closest("details")?.removeAttribute("open");
    leaveIfRight();
    panel.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  });
  if (focused !== null) panel.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
}

function optionsOf(name: ListName, counts: Counts, chosen: readonly string[]): Choice[] {
  const known = new Map(counts.map(({ value, count }) => [value, count]));
  const missing = chosen.filter((value) => !known.has(value));
  return [...missing, ...known.keys()].map((value) => ({ value, label: labelOf(name, value), count: known.get(value) ?? null }));
}

/** Says why a list has nothing to choose from. */
function whyNone(name: ListName, filters: Filters): string {
  if (subjectOf(name, { ...filters, [name]: [] }) !== undefined) return texts().none;
  return narrows(name, "events") ? texts().onlyOfQuotes : texts().onlyOfEvents;
}

/** Returns of what the choices of a list are counted; undefined where other filters leave nothing of it. */
function subjectOf(name: ListName, filters: Filters): "events" | "quotes" | undefined {
  return (["events", "quotes"] as const).find((each) => narrows(name, each) && canMatch(filters, each));
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
  const subject = subjectOf(name, filters);
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
