// @ts-check
/** The receipt: every request for a file of the index since the page was loaded, and what it comes to. */
import { fill, h } from "./dom.js";
import { gridPicture } from "./grid.js";
import { ofCheck } from "./leak.js";
import { ofDetails } from "./leak-more.js";
import { about, bytes, number, plain, say } from "./words.js";
/** @import { Asked, RequestMade, State, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */
/** @typedef {Extract<RequestMade, { subject: "shard" }>} ShardMade */

/** More lines than this in one go stand behind a heading that can be opened. */
const FEW = 12;

/**
 * @param {State} state
 * @returns {Children}
 */
export function receiptView({ receipt, asked, summary }) {
  if (!receipt.length) return null;
  const total = receipt.reduce((sum, request) => sum + (request.bytes ?? 0), 0);
  return [
    h("h2", {}, say("receipt")),
    h("p", { class: "note" }, say("receipt.note", { n: receipt.length, bytes: bytes(total) })),
    kinds(receipt).map(gridView),
    asked?.checked && summary && compareView(asked, summary),
    linesView(receipt),
  ];
}

/**
 * The requests for parts, by the kind of file.
 *
 * @param {readonly RequestMade[]} receipt
 */
function kinds(receipt) {
  /** @type {Map<string, [ShardMade, ...ShardMade[]]>} */
  const kinds = new Map();
  for (const request of receipt) {
    if (request.subject !== "shard") continue;
    const key = [request.scope, request.kind, request.of].join();
    const kind = kinds.get(key);
    if (kind) kind.push(request);
    else kinds.set(key, [request]);
  }
  return [...kinds.values()];
}

/**
 * The files of one kind, with those that were asked for lit.
 *
 * @param {[ShardMade, ...ShardMade[]]} requests
 */
function gridView(requests) {
  const [{ scope, kind, of }] = requests;
  const lit = [...new Set(requests.map((request) => request.number))];
  const what = say(`receipt.${kind}`, { which: scope });
  const all = lit.length === of && requests.some(({ whole }) => whole);
  const share = of === 1 ? say("receipt.whole") : all ? say("grid.all", { of }) : say("grid.share", { n: lit.length, of });
  const label = plain(say(`receipt.${kind}`, { which: scope }).concat(" ", share));
  return h(
    "figure",
    { class: "grid" },
    h("figcaption", {}, what, " ", h("strong", {}, share)),
    gridPicture(of, lit, label),
  );
}

/**
 * What a search that runs on a server would have learned from the same question, and what was learned here.
 *
 * @param {Asked} asked
 * @param {Summary} summary
 */
function compareView({ question, checked, requests }, summary) {
  const silent = !checked?.requests.length && !requests.length;
  const exposures = [
    checked?.requests.length ? ofCheck(summary, question.scope) : undefined,
    requests.length ? ofDetails(summary, question.scope, 1) : undefined,
  ];
  const { shards, keys } = exposures.reduce((a, b) => (b && b.shards > (a?.shards ?? 1) ? b : a)) ?? { shards: 1, keys: 0 };
  const values = { which: question.scope, shards, keys: about(keys) };
  const learned = say("compare.learned");
  const nothing = say("compare.nothing");
  /** @type {[Children, Children, Children][]} */
  const rows = [
    [say("compare.asked", values), learned, shards > 1 ? say("compare.part", values) : nothing],
    [say("compare.answer"), learned, requests.length ? say("compare.hit") : nothing],
    [say("compare.moment"), learned, silent ? nothing : say("compare.learned")],
    [say("compare.address"), learned, silent ? say("compare.earlier") : say("compare.learned")],
  ];
  return h(
    "table",
    { class: "compare" },
    h("caption", {}, say("compare")),
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), h("th", { scope: "col" }, say("compare.server")), h("th", { scope: "col" }, say("compare.here"))),
    ),
    h(
      "tbody",
      {},
      rows.map(([what, there, here]) => h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, there), h("td", {}, here))),
    ),
  );
}

/** @param {readonly RequestMade[]} receipt */
function linesView(receipt) {
  const lines = h("ol", { class: "requests", role: "list" });
  const show = () => fill(lines, receipt.map(lineView));
  if (receipt.length > FEW) {
    // Thousands of lines are made when somebody wants to read them.
    return h("details", { ontoggle: show }, h("summary", {}, say("receipt.lines", { n: receipt.length })), lines);
  }
  show();
  return lines;
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
