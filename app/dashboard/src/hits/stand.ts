/** Where a reader stands in the panel of filters: put back when its choices are drawn anew. */

/** Remembers what was typed, how far each list was scrolled and what has the focus; returns how to put it back. */
export function standOf(panel: HTMLElement): () => void {
  const typed = inputsOf(panel).filter((input) => !isBox(input) && input.value !== input.defaultValue);
  // A field that goes away with the focus is left, too: what it holds is no news then.
  for (const input of typed) input.defaultValue = input.value;
  const scrolled = listsOf(panel).map(([name, list]) => [name, list.scrollTop] as const);
  const focused = inputsOf(panel).find((input) => input === document.activeElement);
  const stood = focused?.getBoundingClientRect().top ?? 0;
  return () => {
    for (const { name, value } of typed) {
      const field = inputsOf(panel).find((input) => input.name === name);
      if (field === undefined) continue;
      field.value = value;
      field.dispatchEvent(new Event("input"));
    }
    const lists = new Map(listsOf(panel));
    for (const [name, top] of scrolled) lists.get(name)?.scrollTo({ top, behavior: "instant" });
    const isFocused = (input: HTMLInputElement) =>
      input.name === focused?.name && (!isBox(input) || input.value === focused.value);
    const found = inputsOf(panel).find(isFocused);
    if (found === undefined) return;
    found.focus({ preventScroll: true });
    scrollBy({ top: found.getBoundingClientRect().top - stood, behavior: "instant" });
  };
}

export function isBox({ type }: HTMLInputElement): boolean {
  return type === "checkbox" || type === "radio";
}

function inputsOf(panel: HTMLElement): HTMLInputElement[] {
  return [...panel.querySelectorAll("input")];
}

function listsOf(panel: HTMLElement): [string, HTMLElement][] {
  return [...panel.querySelectorAll("fieldset")].flatMap((group) => {
    const list = group.querySelector("ul");
    return list === null ? [] : [[group.name, list]];
  });
}
