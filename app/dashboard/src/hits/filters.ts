/** The filters: what is chosen, each removable, and a panel of all choices with their counts. */

import { LIST_NAMES, NO_FILTERS, isNarrowed, misreadIn, type Filters, type ListName } from "../address";
import { written } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";
import { go, here } from "../navigation";
import { drawPanel, labelOf, learnSpeakers, panelOf } from "./panel";

/** Draws the bar of filters; the panel stays as the reader left it until its new counts have come. */
export function drawFilters(host: HTMLElement): void {
  const text = texts();
  const { filters } = here();
  if (host.childElementCount === 0) host.append(panelOf(leave));
  const [details, ...others] = host.children;
  for (const other of others) other.remove();
  drawPanel(details as HTMLDetailsElement);
  const chips = chipsOf(filters);
  const clear = make("button", { type: "button", class: "small", click: () => leave(NO_FILTERS) }, text.clear);
  const misread = misreadIn(new URLSearchParams(location.search));
  host.append(
    make("ul", { class: "chips" }, ...chips),
    ...(chips.length > 0 ? [clear] : []),
    ...(misread.length > 0 ? [make("p", { class: "misread meta" }, text.misread(misread.join(", ")))] : []),
  );
  // Without their names speakers are told by their slugs.
  if (filters.speaker.length > 0) void learnSpeakers().then((isNew) => isNew && drawFilters(host), () => undefined);
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
