/** Lists of what the filters choose, which grow: events and quotes under the days on which they stand. */

import { follow, type FoundEvent, type FoundQuote } from "../client";
import { isoOf, written } from "../calendar";
import { eventItem } from "../day/events";
import { quoteFigure } from "../day/quotes";
import { citations } from "../day/sources";
import { make, type Child } from "../element";
import { texts } from "../language/language";
import { categoryName } from "../names";
import { dayHref } from "../navigation";
import { failure } from "../waiting";

type Kinds = { "/v1/events": FoundEvent; "/v1/quotes": FoundQuote };

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const SHOW = { "/v1/events": showEvent, "/v1/quotes": showQuote } as const;

/** Returns the events or quotes, each under its day. */
export function hitList<Path extends keyof Kinds>(path: Path, first: Page<Kinds[Path]>): HTMLElement {
  let lastDay: number | null = null;
  return growing(path, make("div", { class: "hits" }), first, (item: Kinds[Path]) => {
    const heading = item.day === lastDay ? [] : [dayHeading(item.day)];
    lastDay = item.day;
    return [...heading, (SHOW[path] as (item: Kinds[Path]) => HTMLElement)(item)];
  });
}

/** Returns the list with the button by which it grows by a page at a time. */
export function growing<Item>(
  path: keyof Kinds | "/v1/updates",
  list: HTMLElement,
  first: Page<Item>,
  shown: (item: Item) => readonly HTMLElement[],
): HTMLElement {
  const foot = make("p", { class: "more" });
  const show = (page: Page<Item>): void => {
    for (const item of page.items) list.append(...shown(item));
    const { next } = page;
    foot.replaceChildren(...(next === null ? [] : [button(texts().more, () => void load(next))]));
  };
  const load = async (next: string): Promise<void> => {
    foot.setAttribute("aria-busy", "true");
    const count = list.childElementCount;
    const isThere = () => foot.contains(document.activeElement);
    try {
      const page = (await follow(path, next)) as unknown as Page<Item>;
      const wasThere = isThere();
      show(page);
      // The button may be gone: a reader who was on it goes on at the first of the new ones.
      if (wasThere) list.children[count]?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
    } catch (error) {
      const told = failure(error, () => void load(next), "h2");
      const wasThere = isThere();
      foot.replaceChildren(told);
      if (wasThere) told.querySelector("button")?.focus();
    } finally {
      foot.removeAttribute("aria-busy");
    }
  };
  show(first);
  return make("div", {}, list, foot);
}

function button(label: string, act: () => void): HTMLElement {
  return make("button", { type: "button", class: "button", click: act }, label);
}

function dayHeading(day: number): HTMLElement {
  const time = make("time", { datetime: isoOf(day) }, written(day, "long"));
  return make("h3", { class: "of-day" }, make("a", { href: dayHref(day) }, texts().day(day)), time);
}

function citing(item: FoundEvent | FoundQuote): HTMLElement {
  return citations(item.sources.map((source) => [source, null] as const));
}

function showEvent(event: FoundEvent): HTMLElement {
  const line = { ...event, citations: citing(event) };
  const item = eventItem(line, event.language, new Map([[event.id, event.matches ?? []]]));
  const extra: Child = make("span", { class: "category-name" }, categoryName(event.category));
  item.querySelector(".line")?.prepend(extra);
  return make("ol", { class: "events" }, item);
}

function showQuote(quote: FoundQuote): HTMLElement {
  return quoteFigure({ ...quote, citations: citing(quote) }, new Map([[quote.id, quote.matches ?? []]]));
}
