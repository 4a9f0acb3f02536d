// @ts-check
import { offer } from "./dom.js";
import { say } from "./words.js";
/** @import { State } from "./types.js" */

/**
 * Where several lines can be asked, for those that were pasted where one is.
 *
 * @param {State} state
 * @param {(lines: string) => void} take
 */
export function severalOffer({ typed, text: lines }, take) {
  if (!typed || !("refusal" in typed) || typed.refusal.refusal !== "several-lines") return null;
  return offer(say("ask.several"), say("ask.several.cost"), () => take(lines));
}
