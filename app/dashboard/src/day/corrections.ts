/** How a day came to read as it does: its revisions, the newest first, and what each changed. */

import { request, type UpdateRevision } from "../client";
import { writtenMoment } from "../calendar";
import { joined, make } from "../element";
import { texts } from "../language/language";
import { namesKnown } from "../names";
import { differences, fieldName } from "./difference";

/** Returns the section; it fills itself when the answer comes, after the day itself. */
export function corrections(day: number, signal: AbortSignal): HTMLElement {
  const text = texts();
  const section = make("section", { class: "corrections", "aria-labelledby": "corrections-title" });
  section.append(make("h2", { id: "corrections-title" }, text.corrections));
  request("/v1/updates/{ref}/revisions", { path: { ref: day }, signal }).then(
    ({ items }) => section.append(listed(items, day)),
    // What is told of the day stands without its history.
    () => section.append(make("p", { class: "empty" }, text.failedTitle)),
  );
  return section;
}

function listed(revisions: readonly UpdateRevision[], day: number): HTMLElement {
  const text = texts();
  const first = revisions.at(-1);
  const intro = revisions.length === 1 && first !== undefined ? make("p", {}, text.noCorrections) : null;
  const items = revisions.map((each) => revision(each, day));
  return make("div", {}, intro, make("ol", { class: "revisions", reversed: true, start: revisions[0]?.n ?? 1 }, ...items));
}

function revision(each: UpdateRevision, day: number): HTMLElement {
  const text = texts();
  const what = text.changes[each.change] ?? each.change;
  const at = make("time", { datetime: each.at }, writtenMoment(each.at));
  const details = joined(" · ", [at, each.by, each.change === "correct" ? sizeOf(each) : null]);
  const name = make("strong", {}, `${text.revision(each.n)}: ${what}`);
  return make(
    "li",
    { value: each.n },
    each.change === "delete" ? name : make("a", { href: `/v1/updates/${day}/revisions/${each.n}` }, name),
    each.reason ? make("p", { class: "reason" }, each.reason) : null,
    make("p", { class: "meta" }, ...details),
    each.change === "correct" ? difference(day, each.n) : null,
  );
}

/** Says how much a revision changed: fields by name, lines by number. */
function sizeOf({ size }: UpdateRevision): string {
  const text = texts();
  const lists = [
    [text.events, size.events],
    [text.quotes, size.quotes],
    [text.sourcesCounted, size.sources],
  ] as const;
  const lines = lists.flatMap(([name, { added, removed, changed }]) => {
    const touched = added + removed + changed;
    return touched === 0 ? [] : [name(touched)];
  });
  return [...size.fields.map(fieldName), ...lines].join(", ");
}

function difference(day: number, n: number): HTMLElement {
  const list = make("ul", { class: "difference" });
  const details = make("details", {}, make("summary", { class: "meta" }, texts().whatChanged), list);
  let asked = false;
  details.addEventListener("toggle", () => {
    if (!details.open || asked) return;
    asked = true;
    const revisionOf = (each: number) => request("/v1/updates/{ref}/revisions/{n}", { path: { ref: day, n: each } });
    Promise.all([revisionOf(n - 1), revisionOf(n), namesKnown()]).then(
      ([before, after]) => list.replaceChildren(...differences(before, after)),
      () => {
        list.replaceChildren(make("li", { class: "empty" }, texts().failedTitle));
        asked = false;
      },
    );
  });
  return details;
}
