// @ts-check
/**
 * Everything the page says, in the page's language. A locale is a module that maps keys to messages:
 *
 *     "Ask about {name}"                           a sentence; {name} is filled in
 *     { one: "{n} photo", other: "{n} photos" }    one for each plural category of the number {n}
 *     { owners: "…", items: "…" }                  one for each value of {which}
 *
 * They are made from `www/locales/<language>.json`, what the first answer needs, `<language>.more.json`, the rest, and
 * `<language>.embed.json`, what only the frame says.
 * Where the index is not about Flickr's photos, `<language>.<scheme>.json` says some of it otherwise. That a language
 * lacks nothing is tested there.
 */
import { name } from "./dom.js";
import { said } from "./head.js";
import { partsOf } from "./message.js";
/** @import { Child } from "./dom.js" */
/** @import { Message } from "./message.js" */

/** @typedef {typeof import("../locales/en.json") & typeof import("../locales/en.more.json") & typeof import("../locales/en.embed.json")} English */
/** @typedef {typeof import("../locales/en.web.json") & typeof import("../locales/en.plain.json")} Otherwise */
/** @typedef {keyof English | keyof Otherwise} Key */
/** @typedef {Readonly<Record<string, string | number | Node | readonly Child[] | null | undefined>>} Values */

export const language = document.documentElement.lang;

/** @type {Partial<Record<Key, Message>>} */
export const messages = {};

/**
 * Learns a part of what is said: `""`, what the first answer needs, or the others by their names.
 *
 * @param {"" | ".more" | ".embed"} part
 */
export async function learn(part) {
  const scheme = said("scheme");
  const parts = scheme ? [part, `.${scheme}`] : [part];
  const modules = await Promise.all(parts.map((one) => import(`./locales/${language}${one}.js`)));
  Object.assign(messages, ...modules.map((module) => module.default));
}

/**
 * A message with its values filled in. Text values are set apart as names; numbers are written as the language
 * writes them.
 *
 * @param {Key} key
 * @param {Values} [values]
 * @returns {Child[]}
 */
export function say(key, values = {}) {
  const parts = partsOf(messages[key] ?? "", language, values);
  return parts.flatMap((part, at) => {
    if (at % 2 === 0) return [part];
    const value = values[part] ?? "";
    if (typeof value === "string") return [name(value)];
    if (typeof value === "number") return [number(value)];
    return value instanceof Node ? [value] : value;
  });
}

/**
 * The same as plain text, for attributes and announcements.
 *
 * @param {Key} key
 * @param {Values} [values]
 */
export function text(key, values = {}) {
  return plain(say(key, values));
}

/**
 * The text of what {@link say} returns.
 *
 * @param {readonly Child[]} said
 */
export function plain(said) {
  return said.map((part) => (part instanceof Node ? part.textContent : part || "")).join("");
}

/** @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(language).format(value);
}

/**
 * A number of which two digits matter. A list, because it is no name to be set apart.
 *
 * @param {number} value
 */
export function about(value) {
  return [new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }).format(value)];
}

/**
 * A length of data.
 *
 * @param {number} count
 */
export function bytes(count) {
  const [unit, scale, maximumFractionDigits] =
    count < 1e3 ? ["byte", 1, 0] : count < 1e6 ? ["kilobyte", 1e3, 0] : ["megabyte", 1e6, 1];
  const style = /** @type {const} */ ("unit");
  const unitDisplay = unit === "byte" ? "long" : "short";
  return [new Intl.NumberFormat(language, { style, unit, unitDisplay, maximumFractionDigits }).format(count / scale)];
}

/**
 * Names joined as the language joins them: "a, b and c".
 *
 * @param {readonly string[]} names
 * @returns {Child[]}
 */
export function list(names) {
  const parts = new Intl.ListFormat(language).formatToParts(names);
  return parts.map(({ type, value }) => (type === "element" ? name(value) : value));
}
