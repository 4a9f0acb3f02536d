// @ts-check
/** What a check has found so far, gathered from its verdicts and from the pages of details. */
import { hasMore } from "../found.js";
/** @import { AccountItems, Asked, Found, Summary, Verdict } from "../types.js" */
/** @import { Account, InDataset } from "./types.js" */

/**
 * The verdicts, corrected by the details: these are exact, and may have told that "almost certainly" was wrong.
 *
 * @param {Asked} asked
 * @returns {Verdict[]} none while there is no verdict
 */
export function verdictsOf({ checked, problem }) {
  if (checked?.outcome.outcome !== "verdicts") return [];
  const wrong = problem?.details === "not-found";
  return checked.outcome.verdicts.map((verdict) =>
    wrong && verdict.answer === "almost-certainly" ? { dataset: verdict.dataset, answer: "not-found" } : verdict,
  );
}

/** @param {Asked} asked */
export function isHit(asked) {
  return verdictsOf(asked).some(({ answer }) => answer === "almost-certainly");
}

/**
 * Whether all photos there are have been fetched.
 *
 * @param {readonly Found[]} pages
 */
export function isComplete(pages) {
  return pages.length > 0 && !hasMore(pages);
}

/**
 * The accounts whose photos the details have shown, each once.
 *
 * @param {readonly Found[]} pages
 * @returns {Account[]}
 */
export function accountsOf(pages) {
  /** @type {Map<string | undefined, Account>} */
  const accounts = new Map();
  for (const { label, total, items } of pages.flatMap(shownOn)) {
    accounts.set(label, { label, total, items: [...(accounts.get(label)?.items ?? []), ...items] });
  }
  return [...accounts.values()];
}

/**
 * @param {Found} found
 * @returns {Account[]}
 */
function shownOn(found) {
  if (found.found === "lists") {
    return found.accounts.map(({ account, ...rest }) => ({ label: account ? labelOf(account) : undefined, ...rest }));
  }
  const { item, owner } = found;
  return [{ label: owner ? labelOf({ id: owner }) : undefined, total: 1, items: [item] }];
}

/** @param {NonNullable<AccountItems["account"]>} account */
function labelOf({ id, alias, display }) {
  const known = alias || display;
  return known && known !== id.id ? `${known} (${id.id})` : id.id;
}

/**
 * Photos by the datasets that they are in, listed there or implied.
 *
 * @param {Account} account
 * @param {Summary} summary
 * @returns {InDataset[]}
 */
export function byDataset({ items }, summary) {
  return summary.datasets
    .map((dataset) => ({
      dataset,
      photos: items.filter(({ datasets, implied }) => [...datasets, ...implied].includes(dataset.slug)),
    }))
    .filter(({ photos }) => photos.length > 0);
}
