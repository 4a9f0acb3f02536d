/** The shapes of the region "What now". */

import type { Asked, Dataset, FoundItem, Summary } from "../types.js";
import type { Key } from "../words.js";

/** Who writes a letter: an account match shows who uploaded a photo, not who is pictured. */
export type Writer = "photographer" | "depicted" | "guardian";

/** The law that a letter names. */
export type Basis = "plain" | "gdpr" | "ukgdpr" | "ccpa" | "bipa";

/** A ground for erasure in Article 17(1) of the GDPR. */
export type Ground = "needed" | "consent" | "objection" | "unlawful";

/** What the details have shown of one account so far. */
export interface Account {
  /** As its owner knows it, `janedoe (12345678@N00)`; nothing where the list does not say whose the photos are. */
  label?: string | undefined;
  /** How many photos the list has of it. */
  total: number;
  items: readonly FoundItem[];
}

/** The photos that are in a dataset. */
export interface InDataset {
  dataset: Dataset;
  photos: readonly FoundItem[];
}

/** One language, in plain text. */
export interface Tongue {
  language: string;
  direction: string;
  say(key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** A day, `YYYY-MM-DD`, in words. */
  date(day: string): string;
  list(names: readonly string[]): string;
}

/** What a letter is made from. */
export interface Order {
  writer: Writer;
  basis: Basis;
  /** The grounds for erasure that the writer names. */
  grounds: readonly Ground[];
  dataset: Dataset;
  photos: readonly FoundItem[];
  /** The photos' account. */
  account?: string | undefined;
  /** What was asked, as the page understood it. */
  asked: string;
  /** The list that was asked. */
  summary: Summary;
  /** The writer's own words, each of which may be empty. */
  name: string;
  reply: string;
  note: string;
  /** Days, `YYYY-MM-DD`: of the check, of the letter, and until when an answer is asked for. */
  checked: string;
  today: string;
  until: string;
  tongue: Tongue;
}

/** A letter. A list among the paragraphs is an array. */
export interface Letter {
  /** The address of e-mail to send it to, where the dataset's facts have one. */
  to?: string | undefined;
  recipient: string;
  date: string;
  subject: string;
  paragraphs: (string | string[])[];
  /** The annex: one line for each photo. */
  list: { heading: string; lines: string[] };
}

/** What a reader has chosen and filled in. */
export interface Draft {
  /** Who writes is not guessed. */
  writer?: Writer | undefined;
  basis: Basis;
  grounds: readonly Ground[];
  /** The place of the account among those found. */
  account: number;
  /** A slug; the first of the account's datasets unless it is one of them. */
  dataset?: string | undefined;
  /** The ids of photos to leave out. */
  without: ReadonlySet<string>;
  name: string;
  reply: string;
  note: string;
  /** Days, `YYYY-MM-DD`: of the check, and of the letter. */
  checked: string;
  today: string;
  /** Until when an answer is asked for; unless it is given, it follows from the basis. */
  until?: string | undefined;
  tongue: Tongue;
}

/** A draft, and what it is about. */
export interface Drafting {
  draft: Draft;
  asked: Asked;
  summary: Summary;
}

export type Change = (changes: Partial<Draft>) => void;
