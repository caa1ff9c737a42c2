/** The reader's language: the address's, the one chosen before, or the one the server chose. */

import { en, type Texts } from "./en";
import { id } from "./id";

const TEXTS = { en, id } as const;
const CHOSEN = "daybook-language";

export type Language = keyof typeof TEXTS;

let current: Language = "en";
let asked: Language | null = null;

export function isLanguage(name: string | null | undefined): name is Language {
  return name === "en" || name === "id";
}

export function language(): Language {
  return current;
}

/** Returns the language that the address asks for, which every further address then keeps. */
export function languageAsked(): Language | null {
  return asked;
}

/** Returns the texts of the page in the reader's language. */
export function texts(): Texts {
  return TEXTS[current];
}

/** Chooses the language for this page, from the address first. */
export function settleLanguage(): void {
  const named = new URLSearchParams(location.search).get("lang");
  asked = isLanguage(named) ? named : null;
  const known = [asked, remembered(), document.documentElement.lang].find(isLanguage);
  speak(known ?? "en");
}

/** Speaks another language from now on, here and at the next visit. */
export function switchLanguage(to: Language): void {
  try {
    localStorage.setItem(CHOSEN, to);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the address carries it.
  }
  if (asked !== null) asked = to;
  speak(to);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

function speak(to: Language): void {
  current = to;
  document.documentElement.lang = to;
  const said = texts() as unknown as Record<string, unknown>;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    const text = said[element.dataset["text"] ?? ""];
    if (typeof text === "string") element.textContent = text;
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]")) {
    const text = said[element.dataset["label"] ?? ""];
    if (typeof text === "string") element.setAttribute("aria-label", text);
  }
  for (const link of document.querySelectorAll<HTMLElement>("[data-language]")) {
    if (link.dataset["language"] === to) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const names = new Map<Language, Intl.DisplayNames>();

/** Returns a language's name in the reader's language: `id` is Indonesian. */
export function languageName(code: string): string {
  let spoken = names.get(current);
  if (spoken === undefined) {
    spoken = new Intl.DisplayNames([current], { type: "language" });
    names.set(current, spoken);
  }
  try {
    return spoken.of(code) ?? code;
  } catch {
    return code;
  }
}
