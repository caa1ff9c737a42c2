/** What the page says while an answer is slow, and when none comes. */

import { GoneError, ProblemError } from "./client";
import { make, type Child } from "./element";
import { texts } from "./language/language";

const SLOW_MS = 2_500;

/** Marks a region as busy while something is awaited, and says so when it takes long. */
export async function awaited<Result>(region: HTMLElement, work: Promise<Result>): Promise<Result> {
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
    region.removeAttribute("aria-busy");
  }
}

/** Returns what to show for a failure: the API's own words, or that no answer came. */
export function failure(error: unknown, retry: () => void): HTMLElement {
  if (!(error instanceof GoneError) && !(error instanceof ProblemError)) throw error;
  const text = texts();
  const gone = error instanceof GoneError;
  const content: Child[] = gone
    ? [make("h1", {}, text.goneTitle), make("p", {}, text.goneText)]
    : [make("h1", {}, text.failedTitle), make("p", { lang: "en" }, error.problem.detail)];
  const again = make("button", { type: "button", class: "button", click: retry }, text.retry);
  return make("div", { class: "failure", role: "alert" }, ...content, make("p", {}, again));
}

/** Says whether the API answered that it does not hold what was asked for. */
export function isNotHeld(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 410);
}
