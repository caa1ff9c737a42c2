/** Quiet notices in the corner, read out politely; errors in the page stay where they happened. */

import { make, part, type Child } from "./element";
import { texts } from "./language/language";

const SHOWN_MS = 12_000;

/** Shows a notice; it leaves by itself unless the reader is on it. */
export function notice(...content: readonly Child[]): void {
  const shelf = part("notices");
  const close = make("button", { type: "button", "aria-label": texts().dismiss, click: () => box.remove() }, "×");
  const box = make("div", { class: "notice" }, make("p", {}, ...content), close);
  shelf.replaceChildren(box);
  const leave = () => {
    if (box.matches(":hover, :focus-within")) setTimeout(leave, SHOWN_MS);
    else box.remove();
  };
  setTimeout(leave, SHOWN_MS);
}
