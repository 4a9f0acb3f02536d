// @ts-check
/** How a message of a locale is read, whichever the language. */

/** @typedef {string | Readonly<Record<string, string>>} Message */

/**
 * The parts of a message: its own text at even places, and at odd ones the names of values to fill in.
 *
 * @param {Message} message
 * @param {string} language
 * @param {Readonly<Record<string, unknown>>} values
 */
export function partsOf(message, language, values) {
  return choose(message, language, values).split(/\{(\w+)\}/);
}

/**
 * @param {Message} message
 * @param {string} language
 * @param {Readonly<Record<string, unknown>>} values
 */
function choose(message, language, { n, which }) {
  if (typeof message === "string") return message;
  const variant = typeof n === "number" ? new Intl.PluralRules(language).select(n) : String(which);
  return message[variant] ?? message["other"] ?? "";
}
