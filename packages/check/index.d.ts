/**
 * The core of Hushset for pages of your own: everything is worked out on the reader's device, and the only requests are
 * those for files of the index that each result lists.
 */

import type { Detailed, Outcome, Question, Refused, RequestMade, Summary, Unavailable, Understood } from "./app/core/types.js";

export type * from "./app/core/types.js";

export interface Options {
  /** The one build to ask, 64 hex digits; the site's current one if it is not given. */
  build?: string | undefined;
  /** The publisher's public key, as `hushset keys` prints it: what is current must be signed with it. */
  key?: string | undefined;
}

/**
 * Opens the index of a site: two small requests. Nothing is thrown for what a network or a host does. `site` must be the
 * address of a site in full, and `build` that of a build: else this throws a TypeError.
 */
export function open(site: string | URL, options?: Options): Promise<Opened>;

export type Opened =
  | { index: Index; unavailable?: undefined; requests: RequestMade[] }
  | { index?: undefined; unavailable: Unavailable; requests: RequestMade[] };

/** An index that can be asked. */
export interface Index {
  /** Its datasets, and what each request tells the host. `held` once everything was downloaded. */
  readonly summary: Summary;
  /** What a text would ask. Nothing is requested. */
  understand(text: string): Understood | Refused;
  /** Asks: at most one request, the same for those who are listed and those who are not. */
  check(asked: string | Question): Promise<Check | Refusal>;
  /**
   * Fetches and verifies every file, after which no question makes a request. Going on after a break fetches what is
   * missing.
   */
  downloadAll(onProgress?: (progress: Progress) => void, stop?: AbortSignal): Promise<Downloaded>;
}

export interface Check {
  question: Question;
  /** `unavailable` never means "not found". */
  outcome: Outcome;
  requests: RequestMade[];
  /**
   * Which items: a request that only somebody with a hit makes, so the host learns that there was one. Let readers ask for it
   * by a button that says so. Pages count from 1.
   */
  details(page?: number): Promise<Detailed>;
}

/** The text asks nothing, or not yet; nothing was requested. */
export interface Refusal {
  outcome: { outcome: "refused" } & Refused;
  requests: RequestMade[];
  question?: undefined;
}

export interface Progress {
  files: number;
  of: number;
  bytes: number;
}

export interface Downloaded {
  stage: "complete" | "stopped" | "interrupted";
  /** Why it was interrupted. */
  unavailable?: Unavailable | undefined;
  requests: RequestMade[];
}
