// @ts-check
/** How a letter leaves the page: by the reader's hand only. */
import { copyText } from "../clipboard.js";
import { h } from "../dom.js";
import { save } from "../save.js";
import { text } from "../words.js";
import { button } from "./controls.js";
import { eml } from "./eml.js";
import { textOf } from "./plain.js";
/** @import { Letter, Order } from "./types.js" */

/**
 * The letter as it will be read.
 *
 * @param {Letter} letter
 * @param {Order} order
 */
export function paper({ recipient, date, subject, paragraphs, list }, { tongue: { say, language, direction } }) {
  return h(
    "article",
    { class: "letter", lang: language, dir: direction },
    h("p", {}, say("letter.line.to", { recipient })),
    h("p", {}, say("letter.line.date", { date })),
    h("p", { class: "subject" }, say("letter.line.subject", { subject })),
    paragraphs.map((part) => (typeof part === "string" ? h("p", {}, part) : lines(part))),
    h("p", { class: "subject" }, list.heading),
    h("ul", { class: "annex", role: "list" }, list.lines.map((line) => h("li", { dir: "ltr" }, line))),
  );
}

/** @param {readonly string[]} items */
function lines(items) {
  return h("ul", {}, items.map((item) => h("li", {}, item)));
}

/**
 * Buttons to copy, save and print it.
 *
 * @param {Letter} letter
 * @param {Order} order
 * @param {HTMLElement} article
 * @param {(message: string) => void} announce
 */
export function delivery(letter, order, article, announce) {
  const content = textOf(letter, order.tongue);
  return h(
    "div",
    { class: "deliver" },
    button("letter.copy", () => copyText(content, article).then((done) => announce(text(`letter.${done}`)))),
    button("letter.save.text", () => save("letter.txt", "text/plain", content)),
    button("letter.save.mail", () => save("letter.eml", "message/rfc822", eml(letter, order))),
    button("letter.print", () => print(article)),
  );
}

/**
 * Prints the letter alone: the style sheet hides whatever stands beside the copy made here.
 *
 * @param {HTMLElement} article
 */
function print(article) {
  const copy = h("div", { class: "print-letter" }, article.cloneNode(true));
  const { body } = document;
  body.append(copy);
  body.classList.add("printing-letter");
  addEventListener("afterprint", putBack, { once: true });
  window.print();

  function putBack() {
    copy.remove();
    body.classList.remove("printing-letter");
  }
}
