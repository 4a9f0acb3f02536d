// @ts-check
/**
 * Everything the page says, in the reader's language. A locale is a module that maps keys to messages:
 *
 *     "Ask about {name}"                            a sentence; {name} is filled in
 *     { one: "{n} photo", other: "{n} photos" }     one sentence for each plural category of the number {n}
 *     { owners: "…", items: "…" }                   one sentence for each value of {which}
 *
 * English is loaded with the page and stands in for what a locale lacks.
 */
import en from "./locales/en.js";
import { name } from "./dom.js";
/** @import { Child } from "./dom.js" */

/** @typedef {keyof typeof en} Key */
/** @typedef {string | Readonly<Record<string, string>>} Message */
/** @typedef {Readonly<Record<string, string | number | Node | readonly Child[]>>} Values */

/**
 * The languages that there are, with how to get them.
 *
 * @type {Readonly<Record<string, () => Promise<{ default: Readonly<Partial<Record<Key, Message>>> }>>>}
 */
const LOCALES = { en: async () => ({ default: en }) };

/** @type {Readonly<Partial<Record<Key, Message>>>} */
let messages = en;
let language = "en";

/**
 * Chooses the first language of a reader's that there is.
 *
 * @param {readonly string[]} wanted language tags, best first
 */
export async function speak(wanted) {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => Object.hasOwn(LOCALES, tag));
  const locale = await LOCALES[known ?? "en"]?.().catch(() => undefined);
  language = locale && known ? known : "en";
  messages = locale?.default ?? en;
  document.documentElement.lang = language;
  document.documentElement.dir = text("direction");
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
  const parts = choose(messages[key] ?? en[key], values).split(/\{(\w+)\}/);
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

/**
 * @param {Message} message
 * @param {Values} values
 */
function choose(message, values) {
  if (typeof message === "string") return message;
  const { n, which } = values;
  const variant = typeof n === "number" ? new Intl.PluralRules(language).select(n) : String(which);
  return message[variant] ?? message["other"] ?? "";
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
 * A probability. Never rounded up to certainty.
 *
 * @param {number} value 0 to 1
 */
export function percent(value) {
  const style = { style: /** @type {const} */ ("percent"), maximumFractionDigits: value > 0.99 ? 2 : 0 };
  return [new Intl.NumberFormat(language, style).format(Math.min(value, 0.9999))];
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
 * A month.
 *
 * @param {string} month `YYYY-MM`
 */
export function date(month) {
  const time = Date.parse(`${month}-01T00:00:00Z`);
  if (Number.isNaN(time)) return month;
  return new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" }).format(time);
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
