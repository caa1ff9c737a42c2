/** How a day came to read as it does: its revisions, the newest first. */

import { requestLater } from "../client";
import { writtenMoment } from "../calendar";
import { joined, make } from "../element";
import { texts } from "../language/language";

interface Revision {
  readonly n: number;
  readonly change: string;
  readonly at: string;
  readonly by?: string | null;
  readonly reason?: string | null;
}

/** Returns the section, filled when the answer comes; left out where nothing keeps revisions. */
export function corrections(day: number, signal: AbortSignal): HTMLElement {
  const text = texts();
  const section = make("section", { class: "corrections", "aria-labelledby": "corrections-title", hidden: true });
  const path = "/v1/updates/{day}/revisions";
  void requestLater(path, { path: { day }, signal }).then((answer) => {
    if (answer === null) return;
    const revisions = (answer as { items: Revision[] }).items.toSorted((a, b) => b.n - a.n);
    const list =
      revisions.length < 2
        ? make("p", {}, text.noCorrections)
        : make("ol", { class: "revisions", reversed: true }, ...revisions.map((each) => revision(each, day)));
    section.append(make("h2", { id: "corrections-title" }, text.corrections), list);
    section.hidden = false;
  });
  return section;
}

function revision(each: Revision, day: number): HTMLElement {
  const text = texts();
  const label = `${text.revision(each.n)}: ${text.changes[each.change] ?? each.change}`;
  const details = joined(" · ", [writtenMoment(each.at), each.by ?? null]);
  return make(
    "li",
    { value: each.n },
    make("a", { href: `/v1/updates/${day}/revisions/${each.n}` }, label),
    make("p", { class: "meta" }, ...details),
    each.reason ? make("p", {}, each.reason) : null,
  );
}
