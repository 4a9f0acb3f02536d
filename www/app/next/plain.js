// @ts-check
/** A letter as plain text. */
/** @import { Letter, Tongue } from "./types.js" */

/**
 * The letter with its annex, as it is copied and saved.
 *
 * @param {Letter} letter
 * @param {Tongue} tongue
 */
export function textOf(letter, { say }) {
  const { recipient, date, subject } = letter;
  const to = say("letter.line.to", { recipient });
  const dated = say("letter.line.date", { date });
  return `${to}\n${dated}\n${say("letter.line.subject", { subject })}\n\n${bodyOf(letter)}\n${listOf(letter)}`;
}

/**
 * What stands in the body of a message.
 *
 * @param {Letter} letter
 */
export function bodyOf({ paragraphs }) {
  return `${paragraphs.map(paragraph).join("\n\n")}\n`;
}

/**
 * The annex.
 *
 * @param {Letter} letter
 */
export function listOf({ list: { heading, lines } }) {
  return `${heading}\n\n${lines.join("\n")}\n`;
}

/** @param {string | string[]} part */
function paragraph(part) {
  return typeof part === "string" ? part : part.map((line) => `- ${line}`).join("\n");
}
