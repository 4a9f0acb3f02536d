// @ts-check
/** What can be asked by: the four names of a Flickr account that people take for one another. */
import { h } from "./dom.js";
import { say } from "./words.js";

/** The names, the one that finds most first. */
const NAMES = /** @type {const} */ (["number", "alias", "shown", "real"]);

/** @param {() => void} askAgain brings the reader back to the field */
export function helpView(askAgain) {
  return [
    h("p", {}, say("help.names")),
    h(
      "dl",
      {},
      NAMES.map((which) => [h("dt", {}, say("help.name", { which })), h("dd", {}, say("help.about", { which }))]),
    ),
    h("h2", {}, say("help.number")),
    h("ol", {}, [1, 2].map((step) => h("li", {}, say("help.number.way", { which: String(step) })))),
    h("h2", {}, say("help.renamed")),
    h(
      "p",
      {},
      say("help.renamed.why"),
      " ",
      h("button", { type: "button", class: "link", onclick: askAgain }, say("help.renamed.ask")),
    ),
  ];
}
