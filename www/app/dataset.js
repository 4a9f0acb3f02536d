// @ts-check
/** @import { Summary } from "./types.js" */

/**
 * A dataset by its slug, if the index knows it.
 *
 * @param {Summary} summary
 * @param {string} slug
 */
export function datasetOf(summary, slug) {
  return summary.datasets.find((dataset) => dataset.slug === slug);
}

/**
 * A dataset's name, or its slug if the index does not know it.
 *
 * @param {Summary} summary
 * @param {string} slug
 */
export function datasetName(summary, slug) {
  return datasetOf(summary, slug)?.name ?? slug;
}
