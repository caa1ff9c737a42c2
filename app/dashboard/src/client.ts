/** The only place that talks to the API: typed by its contract, every request told to the page. */

import type { components, paths } from "./api";

type Schemas = components["schemas"];
export type Document = Schemas["Document"];
export type DocumentEvent = Document["events"][number];
export type DocumentQuote = Document["quotes"][number];
export type Source = Schemas["Source"];
export type FoundEvent = Schemas["EventList"]["items"][number];
export type FoundQuote = Schemas["QuoteList"]["items"][number];
export type Quote = Schemas["Quote"];
export type Daily = Schemas["Daily"];
export type Problem = Schemas["Problem"];
export type UpdateRevision = Schemas["UpdateRevision"];
export type Matched = Schemas["Matched"];

/** Where the docs tell of each address that the page uses: tag and operationId. */
export const OPERATIONS = {
  "/v1/updates/{ref}": "updates/getUpdate",
  "/v1/updates/{ref}/revisions": "history/listRevisions",
  "/v1/updates/{ref}/revisions/{n}": "history/getRevision",
  "/v1/updates": "updates/listUpdates",
  "/v1/events": "events/listEvents",
  "/v1/quotes": "quotes/listQuotes",
  "/v1/quotes/{id}": "quotes/getQuote",
  "/v1/quotes/{id}/similar": "quotes/listSimilarQuotes",
  "/v1/actors": "actors/listActors",
  "/v1/coverage": "coverage/getCoverage",
  "/v1/stats/daily": "stats/getDailyStats",
  "/v1/stats/speakers": "stats/getSpeakerStats",
  "/v1/stats/co-mentions": "stats/getCoMentionStats",
  "/v1/stream": "changes/streamChanges",
} as const;

type Used = Extract<keyof typeof OPERATIONS, keyof paths>;
type Answer<Path extends Used> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

type Scalar = string | number;
export type Query = Record<string, Scalar | readonly Scalar[] | null | undefined>;

interface Asked {
  readonly path?: Record<string, Scalar>;
  readonly query?: Query;
  readonly signal?: AbortSignal | undefined;
}

/** A request that the page made, for whoever wants to repeat it. */
export interface Made {
  readonly url: string;
  readonly operation: string;
  readonly status: number;
}

/** What the API answered instead of what was asked for. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** No answer came at all. */
export class GoneError extends Error {}

/** A part of the page itself did not come: a browser asks for it again only with the whole page. */
export class CodeGoneError extends GoneError {}

const OF_THE_FRAME = /^\/v1\/(actors|stats\/daily(\?by=actor)?|stream(\?.*)?)$/;
const made = new Map<string, Made>();
const listeners = new Set<() => void>();

export function requestsMade(): readonly Made[] {
  return [...made.values()];
}

export function onRequest(listener: () => void): void {
  listeners.add(listener);
}

/** Begins the list anew, but for what stays on the page whatever it shows: strip, names, live changes. */
export function forgetRequests(): void {
  for (const url of made.keys()) if (!OF_THE_FRAME.test(url)) made.delete(url);
}

export function tell(request: Made): void {
  made.delete(request.url);
  made.set(request.url, request);
  for (const listener of listeners) listener();
}

/** Returns the answer's JSON; throws ProblemError, GoneError, or what the signal says. */
export async function request<Path extends Used>(path: Path, asked: Asked = {}): Promise<Answer<Path>> {
  const url = addressOf(path, asked.path ?? {}, asked.query ?? {});
  return (await fetchJson(url, OPERATIONS[path], asked.signal)) as Answer<Path>;
}

/** Follows an address that the API gave: the next page of a list. */
export async function follow<Path extends Used>(path: Path, url: string): Promise<Answer<Path>> {
  return (await fetchJson(url, OPERATIONS[path], undefined)) as Answer<Path>;
}

export function addressOf(path: string, places: Record<string, Scalar>, query: Query): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  const text = search.toString();
  return text === "" ? filled : `${filled}?${text}`;
}

async function fetchJson(url: string, operation: string, signal: AbortSignal | undefined): Promise<unknown> {
  let response: Response;
  try {
    const headers = { Accept: "application/json" };
    // What the browser keeps may be from before a change, for a minute: the server is asked each time.
    response = await fetch(url, { headers, cache: "no-cache", signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    tell({ url, operation, status: 0 });
    throw new GoneError("no answer", { cause: error });
  }
  tell({ url, operation, status: response.status });
  if (response.ok) return response.json();
  throw new ProblemError(await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    // A proxy may answer for the server, with a page instead of a problem.
    const detail = `${response.status} ${response.statusText}`;
    return { type: "about:blank", title: detail, status: response.status, detail, instance: response.url } as Problem;
  }
}
