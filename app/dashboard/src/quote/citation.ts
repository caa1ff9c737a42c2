/** A quote as a citation: plain text, BibTeX, JSON-LD. Written in English, whatever the page's language. */

import type { Quote, Source } from "../client";

const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function longDate(iso: string): string {
  return LONG.format(new Date(Date.parse(iso)));
}

/** Returns the citation as a sentence. */
export function plainCitation(quote: Quote, url: string): string {
  const role = quote.role ? ` (${quote.role})` : "";
  const to = quote.said_to ? `, to ${quote.said_to}` : "";
  const on = quote.said_on ? `, ${longDate(quote.said_on)}` : "";
  const sources = quote.sources.map(plainSource).join("; ");
  return `${quote.speaker}${role}: “${quote.text}”${to}${on}. Quoted in ${sources}. Daybook ${quote.id}, ${url}`;
}

function plainSource(source: Source): string {
  const parts = [
    source.author,
    source.title ? `“${source.title}”` : null,
    source.via ? `${source.outlet}, from ${source.via}` : source.outlet,
    source.published_on ? longDate(source.published_on) : null,
    source.url,
  ];
  return parts.filter(Boolean).join(", ");
}

/** Returns the citation as a BibTeX entry. */
export function bibtexCitation(quote: Quote, url: string): string {
  const source = quote.sources[0];
  const date = quote.said_on ?? source?.published_on ?? quote.date;
  const fields: [string, string | null | undefined][] = [
    ["author", `{${escaped(quote.speaker)}}`],
    ["title", `{${escaped(quote.text)}}`],
    ["year", date.slice(0, 4)],
    ["month", String(Number(date.slice(5, 7)))],
    ["howpublished", source === undefined ? null : escaped(plainSource(source))],
    ["note", escaped([quote.role, quote.said_to ? `to ${quote.said_to}` : null].filter(Boolean).join(", "))],
    ["langid", quote.language],
    ["url", url],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []));
  return `@misc{daybook-${quote.id},\n${lines.join(",\n")}\n}`;
}

const SPECIAL: Record<string, string> = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

function escaped(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);
}

/** Returns the citation as JSON-LD in the terms of schema.org. */
export function jsonLdCitation(quote: Quote, url: string): string {
  const citation = {
    "@context": "https://schema.org",
    "@type": "Quotation",
    "@id": url,
    identifier: quote.id,
    text: quote.text,
    inLanguage: quote.language,
    dateCreated: quote.said_on ?? undefined,
    spokenByCharacter: { "@type": "Person", name: quote.speaker, jobTitle: quote.role ?? undefined },
    translationOfWork: quote.translated_from ? { "@type": "Quotation", inLanguage: quote.translated_from } : undefined,
    isBasedOn: quote.sources.map(article),
  };
  return JSON.stringify(citation, null, 2);
}

function article(source: Source): object {
  const person = (name: string | null | undefined) => (name ? { "@type": "Person", name } : undefined);
  const organization = (name: string | null | undefined) => (name ? { "@type": "Organization", name } : undefined);
  return {
    "@type": "NewsArticle",
    headline: source.title ?? undefined,
    url: source.url ?? undefined,
    datePublished: source.published_on ?? undefined,
    inLanguage: source.language,
    author: person(source.author),
    editor: person(source.editor),
    publisher: organization(source.outlet),
    isBasedOn: source.via ? { "@type": "NewsArticle", publisher: organization(source.via) } : undefined,
  };
}
