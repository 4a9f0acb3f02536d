/**
 * The shapes that come out of the Wasm module: the core's types as serde writes them. Rust's `None` arrives as
 * `undefined` or `null`.
 */

export type Maybe<T> = T | null | undefined;

// ── Understanding what was typed ────────────────────────────────────────────────────────────────────────────

export type Scope = "owners" | "items" | "tags";
export type AskedBy = "nsid" | "alias" | "name" | "item" | "tag";

export interface Question {
  /** The text that was typed, and which of the questions that it can ask this is: the module is asked by these. */
  text: string;
  which: number;
  scope: Scope;
  identifier: string;
  asked_by: AskedBy;
  /** The item to point out among the details. */
  mark?: Maybe<string>;
}

export type Reading =
  | { kind: "account"; nsid: string }
  | { kind: "alias"; alias: string }
  | { kind: "name"; name: string }
  | { kind: "photo"; id: string; owner?: Maybe<string> }
  | { kind: "tag"; tag: string }
  | { kind: "domain"; domain: string }
  | { kind: "page"; address: string; domain: string };

export interface Understood {
  reading: Reading;
  question: Question;
  alternatives: Question[];
}

export type Refusal =
  | { refusal: "empty" | "too-long" | "several-lines" | "needs-flickr" | "group" | "tags-page" }
  | { refusal: "nobodys-page" | "no-such-photo" | "not-an-address" | "nonsense" }
  | { refusal: "other-site"; host: string };

export interface Refused {
  refusal: Refusal;
  /** What the same text can ask all the same: an account may show any name. */
  alternatives: Question[];
}

// ── The index ───────────────────────────────────────────────────────────────────────────────────────────────

export interface Summary {
  build: string;
  sequence?: Maybe<number>;
  scheme: "flickr" | "web" | "plain";
  title: string;
  publisher: string;
  fingerprint_bits: number;
  details: "on-click" | "always";
  page_cap: number;
  datasets: Dataset[];
  scopes: ScopeSummary[];
  /** Not of the core: every file of this build is in the page's memory, so that no question makes a request. */
  held?: boolean;
  /** Not of the core: whether the publisher's signature was verified, where the page knows the publisher's key. */
  signature?: "checked" | "unchecked" | undefined;
  /** Not of the core: the slugs of the datasets that are spoken of; all of them if there is no such list. */
  shown?: readonly string[] | undefined;
}

export interface Dataset {
  slug: string;
  name: string;
  derived_from: string[];
  table?: Maybe<{ items: number; owners: number; findable: Findable }>;
  facts: [key: string, text: string][];
}

export interface Findable {
  by_nsid: number;
  by_alias: number;
  by_display: number;
  by_tag: number;
}

export interface ScopeSummary {
  scope: Scope;
  keys: number;
  verdict: Leak;
  details: Leak;
  total_bytes: number;
}

/** What one request for a shard tells the host. */
export interface Leak {
  scope: Scope;
  bits: number;
  shards: number;
  keys: number;
  bytes: number;
  tells_of_a_hit: boolean;
}

// ── Requests, and their failures ────────────────────────────────────────────────────────────────────────────

export type RequestMade = {
  path: string;
  bytes?: Maybe<number>;
  /** Not of the core: made while everything was downloaded, and so for no question in particular. */
  whole?: boolean;
} & (
  | { subject: "current" | "manifest" }
  | { subject: "shard"; scope: Scope; kind: "filter" | "exact"; number: number; of: number }
);

export type Unavailable =
  | ({ reason: "failed" } & ({ failure: "network" | "timed-out" | "too-long" } | { failure: "status"; status: number }))
  /** Not of the core: what could be read is not believed. */
  | { reason: "doubted"; doubt: "unsigned" | "other-key" | "forged" | "older" }
  | { reason: "damaged"; damage: "not-an-index-file" | "version" | "kind" | "length" | "hash" | "body" }
  /** Not of the core: the module itself failed, and can no longer be trusted. */
  | { reason: "stopped" }
  /** Not of the core: a frame is to ask one build only, and the host does not have it. */
  | { reason: "pinned" };

/** What is known of an index before it is opened: the key that must have signed what is current, or the one build to ask. */
export interface Pins {
  key?: Maybe<string>;
  build?: Maybe<string>;
}

export interface Opened<Index> {
  index?: Maybe<Index>;
  unavailable?: Maybe<Unavailable>;
  requests: RequestMade[];
}

// ── Verdicts ────────────────────────────────────────────────────────────────────────────────────────────────

export interface Checked {
  outcome: Outcome;
  requests: RequestMade[];
}

export type Outcome =
  | { outcome: "verdicts"; verdicts: Verdict[]; details?: Maybe<DetailsOutcome> }
  | { outcome: "not-covered" }
  | ({ outcome: "unavailable" } & Unavailable);

export type Verdict = { dataset: string } & Answer;

export type Answer =
  | { answer: "almost-certainly"; implied_by: string[] }
  | { answer: "not-found" }
  | NotCovered;

export interface NotCovered {
  answer: "not-covered";
  findable: number;
  items?: Maybe<number>;
}

// ── Details ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface Detailed {
  outcome: DetailsOutcome;
  requests: RequestMade[];
}

export type DetailsOutcome =
  | ({ details: "found" } & Found)
  | { details: "not-found" }
  | { details: "not-covered" }
  | ({ details: "unavailable" } & Unavailable);

export type Found =
  | { found: "lists"; page: number; pages: number; accounts: AccountItems[] }
  | { found: "item"; item: FoundItem; owner?: Maybe<OwnerId> };

export interface OwnerId {
  kind: "nsid" | "alias" | "display";
  id: string;
}

export interface AccountItems {
  account?: Maybe<{ id: OwnerId; alias?: Maybe<string>; display?: Maybe<string> }>;
  named_by: { nsid: boolean; alias: boolean; display: boolean };
  total: number;
  items: FoundItem[];
}

export interface FoundItem {
  id: string;
  /** Where it can be seen, if it is anywhere: a title is nowhere. */
  url?: Maybe<string>;
  datasets: string[];
  implied: string[];
  /** `YYYY-MM` */
  month?: Maybe<string>;
  /** The number in Flickr's API. */
  licence?: Maybe<number>;
  asked: boolean;
  /** The address of its small image at Flickr, where the list has these. */
  thumbnail?: Maybe<string>;
}

// ── Everything at once ──────────────────────────────────────────────────────────────────────────────────────

/** Which shard: of a family of the summary, verdicts or details. */
export interface Place {
  family: number;
  details: boolean;
  number: number;
}

/** A shard, fetched and verified; or why not. */
export interface Fetched<Shard> {
  shard?: Maybe<Shard>;
  unavailable?: Maybe<Unavailable>;
  requests: RequestMade[];
}
