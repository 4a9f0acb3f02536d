// @ts-check
/** What a letter says, in plain text and in any language: its reader need not read the page's. */
import { partsOf } from "../message.js";
/** @import { Message } from "../message.js" */
/** @import { Tongue } from "./types.js" */

/**
 * @param {string} language
 * @param {string} direction
 * @param {Readonly<Record<string, Message>>} messages
 * @returns {Tongue}
 */
export function tongue(language, direction, messages) {
  /** @param {string | number | undefined} value */
  function written(value) {
    if (typeof value === "number") return new Intl.NumberFormat(language).format(value);
    // A Latin name must not disturb the direction of the Arabic around it.
    return direction === "rtl" ? `\u2068${value}\u2069` : String(value);
  }
  const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  return {
    language,
    direction,
    say(key, values = {}) {
      const parts = partsOf(messages[key] ?? "", language, values);
      return parts.map((part, at) => (at % 2 ? written(values[part]) : part)).join("");
    },
    date: (day) => days.format(Date.parse(`${day}T00:00:00Z`)),
    list: (names) => new Intl.ListFormat(language).format(names),
  };
}
