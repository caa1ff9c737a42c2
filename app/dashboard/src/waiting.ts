/** What the page says while an answer is slow, and when none comes. */

import { NO_FILTERS } from "./address";
import { GoneError, ProblemError } from "./client";
import { make, type Child } from "./element";
import { texts } from "./language/language";
import { hrefOf } from "./navigation";

const SLOW_MS = 2_500;

/** What each region waits for: what was given up meanwhile must not end the wait for what came after. */
const latest = new WeakMap<HTMLElement, Promise<unknown>>();

/** Marks a region as busy while something is awaited, and says so when it takes long. */
export async function awaited<Result>(region: HTMLElement, work: Promise<Result>): Promise<Result> {
  latest.set(region, work);
  region.setAttribute("aria-busy", "true");
  const said = make("p", { class: "slow", role: "status" });
  const timer = setTimeout(() => {
    region.prepend(said);
    said.textContent = texts().slow;
  }, SLOW_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    said.remove();
    if (latest.get(region) === work) region.removeAttribute("aria-busy");
  }
}

/** Returns what to show for a failure: the API's own words, or that no answer came.
 *
 * What the address asks wrongly fails again however often it is asked: then the way out is offered.
 * `level` is h2 for a part of a page that has a headline already.
 */
export function failure(error: unknown, retry: () => void, level: "h1" | "h2" = "h1"): HTMLElement {
  if (!(error instanceof GoneError) && !(error instanceof ProblemError)) throw error;
  const text = texts();
  const again = make("button", { type: "button", class: "button", click: retry }, text.retry);
  const shown = (title: string, words: Child, way: Child) =>
    make("div", { class: "failure", role: "alert" }, make(level, { tabindex: "-1" }, title), make("p", {}, words), make("p", {}, way));
  if (error instanceof GoneError) {
    const gone = shown(text.goneTitle, text.goneText, again);
    gone.dataset["gone"] = "";
    return gone;
  }
  const told = make("span", { lang: "en" }, error.problem.detail);
  if (error.problem.status >= 500) return shown(text.failedTitle, told, again);
  const all = make("a", { href: hrefOf({ view: { name: "front" }, filters: NO_FILTERS }) }, text.clear);
  return shown(text.refusedTitle, told, all);
}

/** Says whether the API answered that it does not hold what was asked for. */
export function isNotHeld(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 410);
}
