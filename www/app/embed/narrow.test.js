// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { narrowedDetails, narrowedVerdicts } from "./narrow.js";
/** @import { DetailsOutcome, FoundItem, Outcome } from "../types.js" */

/**
 * @param {string} id
 * @param {string[]} datasets
 * @param {string[]} implied
 * @returns {FoundItem}
 */
const item = (id, datasets, implied = []) => ({ id, datasets, implied, asked: false });

test("only the verdicts on the datasets that are shown are shown", () => {
  /** @type {Outcome} */
  const outcome = {
    outcome: "verdicts",
    verdicts: [
      { dataset: "a", answer: "not-found" },
      { dataset: "b", answer: "almost-certainly", implied_by: [] },
    ],
  };
  assert.deepEqual(narrowedVerdicts(outcome, ["a"]), { outcome: "verdicts", verdicts: [{ dataset: "a", answer: "not-found" }] });
  /** @type {Outcome} */
  const unavailable = { outcome: "unavailable", reason: "stopped" };
  assert.deepEqual(narrowedVerdicts(unavailable, ["a"]), unavailable);
});

test("photos of other datasets are left out, and reasons are not", () => {
  /** @type {DetailsOutcome} */
  const outcome = {
    details: "found",
    found: "lists",
    page: 1,
    pages: 1,
    accounts: [
      { named_by: { nsid: true, alias: false, display: false }, total: 3, items: [item("1", ["a", "b"]), item("2", ["b"]), item("3", ["b"], ["c"])] },
      { named_by: { nsid: true, alias: false, display: false }, total: 1, items: [item("4", ["b"])] },
    ],
  };
  const narrowed = narrowedDetails(outcome, ["a", "c"]);
  assert.ok(narrowed.details === "found" && narrowed.found === "lists");
  assert.deepEqual(narrowed.accounts.map(({ total, items }) => ({ total, items })), [
    { total: 2, items: [item("1", ["a"]), item("3", ["b"], ["c"])] },
  ]);
});
