/** Hears of every change as it happens, and tells the page quietly. */

import { OPERATIONS, addressOf, tell } from "./client";
import { make } from "./element";
import { texts } from "./language/language";
import { dayHref } from "./navigation";
import { notice } from "./notices";

export interface Change {
  readonly seq: number;
  readonly change: "create" | "correct" | "delete";
  readonly subject: string;
  readonly day: number | null;
}

const PATH = "/v1/stream";
const KINDS = ["create", "correct", "delete"] as const;
const GATHERED_MS = 250;
const REOPEN_MS = 5_000;

let source: EventSource | null = null;
let last: number | null = null;

/** Listens while the page is looked at; what came meanwhile is told on return.
 *
 * `back` is called when the server, gone for a while, answers again.
 */
export function listen(changed: (changes: readonly Change[]) => void, back: () => void): void {
  let lost = false;
  const gathered: Change[] = [];
  // Those of an import, or of a day in the background, come all at once.
  const gather = (change: Change) => {
    if (gathered.push(change) === 1) setTimeout(() => changed(gathered.splice(0)), GATHERED_MS);
  };
  const open = () => {
    if (document.hidden || source !== null) return;
    const url = addressOf(PATH, {}, { since: last });
    const opened = new EventSource(url);
    source = opened;
    source.addEventListener("open", () => {
      tell({ url, operation: OPERATIONS[PATH], status: 200 });
      if (lost) back();
      lost = false;
    });
    source.addEventListener("error", () => {
      lost = true;
      // A browser asks again when nobody answers, and never after a proxy's 502.
      if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
      source = null;
      setTimeout(open, REOPEN_MS);
    });
    source.addEventListener("begin", (event: MessageEvent<string>) => {
      last = (JSON.parse(event.data) as { seq: number }).seq;
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        const change = JSON.parse(event.data) as Change;
        last = change.seq;
        gather(change);
      });
    }
  };
  // A page in the background would hold one of the browser's few connections for nothing.
  const close = () => {
    source?.close();
    source = null;
  };
  // A device that lost its network for a moment may keep the stream, but not what it asked for then.
  addEventListener("online", back);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  open();
}

/** Tells of a change to a day; `isShown` when the page shows it already, `refresh` where it can. */
export function tellChange(change: Change, isShown: boolean, refresh: (() => void) | null): void {
  if (change.day === null) return;
  const text = texts();
  const said = {
    create: text.liveCreated,
    correct: text.liveCorrected,
    delete: text.liveDeleted,
  }[change.change](change.day);
  const more = isShown ? text.liveShown : make("a", { href: dayHref(change.day) }, text.open);
  const update = refresh && make("button", { type: "button", class: "small", click: refresh }, text.liveRefresh);
  notice(said, " ", more, update && " ", update);
}
