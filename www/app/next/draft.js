// @ts-check
/** What a reader has chosen and filled in, and what it means with the photos found so far. */
import { deadline } from "./days.js";
import { accountsOf, byDataset } from "./results.js";
/** @import { Basis, Draft, Drafting, Ground, Order, Tongue, Writer } from "./types.js" */

/** @type {readonly Writer[]} */
export const WRITERS = ["photographer", "depicted", "guardian"];
/** @type {readonly Basis[]} */
export const BASES = ["plain", "gdpr", "ukgdpr", "ccpa", "bipa"];
/** @type {readonly Ground[]} */
export const GROUNDS = ["needed", "consent", "objection", "unlawful"];

/**
 * A draft before anything was chosen. Who writes is not guessed: the rest of the letter turns on it.
 *
 * @param {string} today
 * @param {Tongue} tongue
 * @returns {Draft}
 */
export function blank(today, tongue) {
  return {
    basis: "plain",
    grounds: ["objection"],
    account: 0,
    without: new Set(),
    name: "",
    reply: "",
    note: "",
    checked: today,
    today,
    tongue,
  };
}

/** @param {Draft} draft */
export function isEuropean({ basis }) {
  return basis === "gdpr" || basis === "ukgdpr";
}

/** @param {Draft} draft */
export function untilOf({ until, basis, today }) {
  return until ?? deadline(basis, today);
}

/**
 * The chosen account, the datasets that its photos are in, the chosen one of these, and the photos in it.
 *
 * @param {Drafting} now
 */
export function chosen({ draft, asked, summary }) {
  const account = accountsOf(asked.pages)[draft.account];
  const datasets = account ? byDataset(account, summary) : [];
  const one = datasets.find(({ dataset: { slug } }) => slug === draft.dataset) ?? datasets[0];
  return { account: account?.label, datasets, dataset: one?.dataset, photos: one?.photos ?? [] };
}

/**
 * What the letter is to be made from.
 *
 * @param {Drafting} now
 * @returns {Order | undefined} nothing before it is known who writes, or when no photo is left to write about
 */
export function orderOf(now) {
  const { draft, asked, summary } = now;
  const { account, dataset, photos: all } = chosen(now);
  const { writer } = draft;
  const photos = all.filter(({ id }) => !draft.without.has(id));
  if (!writer || !dataset || !photos.length) return undefined;
  const { identifier } = asked.question;
  return { ...draft, writer, dataset, photos, account, summary, asked: identifier, until: untilOf(draft) };
}
