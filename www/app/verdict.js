// @ts-check
/** A verdict for each dataset. A miss in a table that such a name cannot search is never shown as "not found". */
import { datasetName, datasetOf } from "./dataset.js";
import { h } from "./dom.js";
import { list, say } from "./words.js";
/** @import { Dataset, NotCovered, Question, Summary, Verdict } from "./types.js" */

/** Hits first: they are what a reader came for. */
const ORDER = { "almost-certainly": 0, "not-covered": 1, "not-found": 2 };

/**
 * All verdicts in a sentence.
 *
 * @param {readonly Verdict[]} verdicts
 */
export function headline(verdicts) {
  const all = verdicts.length;
  /** @param {Verdict["answer"]} answer */
  const count = (answer) => verdicts.filter((verdict) => verdict.answer === answer).length;
  const hits = count("almost-certainly");
  const misses = count("not-found");
  if (hits) return say("verdict.found", { n: all, hits });
  if (misses === all) return say("verdict.none", { n: all });
  if (misses) return say("verdict.some", { n: all, misses });
  const partly = verdicts.some((verdict) => verdict.answer === "not-covered" && verdict.findable > 0);
  return say(partly ? "verdict.partly" : "verdict.nowhere");
}

/**
 * The verdicts one by one.
 *
 * @param {readonly Verdict[]} verdicts
 * @param {Question} question
 * @param {Summary} summary
 */
export function verdictList(verdicts, question, summary) {
  const sorted = [...verdicts].sort((a, b) => ORDER[a.answer] - ORDER[b.answer]);
  return h(
    "ul",
    { class: "verdicts", role: "list" },
    sorted.map((verdict) => {
      const dataset = datasetOf(summary, verdict.dataset);
      return h(
        "li",
        { class: verdict.answer },
        h("h3", {}, h("bdi", {}, dataset?.name ?? verdict.dataset)),
        h("p", { class: "mark" }, say(`answer.${verdict.answer}`)),
        h("p", { class: "about" }, aboutDataset(dataset)),
        h("p", { class: "because" }, because(verdict, question, summary, dataset)),
      );
    }),
  );
}

/**
 * The datasets while they are being asked, in the place of the verdicts.
 *
 * @param {Summary} summary
 */
export function waitingList({ datasets, shown }) {
  return h(
    "ul",
    { class: "verdicts", role: "list" },
    datasets.filter(({ slug }) => shown?.includes(slug) ?? true).map((dataset) =>
      h(
        "li",
        { class: "asking" },
        h("h3", {}, h("bdi", {}, dataset.name)),
        h("p", { class: "mark" }, "…"),
        h("p", { class: "about" }, aboutDataset(dataset)),
      ),
    ),
  );
}

/**
 * The dataset in a few words: year and makers.
 *
 * @param {Dataset | undefined} dataset
 */
function aboutDataset(dataset) {
  const fact = (/** @type {string} */ key) => dataset?.facts.find(([name]) => name === key)?.[1];
  const facts = [fact("year"), fact("makers")].filter((text) => text !== undefined);
  return facts.flatMap((text, at) => [at > 0 && " · ", h("bdi", {}, text)]);
}

/**
 * @param {Verdict} verdict
 * @param {Question} question
 * @param {Summary} summary
 * @param {Dataset | undefined} dataset
 */
function because(verdict, question, summary, dataset) {
  switch (verdict.answer) {
    case "almost-certainly":
      if (!verdict.implied_by.length) return null;
      return say("implied", { n: verdict.implied_by.length, children: list(verdict.implied_by.map((slug) => datasetName(summary, slug))) });
    case "not-covered":
      return coverage(verdict, question, summary, dataset);
    case "not-found":
      return null;
  }
}

/**
 * What cannot be found by such a name, and what a reader can ask instead.
 *
 * @param {NotCovered} answer
 * @param {Question} question
 * @param {Summary} summary
 * @param {Dataset | undefined} dataset
 */
function coverage({ findable, items }, question, summary, dataset) {
  const table = dataset?.table;
  if (items == null || !table) return say("coverage.no-list");
  const { by_nsid } = table.findable;
  const byNumberOnly = question.asked_by !== "nsid" && by_nsid > findable;
  const byPhoto = question.scope === "owners" && summary.scopes.some(({ scope }) => scope === "items");
  const what =
    findable > 0
      ? say("coverage.part", { findable, items, which: question.asked_by })
      : say(byNumberOnly ? "coverage.number-only" : "coverage.no-owners");
  const advice = [];
  if (byNumberOnly) advice.push(" ", say("advice.number"));
  if (byPhoto && (!byNumberOnly || by_nsid < items)) advice.push(" ", say("advice.photo"));
  return [what, advice];
}
