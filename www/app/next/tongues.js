// @ts-check
/**
 * The languages that a letter can be written in: the page's, and English, which the makers of datasets most often
 * read. English comes along with the second wave whatever the page's language, so that no later choice of a reader's
 * makes a request.
 */
import { language, messages } from "../words.js";
import { tongue } from "./tongue.js";
/** @import { Tongue } from "./types.js" */

const address = "../locales/en.more.js";
const english = (await import(address)).default;

/**
 * The page's language first.
 *
 * @returns {[Tongue, ...Tongue[]]}
 */
export function tongues() {
  const own = tongue(language, document.documentElement.dir, messages);
  return language === "en" ? [own] : [own, tongue("en", "ltr", english)];
}

/**
 * What a language calls itself.
 *
 * @param {string} tag
 */
export function ownName(tag) {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}
