// @ts-check
/** Files that the page writes for a reader, on the reader's device and without a request. */
import { h } from "./dom.js";

/** How long a browser may take to begin saving, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Hands a file to the browser's downloads.
 *
 * @param {string} name stays in the browser's list of downloads, so it must not say what was asked or found
 * @param {string} type
 * @param {string} content
 */
export function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), PATIENCE);
}
