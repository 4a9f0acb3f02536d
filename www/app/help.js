// @ts-check
/** What can be asked by. At Flickr: the four names of an account that people take for one another. */
import { h } from "./dom.js";
import { messages, say } from "./words.js";

/** The names, the one that finds most first. */
const NAMES = /** @type {const} */ (["number", "alias", "shown", "real"]);

/** @param {() => void} askAgain brings the reader back to the field */
export function helpView(askAgain) {
  // Only the words of the other schemes have these points; whether the index could be opened does not matter here.
  return messages["help.point"] ? pointsView() : namesView(askAgain);
}

/** What makes a difference, and what does not. */
function pointsView() {
  return h("ul", {}, [1, 2, 3].map((point) => h("li", {}, say("help.point", { which: String(point) }))));
}

/** @param {() => void} askAgain */
function namesView(askAgain) {
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
