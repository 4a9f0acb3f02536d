// @ts-check
/** Whom to write to about a dataset, as far as its facts say. */
/** @import { Dataset } from "../types.js" */

/**
 * A fact in one line.
 *
 * @param {Dataset} dataset
 * @param {string} key
 */
export function fact(dataset, key) {
  return dataset.facts.find(([name]) => name === key)?.[1].replace(/\s+/g, " ").trim() || undefined;
}

/**
 * The address of e-mail among the facts. What a dataset says of removal may name one for just that.
 *
 * @param {Dataset} dataset
 */
export function emailOf(dataset) {
  const facts = [fact(dataset, "removal"), fact(dataset, "contact")];
  return facts.map((text) => text && /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0]).find(Boolean);
}

/**
 * A dataset's name with its version, or else its year.
 *
 * @param {Dataset} dataset
 */
export function versioned(dataset) {
  const version = fact(dataset, "version") ?? fact(dataset, "year");
  const name = dataset.name.replace(/\s+/g, " ").trim();
  return version ? `${name} (${version})` : name;
}
