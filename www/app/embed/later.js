// @ts-check
/** The second wave of the frame: that of the page, without letters and without many at once, which need more room than a box has. */
import { hostView } from "../host.js";
import { h, region } from "../dom.js";
import { beginAnewWhenLeft } from "../left.js";
import { offlineRegion } from "../offline.js";
import { receiptView } from "../receipt.js";
import { say } from "../words.js";
import { keepView } from "./keep.js";
/** @import { Page, Region, State } from "../types.js" */

export { detailsRegion } from "../details.js";
export { downloadAll } from "../everything.js";
export { helpView } from "../help.js";
export { askOwner } from "../owner.js";
export { hostView, receiptView };

/**
 * What stands below the answer; from now on a reader can have something to leave behind.
 *
 * @param {Page} page
 * @returns {Region[]}
 */
export function furtherRegions(page) {
  beginAnewWhenLeft();
  return [
    region("keep", ({ asked, summary }) => [asked, summary], (/** @type {State} */ { asked, summary }) => [
      asked?.checked && summary && keepView(asked, summary),
      asked?.checked && h("p", { class: "note" }, say("embed.further")),
    ]),
    offlineRegion(page),
    region(
      "receipt",
      ({ receipt, asked, summary }) => [receipt, asked, summary],
      (/** @type {State} */ now) => receiptView(now),
    ),
    region("host", ({ summary }) => [summary], (/** @type {State} */ { summary }) => hostView(summary)),
  ];
}
