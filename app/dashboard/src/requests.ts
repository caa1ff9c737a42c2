/** The foot of the page: every request that made it, as a curl line and in the docs. */

import { onRequest, requestsMade, type Made } from "./client";
import { copyButton } from "./copy";
import { make } from "./element";
import { texts } from "./language/language";

/** Draws the foot, and keeps its list of requests in step. */
export function drawFoot(host: HTMLElement): void {
  const summary = make("summary");
  const list = make("ul", { class: "requests" });
  const details = make("details", { toggle: () => details.open && fill(list) }, summary, make("p", { class: "meta" }, texts().requestsText), list);
  const update = () => {
    summary.textContent = texts().requests(requestsMade().length);
    if (details.open) fill(list);
  };
  const feed = (type: string, name: string) => make("a", { href: `/v1/feed.${type}` }, name);
  const feeds = make("p", { class: "feeds" }, `${texts().feeds}: `, feed("atom", "Atom"), " · ", feed("json", "JSON Feed"));
  host.replaceChildren(make("p", {}, texts().footText), feeds, details);
  current = update;
  update();
}

let current = (): void => undefined;
onRequest(() => current());

function fill(list: HTMLElement): void {
  list.replaceChildren(...requestsMade().map(line));
}

function line(request: Made): HTMLElement {
  const command = `curl ${quoted(new URL(request.url, location.href).href)}`;
  const code = make("code", {}, command);
  const docs = make("a", { href: `/docs#/${request.operation}` }, texts().inDocs);
  return make("li", {}, code, make("span", { class: "acts" }, copyButton(() => command, code), docs));
}

/** Quotes an address for a shell: nothing in it is then read as anything else. */
function quoted(address: string): string {
  return `'${address.replaceAll("'", "'\\''")}'`;
}
