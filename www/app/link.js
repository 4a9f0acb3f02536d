// @ts-check
import { h } from "./dom.js";
/** @import { Children } from "./dom.js" */

/**
 * A link to another site, which is not told where the reader comes from. Without an address, or with one that is not
 * https, it stays text.
 *
 * @param {string | null | undefined} url
 * @param {Children[]} children
 */
export function link(url, ...children) {
  if (!url?.startsWith("https://")) {
    return h("span", {}, ...children);
  }
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, ...children);
}
