/** A quote's own page: the words, their provenance, quotes like it, a citation to copy. */

import { NO_FILTERS } from "../address";
import { request, type Quote } from "../client";
import { actorLinks } from "../actors";
import { percent } from "../calendar";
import { copyButton } from "../copy";
import { quoteFigure } from "../day/quotes";
import { citations } from "../day/sources";
import { make } from "../element";
import { texts } from "../language/language";
import { namesKnown } from "../names";
import { dayHref, hrefOf } from "../navigation";
import { isNotHeld } from "../waiting";
import { bibtexCitation, jsonLdCitation, plainCitation } from "./citation";
import { provenance } from "./provenance";

/** Returns the page of one quote. */
export async function quoteView(id: string, signal: AbortSignal): Promise<HTMLElement> {
  try {
    const [quote] = await Promise.all([request("/v1/quotes/{id}", { path: { id }, signal }), namesKnown()]);
    return quotePage(quote, signal);
  } catch (error) {
    if (!isNotHeld(error)) throw error;
    const day = Number(id.split("-")[0]);
    return make(
      "div",
      { class: "failure" },
      make("h1", { tabindex: -1 }, texts().noQuote(id)),
      error.problem.status === 410 ? make("p", { lang: "en" }, error.problem.detail) : null,
      make("p", {}, make("a", { href: dayHref(day) }, texts().openDay(day))),
    );
  }
}

function shown(quote: Quote, withLink: boolean): HTMLElement {
  const sources = quote.sources.map((source) => [source, null] as const);
  return quoteFigure({ ...quote, citations: citations(sources) }, null, withLink);
}

function quotePage(quote: Quote, signal: AbortSignal): HTMLElement {
  const text = texts();
  const day = make("a", { href: dayHref(quote.day, quote.id) }, text.openDay(quote.day));
  const bySpeaker = hrefOf({ view: { name: "hits" }, filters: { ...NO_FILTERS, speaker: [quote.speaker_slug] } });
  const about = quote.about.length === 0 ? null : make("div", { class: "meta about" }, `${text.about}: `, actorLinks(quote.about, "about"));
  return make(
    "article",
    { class: "one-quote" },
    make(
      "header",
      { class: "lead" },
      make("p", { class: "overline" }, text.kinds[quote.kind] ?? quote.kind, " · ", day),
      make("h1", { tabindex: -1 }, make("a", { href: bySpeaker }, text.quoteTitle(quote.speaker))),
      shown(quote, false),
      about,
    ),
    make("div", { class: "columns" }, provenance(quote), make("div", {}, cite(quote), similar(quote.id, signal))),
  );
}

function cite(quote: Quote): HTMLElement {
  const text = texts();
  const url = `${location.origin}/quotes/${quote.id}`;
  const styles = [
    [text.plain, plainCitation(quote, url)],
    ["BibTeX", bibtexCitation(quote, url)],
    ["JSON-LD", jsonLdCitation(quote, url)],
  ] as const;
  const shownText = make("pre", { tabindex: 0, role: "group", "aria-label": text.cite }, styles[0][1]);
  const tabs = styles.map(([label, citation], at) =>
    make(
      "label",
      { class: "choice" },
      make("input", {
        type: "radio",
        name: "citation",
        checked: at === 0,
        change: () => {
          shownText.textContent = citation;
        },
      }),
      label,
    ),
  );
  return make(
    "section",
    { class: "cite", "aria-labelledby": "cite-title" },
    make("h2", { id: "cite-title" }, text.cite),
    make("div", { class: "group", role: "group", "aria-labelledby": "cite-title" }, ...tabs),
    shownText,
    copyButton(() => shownText.textContent ?? "", shownText),
  );
}

/** Returns the section; it shows itself when the answer comes: the quote stands without. */
function similar(id: string, signal: AbortSignal): HTMLElement {
  const text = texts();
  const section = make("section", { class: "similar", "aria-labelledby": "similar-title", hidden: true });
  const fill = (found: readonly { score: number; quote: Quote }[]) => {
    const items = found.map(({ score, quote }) => {
      const alike = text.alike(percent(score));
      return make("div", {}, make("p", { class: "meta alike" }, `${alike} · ${text.day(quote.day)}`), shown(quote, true));
    });
    section.append(make("h2", { id: "similar-title" }, text.similar), ...(items.length > 0 ? items : [make("p", { class: "empty" }, text.noSimilar)]));
    section.hidden = false;
  };
  request("/v1/quotes/{id}/similar", { path: { id }, signal }).then(({ items }) => fill(items), () => undefined);
  return section;
}
