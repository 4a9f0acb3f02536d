// @ts-check
/** Why a question could not be answered, in words. None of them may be taken for "not found". */
import { h, offer } from "./dom.js";
import { say } from "./words.js";
/** @import { Unavailable } from "./types.js" */

/**
 * The reason.
 *
 * @param {Unavailable} trouble
 */
export function why(trouble) {
  switch (trouble.reason) {
    case "failed":
      if (trouble.failure === "status") return say("why.status", { status: String(trouble.status) });
      return say(`why.${trouble.failure}`);
    case "damaged":
      return say(trouble.damage === "version" ? "why.version" : "why.damaged");
    case "doubted":
      return say(`why.${trouble.doubt}`);
    case "stopped":
      return say("why.stopped");
    case "pinned":
      return say("why.pinned");
  }
}

/**
 * The reason, with the way out of it.
 *
 * @param {Unavailable} trouble
 * @param {Node} retry the button that tries again
 */
export function troubleNotice(trouble, retry) {
  const way = trouble.reason === "stopped" ? offer(say("reload"), [], () => location.reload()) : retry;
  return [h("p", {}, why(trouble)), h("p", {}, way)];
}

/** That the second wave of modules did not come. */
export function incompleteNotice() {
  return h("div", { class: "notice" }, h("p", {}, say("incomplete")), h("p", {}, offer(say("reload"), [], () => location.reload())));
}
