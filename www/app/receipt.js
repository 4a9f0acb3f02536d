// @ts-check
/** The receipt: every request for a file of the index since the page was loaded. */
import { h } from "./dom.js";
import { bytes, number, say } from "./words.js";
/** @import { RequestMade } from "./types.js" */

/** @param {readonly RequestMade[]} requests */
export function receiptView(requests) {
  if (!requests.length) return null;
  const total = requests.reduce((sum, request) => sum + (request.bytes ?? 0), 0);
  return [
    h("h2", {}, say("receipt")),
    h("p", { class: "note" }, say("receipt.note", { n: requests.length, bytes: bytes(total) })),
    h("ol", { class: "requests", role: "list" }, requests.map(lineView)),
  ];
}

/** @param {RequestMade} request */
function lineView(request) {
  return h(
    "li",
    {},
    h("span", { class: "what" }, subject(request)),
    h("span", { class: "size" }, request.bytes == null ? say("receipt.unanswered") : bytes(request.bytes)),
    h("code", { dir: "ltr" }, request.path),
  );
}

/** @param {RequestMade} request */
function subject(request) {
  if (request.subject !== "shard") return say(`receipt.${request.subject}`);
  const { scope, kind, of } = request;
  const what = say(`receipt.${kind}`, { which: scope });
  return [what, " ", of === 1 ? say("receipt.whole") : say("receipt.part", { number: [number(request.number + 1)], of })];
}
