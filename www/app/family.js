// @ts-check
/** Which datasets follow from which: a photo in a dataset is also in the only one that this was taken from. */
import { datasetOf } from "./dataset.js";
/** @import { Summary } from "./types.js" */

/**
 * Why each implied dataset is implied, those with the same reason together.
 *
 * @param {readonly string[]} listed slugs of the datasets that list a photo
 * @param {readonly string[]} implied slugs of the datasets that follow
 * @param {Summary} summary
 */
export function implications(listed, implied, summary) {
  /** @type {Map<string, { parents: string[], children: string[] }>} */
  const reasons = new Map();
  for (const parent of implied) {
    const children = listed.filter((child) => ancestors(child, summary).includes(parent));
    const key = children.join(" ");
    reasons.set(key, { parents: [...(reasons.get(key)?.parents ?? []), parent], children });
  }
  return [...reasons.values()];
}

/**
 * The line of a dataset. It ends where a dataset was taken from several: a photo is in one of these, and nobody
 * knows in which. The module has refused circles.
 *
 * @param {string} slug
 * @param {Summary} summary
 * @returns {string[]}
 */
function ancestors(slug, summary) {
  const from = datasetOf(summary, slug)?.derived_from ?? [];
  const [parent] = from;
  return parent !== undefined && from.length === 1 ? [parent, ...ancestors(parent, summary)] : [];
}
