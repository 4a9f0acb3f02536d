// @ts-check
/** The results as a text to take along: a frame may be allowed neither to save files nor to write into the clipboard. */
import { copyText } from "../clipboard.js";
import { h } from "../dom.js";
import { licenceName } from "../licence.js";
import { button } from "../next/controls.js";
import { dayOf } from "../next/days.js";
import { csvOf, resultsOf } from "../next/exports.js";
import { verdictsOf } from "../next/results.js";
import { say, text } from "../words.js";
/** @import { Asked, Summary } from "../types.js" */

/**
 * @param {Asked} asked
 * @param {Summary} summary
 */
export function keepView(asked, summary) {
  if (!verdictsOf(asked).length) return null;
  const content = csvOf(resultsOf(asked, summary, dayOf(new Date())), licenceName);
  const shown = h("pre", { dir: "ltr", tabindex: "0" }, content);
  const status = h("p", { class: "status", role: "status" });
  const copy = button("embed.copy", async () => {
    status.textContent = text(`embed.${await copyText(content, shown)}`);
  });
  return h("details", {}, h("summary", {}, say("embed.keep")), shown, h("p", {}, copy), status);
}
