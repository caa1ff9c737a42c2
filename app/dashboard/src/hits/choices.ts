/** One group of the filters: a list of choices, each with how much it would leave. */

import { number } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** What it would leave; null when not known. */
  readonly count: number | null;
}

const LONG = 14;

/** Returns a group of checkboxes; a long one can be narrowed by typing. */
export function choices(
  name: string,
  legend: string,
  options: readonly Choice[],
  chosen: readonly string[],
  whyNone: string,
): HTMLElement {
  const items = options.map((option) => {
    const box = make("input", { type: "checkbox", name, value: option.value, checked: chosen.includes(option.value) });
    const count = option.count === null ? null : make("span", { class: "count" }, number(option.count));
    return make("li", { "data-label-of": option.label }, make("label", {}, box, make("span", {}, option.label), count));
  });
  const list = items.length > 0 ? make("ul", {}, ...items) : make("p", { class: "empty" }, whyNone);
  const title = make("legend", {}, legend);
  if (options.length <= LONG) return make("fieldset", { name }, title, list);
  const label = texts().narrow(legend.toLowerCase());
  const find = make("input", {
    type: "search",
    name: `narrow-${name}`,
    class: "narrow",
    "aria-label": label,
    placeholder: "…",
    input: () => {
      const wanted = folded(find.value);
      for (const item of items) {
        item.hidden = !folded(item.dataset["labelOf"] ?? "").includes(wanted);
      }
    },
  });
  return make("fieldset", { name }, title, find, list);
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
