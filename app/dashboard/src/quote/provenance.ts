/** The way of a quote's words to the record: speaker, listener, outlets, translation. */

import { actorMark } from "../actors";
import type { Quote, Source } from "../client";
import { written } from "../calendar";
import { joined, make, type Child } from "../element";
import { languageName, texts } from "../language/language";

interface Step {
  readonly label: string;
  readonly name: Child;
  readonly details: readonly Child[];
}

/** Returns one chain for each source, drawn as a list with a line through it. */
export function provenance(quote: Quote): HTMLElement {
  const text = texts();
  const chains = quote.sources.map((source) => {
    const steps = stepsOf(quote, source);
    return make("ol", { class: "chain" }, ...steps.map((step) => drawn(step)));
  });
  return make(
    "section",
    { class: "provenance", "aria-labelledby": "provenance-title" },
    make("h2", { id: "provenance-title" }, text.provenance),
    ...chains,
  );
}

function drawn(step: Step): HTMLElement {
  const details = joined(" · ", step.details);
  return make(
    "li",
    {},
    make("p", { class: "step" }, step.label),
    make("p", { class: "who" }, step.name),
    details.length > 0 ? make("p", { class: "meta" }, ...details) : null,
  );
}

function stepsOf(quote: Quote, source: Source): Step[] {
  const text = texts();
  const said: Step = {
    label: text.stepSaid,
    name: quote.speaker,
    details: [quote.role, actorMark(quote.actor), quote.said_on ? written(quote.said_on, "long") : null],
  };
  const steps = [said];
  if (quote.said_to) steps.push({ label: text.stepTo, name: quote.said_to, details: [] });
  if (source.via) steps.push({ label: text.stepFirst, name: source.via, details: [] });
  const title = make("cite", { lang: source.language }, source.title ?? source.url ?? "");
  steps.push({
    label: source.via ? text.stepRelay : text.stepFirst,
    name: source.outlet,
    details: [
      source.title || source.url ? (source.url ? make("a", { href: source.url, rel: "noopener external" }, title) : title) : null,
      source.author ? text.by(source.author) : null,
      source.editor ? text.editedBy(source.editor) : null,
      source.published_on ? written(source.published_on, "long") : null,
      languageName(source.language),
    ],
  });
  if (quote.translated_from) {
    const [from, to] = [languageName(quote.translated_from), languageName(quote.language)];
    steps.push({ label: text.stepTranslated, name: text.translation(from, to), details: [] });
  }
  steps.push({ label: text.stepKept, name: quote.id, details: [text.day(quote.day), written(quote.day, "long")] });
  return steps;
}
