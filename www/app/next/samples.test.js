// @ts-check
/** Invented photos and lists, for the tests of this folder; named as they are, so that no site gets them. */
import { readFileSync } from "node:fs";
import { tongue } from "./tongue.js";
/** @import { Asked, Dataset, FoundItem, Summary } from "../types.js" */
/** @import { Order } from "./types.js" */

const locale = new URL("../../locales/en.more.json", import.meta.url);

export const ENGLISH = tongue("en", "ltr", JSON.parse(readFileSync(locale, "utf8")));

/** @type {FoundItem[]} */
export const PHOTOS = ["1001", "1002", "1003"].map((id) => ({
  id,
  url: `https://www.flickr.com/photos/12345678@N00/${id}`,
  datasets: ["mega"],
  implied: [],
  month: "2008-07",
  licence: 2,
  asked: false,
}));

/** @type {Dataset[]} */
const DATASETS = [
  { slug: "mega", name: "MegaSample", derived_from: [], facts: [["year", "2015"], ["contact", "lab@uni.example"]] },
  { slug: "child", name: "Child", derived_from: ["mega"], facts: [] },
];

/** @type {Summary} */
export const SUMMARY = {
  build: "f00dfeed",
  scheme: "flickr",
  title: "A title",
  publisher: "A publisher",
  fingerprint_bits: 16,
  details: "on-click",
  page_cap: 1000,
  datasets: DATASETS,
  scopes: [],
};

/**
 * @param {Partial<Order>} changes
 * @returns {Order}
 */
export function order(changes) {
  return {
    writer: "depicted",
    basis: "plain",
    grounds: ["objection"],
    dataset: /** @type {Dataset} */ (DATASETS[0]),
    photos: PHOTOS,
    account: "janedoe (12345678@N00)",
    asked: "janedoe",
    summary: SUMMARY,
    name: "Jane",
    reply: "jane@example.org",
    note: "A sentence of mine.",
    checked: "2025-01-31",
    today: "2025-01-31",
    until: "2025-03-01",
    tongue: ENGLISH,
    ...changes,
  };
}

/**
 * A check that found the photos.
 *
 * @param {Partial<Asked>} changes
 * @returns {Asked}
 */
export function asked(changes) {
  /** @type {Asked} */
  const found = {
    question: { text: "janedoe", which: 0, scope: "owners", identifier: "janedoe", asked_by: "alias" },
    field: "janedoe",
    earlier: false,
    alternatives: [],
    busy: false,
    requests: [],
    checked: {
      outcome: {
        outcome: "verdicts",
        verdicts: [
          { dataset: "mega", answer: "almost-certainly", implied_by: [] },
          { dataset: "child", answer: "not-found" },
        ],
      },
      requests: [],
    },
    pages: [{ found: "lists", page: 1, pages: 1, accounts: [account(PHOTOS)] }],
  };
  return { ...found, ...changes };
}

/** @param {FoundItem[]} items */
export function account(items) {
  return {
    account: { id: { kind: /** @type {const} */ ("nsid"), id: "12345678@N00" }, alias: "janedoe", display: "Jané" },
    named_by: { nsid: false, alias: true, display: false },
    total: items.length,
    items,
  };
}
