/** A quote: the words, who said them, in which role, for whom and to whom. */

import { actorClass, actorMark, speakerHref } from "../actors";
import type { DocumentQuote } from "../client";
import { written } from "../calendar";
import { joined, make } from "../element";
import { highlighted } from "../highlight";
import { languageName, texts } from "../language/language";
import { hrefOf } from "../navigation";
import type { Chosen } from "./events";

export interface QuoteLine extends Omit<DocumentQuote, "sources"> {
  readonly citations: HTMLElement;
}

/** Returns a quote as a figure; `withLink` leads to the quote's own page. */
export function quoteFigure(quote: QuoteLine, chosen: Chosen | null, withLink = true): HTMLElement {
  const found = chosen?.get(quote.id ?? "");
  const matching = chosen === null ? "" : found === undefined ? " is-dimmed" : " is-chosen";
  const words = make("p", {}, highlighted(quote.text, found, "/text"));
  const classes = `quote ${actorClass(quote.actor)} kind-${quote.kind}${matching}`;
  return make(
    "figure",
    { class: classes, id: quote.id ?? null },
    make("blockquote", { lang: quote.language }, words),
    make("figcaption", {}, ...captionOf(quote, withLink)),
  );
}

function captionOf(quote: QuoteLine, withLink: boolean): HTMLElement[] {
  const text = texts();
  const speaker = make("a", { href: speakerHref(quote.speaker), class: "speaker" }, quote.speaker);
  const first = make("p", {}, ...joined(", ", [speaker, quote.role ? make("span", { lang: "en" }, quote.role) : null]));
  const kind = { paraphrase: text.paraphrase, partial: text.partial, direct: null }[quote.kind];
  const details = joined(" · ", [
    actorMark(quote.actor),
    quote.said_to ? text.saidTo(quote.said_to) : null,
    quote.said_on ? written(quote.said_on, "short") : null,
    quote.translated_from ? text.translated(languageName(quote.translated_from)) : null,
    kind,
  ]);
  const link = withLink && quote.id ? quoteLink(quote.id) : null;
  return [
    first,
    make("p", { class: "meta" }, ...details),
    make("p", { class: "meta" }, ...joined(" · ", [quote.citations, link])),
  ];
}

function quoteLink(id: string): HTMLElement {
  const href = hrefOf({ view: { name: "quote", id } });
  return make("a", { href, class: "id" }, id);
}
