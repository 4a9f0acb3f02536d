// @ts-check
/** The offer to save what a check has found. */
import { h } from "../dom.js";
import { licenceName } from "../licence.js";
import { save } from "../save.js";
import { say } from "../words.js";
import { button } from "./controls.js";
import { dayOf } from "./days.js";
import { csvOf, jsonOf, resultsOf } from "./exports.js";
import { isComplete, isHit } from "./results.js";
/** @import { Asked, Summary } from "../types.js" */

/**
 * @param {Asked} asked
 * @param {Summary} summary
 */
export function keepView(asked, summary) {
  const results = resultsOf(asked, summary, dayOf(new Date()));
  return h(
    "section",
    { class: "export" },
    h("h3", {}, say("export")),
    h("p", {}, say("export.note"), lacking(asked)),
    h(
      "div",
      { class: "deliver" },
      button("export.csv", () => save("results.csv", "text/csv", csvOf(results, licenceName))),
      button("export.json", () => save("results.json", "application/json", jsonOf(results))),
    ),
  );
}

/**
 * What the files lack. After a miss they lack nothing.
 *
 * @param {Asked} asked
 */
function lacking(asked) {
  const { pages } = asked;
  if (isComplete(pages) || !isHit(asked)) return null;
  return [" ", say(pages.length ? "export.partial" : "export.without")];
}
