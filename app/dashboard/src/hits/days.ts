/** The panel's fields for the first and the last day: each takes a day's number or its date. */

import { orderedDays, type Filters } from "../address";
import { dayMeant, isoOf, readDay, today } from "../calendar";
import { make } from "../element";
import { texts } from "../language/language";

type Range = Pick<Filters, "from" | "to">;

const NAMES = ["from", "to"] as const;

export function dayFields(filters: Range): HTMLElement {
  const text = texts();
  const labels = { from: text.from, to: text.to };
  const field = (name: keyof Range) => {
    const value = filters[name] === null ? "" : isoOf(filters[name]);
    const attributes = { name, value, type: "text", autocomplete: "off", spellcheck: "false", "data-day": true };
    const input = make("input", { ...attributes, "aria-describedby": `wrong-${name} days-hint` });
    return make("div", { class: "day-field" }, make("label", {}, labels[name], input), make("p", { class: "wrong", id: `wrong-${name}`, role: "alert" }));
  };
  return make("div", { class: "day-fields" }, ...NAMES.map(field), make("p", { class: "meta", id: "days-hint" }, text.daysHint));
}

/** Returns the days in the fields, in their order; null, and says what would be right, where one is none. */
export function daysIn(panel: HTMLElement): Range | null {
  const days = dayFieldsOf(panel).map((field) => {
    const typed = field.value.trim();
    // An address may have brought a day that is still to come.
    const day = typed === field.defaultValue ? readDay(typed) : dayMeant(typed);
    const isWrong = typed !== "" && day === null;
    const told = panel.querySelector(`#wrong-${field.name}`);
    if (told !== null) told.textContent = isWrong ? texts().wrongDay(typed, today()) : "";
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    return isWrong ? undefined : day;
  });
  const [from, to] = days;
  return from === undefined || to === undefined ? null : orderedDays(from, to);
}

export function dayFieldsOf(panel: HTMLElement): HTMLInputElement[] {
  return [...panel.querySelectorAll("input")].filter(isDayField);
}

export function isDayField(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.dataset["day"] !== undefined;
}
