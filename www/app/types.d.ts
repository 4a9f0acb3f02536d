/**
 * The shapes of the page. Those that come out of the Wasm module are in core/types.d.ts.
 */

import type {
  Answer,
  Checked,
  DetailsOutcome,
  Found,
  OwnerId,
  Question,
  Reading,
  Refusal,
  Refused,
  RequestMade,
  Scope,
  Summary,
  Unavailable,
  Understood,
} from "./core/types.js";

export type * from "./core/types.js";

// ── Everything at once ──────────────────────────────────────────────────────────────────────────────────────

/** The download of all shards. */
export interface Download {
  /** `replaced`: another build is current now, and the files of this one are no longer there. */
  stage: "running" | "stopped" | "interrupted" | "replaced" | "complete";
  files: number;
  of: number;
  /** Of the files that have come. */
  bytes: number;
  trouble?: Unavailable | undefined;
}

// ── Many at once ────────────────────────────────────────────────────────────────────────────────────────────

/** Lines or cells that were pasted or read from a file. */
export interface Table {
  rows: string[][];
  /** Whether the first row names the columns. */
  headed: boolean;
  /** The column whose cells are asked about. */
  column: number;
}

/** What came out of one line. */
export interface BulkRow {
  text: string;
  /** Its number in what was pasted or read, from 1. */
  line: number;
  reading?: Reading | undefined;
  refusal?: Refusal | undefined;
  /** What was asked; the index has no such names if there are no verdicts. */
  scope?: Scope | undefined;
  /** For each dataset, in the order of the summary. */
  answers?: readonly Answer["answer"][] | undefined;
  /** In an account's list, on all pages together. */
  items?: number | undefined;
  accounts?: number | undefined;
}

export type BulkKind = "found" | "missed" | "unclear";

export interface Bulk {
  stage: "reading" | "checking" | "stopped" | "done";
  table: Table;
  /** What was typed or pasted, or the name of the file that was read. */
  lines: string;
  file?: string | undefined;
  /** Why nothing could be read from a file, or nothing be answered. */
  problem?: "too-large" | "not-text" | "failed" | undefined;
  done: number;
  of: number;
  rows: BulkRow[];
  /** Which rows are shown, and how many of them. */
  kind?: BulkKind | undefined;
  shown: number;
}

// ── The page's own state ────────────────────────────────────────────────────────────────────────────────────

export interface State {
  /** The Wasm module. */
  program: "loading" | "ready" | "failed";
  /** The index, once it is open. */
  summary?: Summary | undefined;
  /** Why the index is not open. */
  trouble?: Unavailable | undefined;
  /** The text that was typed or pasted last. */
  text: string;
  /** What it was understood to be. */
  typed?: Understood | Refused | undefined;
  /** The check under way, or the last one. */
  asked?: Asked | undefined;
  /** Every request for a file of the index since the page was loaded. */
  receipt: RequestMade[];
  /** The second wave of modules, once it is there. */
  later?: Later | undefined;
  /** It did not come. */
  incomplete?: boolean;
  /** The download of the whole index, once it was asked for. */
  download?: Download | undefined;
  bulk?: Bulk | undefined;
}

type AllOfLater = typeof import("./later.js");

/** The second wave. The frame goes without some of it. */
export type Later = Pick<AllOfLater, "askOwner" | "detailsRegion" | "downloadAll" | "helpView" | "hostView" | "receiptView"> &
  Partial<AllOfLater>;

export interface Asked {
  question: Question;
  /** The text in the field when it was asked. */
  field: string;
  /** The field holds another text by now, which this is no answer to. */
  earlier: boolean;
  /** What else the same text can ask. */
  alternatives: Question[];
  busy: boolean;
  /** A newer build was opened that tells the host more: nothing is asked before the reader has seen that. */
  renewed?: boolean;
  checked?: Checked;
  /** The requests for details, which came after the check's. */
  requests: RequestMade[];
  /** Details, page by page. */
  pages: Found[];
  /** Why the last page of details did not come. */
  problem?: Exclude<DetailsOutcome, { details: "found" }> | undefined;
}

/** What a reader can do. */
export interface Actions {
  typed(text: string): void;
  ask(question: Question, alternatives?: Question[]): void;
  askOwner(owner: OwnerId): void;
  again(): void;
  open(): void;
  more(page: number): void;
  downloadAll(): void;
  /** Hands lines to the check of many at once. */
  several(lines: string): void;
  /** Moves the focus to an element. */
  go(id: string): void;
}

/** What a region with actions of its own needs of the page. */
export interface Page {
  session: import("./session.js").Session;
  actions: Actions;
  state: Readonly<State>;
  /** What is shown anew after every change. */
  regions: Region[];
  change(changes: Partial<State>): void;
  /** Puts requests on the receipt. */
  note(requests: readonly RequestMade[]): void;
}

/** A part of the page. */
export interface Region {
  element: HTMLElement;
  show(state: State): void;
}
