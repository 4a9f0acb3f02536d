// @ts-check
/** What the pages of details that have come hold. */
/** @import { Found, FoundItem } from "./types.js" */

/**
 * The photos of all pages that have come.
 *
 * @param {readonly Found[]} pages
 * @returns {FoundItem[]}
 */
export function itemsOf(pages) {
  return pages.flatMap((page) => (page.found === "item" ? [page.item] : page.accounts.flatMap(({ items }) => items)));
}

/**
 * Whether further pages may follow.
 *
 * @param {readonly Found[]} pages
 */
export function hasMore(pages) {
  const last = pages.at(-1);
  return last?.found === "lists" && last.pages > pages.length;
}
