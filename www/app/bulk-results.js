// @ts-check
/** The results of a check of many: how many were found, a table of a few at a time, and all of them as files. */
import { h, name, offer, region } from "./dom.js";
import { csvOf, jsonOf, kindOf, readAs } from "./report.js";
import { save } from "./save.js";
import { list, number, say } from "./words.js";
/** @import { Bulk, BulkKind, BulkRow, Page, Region, State, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */

/** @type {readonly BulkKind[]} */
const KINDS = ["found", "missed", "unclear"];

/** What the files are called: nothing of what was asked. */
const FILE = "hushset-results";

/**
 * @param {Page} page
 * @param {number} step how many more rows a click shows
 * @returns {Region}
 */
export function batchResults(page, step) {
  return region(
    "results",
    ({ bulk, summary }) => [bulk?.rows, bulk?.stage, bulk?.kind, bulk?.shown, summary],
    (/** @type {State} */ { bulk, summary }) => bulk && summary && resultsView(bulk, summary, page, step),
  );
}

/**
 * @param {Bulk} bulk
 * @param {Summary} summary
 * @param {Page} page
 * @param {number} step
 * @returns {Children}
 */
function resultsView(bulk, summary, page, step) {
  const { rows, stage, of, shown } = bulk;
  if (!rows.length) return null;
  const kinds = new Map(KINDS.map((kind) => [kind, rows.filter((row) => kindOf(row) === kind)]));
  const kind = bulk.kind ?? KINDS.find((one) => kinds.get(one)?.length);
  const chosen = (kind && kinds.get(kind)) ?? rows;
  const rest = chosen.length - shown;
  /** @param {Partial<Bulk>} changes */
  const change = (changes) => page.change({ bulk: { ...bulk, ...changes } });
  return [
    h("h3", { tabindex: "-1" }, say(stage === "stopped" ? "bulk.stopped" : "bulk.done", { n: rows.length, of })),
    h("p", { class: "note" }, say("bulk.from-memory")),
    h(
      "p",
      { class: "kinds" },
      KINDS.map((one) =>
        h(
          "button",
          {
            type: "button",
            class: "kind",
            "aria-pressed": String(one === kind),
            onclick: () => change({ kind: one, shown: step }),
          },
          say(`bulk.${one}`, { n: kinds.get(one)?.length ?? 0 }),
        ),
      ),
    ),
    tableView(chosen.slice(0, shown), summary),
    rest > 0 && h("p", {}, offer(say("bulk.more", { n: Math.min(step, rest) }), [], () => change({ shown: shown + step }))),
    h("p", { class: "note" }, say("bulk.note")),
    h(
      "p",
      { class: "files" },
      offer(say("bulk.csv"), say("bulk.saved"), () => save(`${FILE}.csv`, "text/csv", csvOf(rows, summary))),
      " ",
      offer(say("bulk.json"), say("bulk.saved"), () => save(`${FILE}.json`, "application/json", jsonOf(rows, summary))),
    ),
  ];
}

/**
 * @param {readonly BulkRow[]} rows
 * @param {Summary} summary
 */
function tableView(rows, { datasets }) {
  const heads = [say("bulk.line"), say("bulk.text"), say("bulk.where"), say("bulk.photos")];
  const names = datasets.map(({ name }) => name);
  return h(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": "several" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((row) => rowView(row, names))),
    ),
  );
}

/**
 * @param {BulkRow} row
 * @param {readonly string[]} names of the datasets
 */
function rowView(row, names) {
  const { line, text, reading, items, accounts = 1 } = row;
  const read = reading && readAs(reading);
  return h(
    "tr",
    {},
    h("td", { class: "number" }, number(line)),
    h("th", { scope: "row" }, name(text), read !== undefined && read !== text && aside(say("bulk.read-as", { read }))),
    h("td", {}, outcomeView(row, names)),
    h(
      "td",
      { class: "number" },
      items !== undefined && number(items),
      accounts > 1 && aside(say("bulk.accounts", { n: accounts })),
    ),
  );
}

/** @param {Children} children */
function aside(children) {
  return h("span", { class: "about" }, " ", children);
}

/**
 * Where it was found, where it was not, and where nobody can tell.
 *
 * @param {BulkRow} row
 * @param {readonly string[]} names
 * @returns {Children}
 */
function outcomeView({ refusal, scope, answers }, names) {
  if (refusal) return say(`refusal.${refusal.refusal}`, refusal);
  if (!answers) return scope && say("foresee.absent", { which: scope });
  const each = /** @type {const} */ (["almost-certainly", "not-found", "not-covered"]).map((answer) => ({
    answer,
    in: names.filter((_, at) => answers[at] === answer),
  }));
  return each
    .filter((one) => one.in.length)
    .map((one) => {
      const datasets = one.in.length === names.length && names.length > 1 ? say("bulk.all") : list(one.in);
      return h("p", { class: one.answer }, say("bulk.answer", { answer: say(`answer.${one.answer}`), datasets }));
    });
}
