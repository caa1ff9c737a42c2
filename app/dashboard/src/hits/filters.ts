/** The filters: what is chosen, each removable, and a panel of all choices with their counts. */

import { LIST_NAMES, NO_FILTERS, isNarrowed, misreadIn, type Filters, type ListName } from "../address";
import { written } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";
import { go, here } from "../navigation";
import { fillPanel, labelOf, learnSpeakers } from "./panel";

/** Draws the bar of filters; the panel stays open or closed as the reader left it. */
export function drawFilters(host: HTMLElement): void {
  const text = texts();
  const { filters } = here();
  const wasOpen = host.querySelector("details")?.open === true;
  const focused = focusedChoice(host);
  const panel = make("form", { class: "panel" });
  const details = make(
    "details",
    { open: wasOpen, toggle: () => void (details.open && panel.childElementCount === 0 && fillPanel(panel, focused, leave)) },
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
  // Without their names speakers are told by their slugs.
  if (filters.speaker.length > 0) void learnSpeakers().then((isNew) => isNew && drawFilters(host), () => undefined);
}

/** Closes the panel for Escape, and takes the reader back out of its many choices. */
function closeOn({ key, target }: KeyboardEvent, details: HTMLDetailsElement): void {
  if (key !== "Escape" || !details.open) return;
  // In a field to search in the key is the browser's: it empties what was typed.
  if (target instanceof HTMLInputElement && target.type === "search" && target.value !== "") return;
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
  const many = (name: ListName) =>
    filters[name].map((value) => chip(told(name, value), { ...filters, [name]: filters[name].filter((each) => each !== value) }));
  const range = rangeText(filters);
  return [
    ...(filters.words === "" ? [] : [chip(quoted(filters.words), { ...filters, words: "" })]),
    ...LIST_NAMES.flatMap(many),
    ...(range === null ? [] : [chip(range, { ...filters, from: null, to: null })]),
  ];
}

/** Tells a choice without its list: an actor may be named, claim, or be spoken about. */
function told(name: ListName, value: string): string {
  const label = labelOf(name, value);
  if (name === "claimed_by") return texts().claimedBy(label);
  return name === "about" ? texts().aboutWhom(label) : label;
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

function focusedChoice(host: HTMLElement): string | null {
  const { activeElement: active } = document;
  if (!(active instanceof HTMLInputElement) || !host.contains(active)) return null;
  const isBox = active.type === "checkbox" || active.type === "radio";
  return `input[name="${active.name}"]${isBox ? `[value="${CSS.escape(active.value)}"]` : ""}`;
}
