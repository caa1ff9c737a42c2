/** Copies a text; where the browser forbids it, the text is selected for the reader to copy. */

import { make } from "./element";
import { texts } from "./language/language";

/** Returns a button that copies what `text` gives, and says whether it did. */
export function copyButton(text: () => string, shown: HTMLElement): HTMLElement {
  const button = make("button", { type: "button", class: "small" }, texts().copy);
  const said = make("span", { class: "meta", role: "status" });
  button.addEventListener("click", () => {
    const done = (answer: string) => {
      said.textContent = answer;
    };
    // Only pages on https or on this very machine have a clipboard.
    if (navigator.clipboard === undefined) done(select(shown));
    else navigator.clipboard.writeText(text()).then(() => done(texts().copied), () => done(select(shown)));
  });
  return make("span", { class: "copy" }, button, said);
}

function select(shown: HTMLElement): string {
  getSelection()?.selectAllChildren(shown);
  return texts().copyFailed;
}
