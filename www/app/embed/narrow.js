// @ts-check
/** An answer about some of the datasets. What was fetched for it is the same: it is the showing that is narrower. */
/** @import { AccountItems, DetailsOutcome, FoundItem, Outcome } from "../types.js" */

/**
 * @param {Outcome} outcome
 * @param {readonly string[]} shown
 * @returns {Outcome}
 */
export function narrowedVerdicts(outcome, shown) {
  if (outcome.outcome !== "verdicts") return outcome;
  const { details } = outcome;
  return {
    ...outcome,
    verdicts: outcome.verdicts.filter(({ dataset }) => shown.includes(dataset)),
    ...(details ? { details: narrowedDetails(details, shown) } : {}),
  };
}

/**
 * @param {DetailsOutcome} outcome
 * @param {readonly string[]} shown
 * @returns {DetailsOutcome}
 */
export function narrowedDetails(outcome, shown) {
  if (outcome.details !== "found") return outcome;
  if (outcome.found === "item") return { ...outcome, item: narrowedItem(outcome.item, shown) };
  const accounts = outcome.accounts.map((account) => narrowedAccount(account, shown)).filter(({ items }) => items.length);
  return { ...outcome, accounts };
}

/**
 * @param {AccountItems} account
 * @param {readonly string[]} shown
 * @returns {AccountItems}
 */
function narrowedAccount(account, shown) {
  const items = account.items
    .map((item) => narrowedItem(item, shown))
    .filter(({ datasets, implied }) => datasets.length + implied.length);
  // Of an account whose photos are not all here, it is not known how many are in these datasets.
  return { ...account, items, total: account.total - account.items.length + items.length };
}

/**
 * What a dataset follows from is its reason, and is named with it.
 *
 * @param {FoundItem} item
 * @param {readonly string[]} shown
 * @returns {FoundItem}
 */
function narrowedItem(item, shown) {
  const isShown = (/** @type {string} */ slug) => shown.includes(slug);
  const implied = item.implied.filter(isShown);
  return { ...item, implied, datasets: implied.length ? item.datasets : item.datasets.filter(isShown) };
}
