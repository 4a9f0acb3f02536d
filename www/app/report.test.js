// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, jsonOf, kindOf } from "./report.js";
/** @import { BulkRow, Summary } from "./types.js" */

const summary = /** @type {Summary} */ (
  /** @type {unknown} */ ({ build: "b", title: "t", publisher: "p", datasets: [{ slug: "one" }, { slug: "two" }] })
);
/** @type {BulkRow[]} */
const rows = [
  { text: "=jane", line: 1, reading: { kind: "name", name: "=jane" }, answers: ["almost-certainly", "not-covered"], items: 3, accounts: 2 },
  { text: "12345678@N00", line: 2, reading: { kind: "account", nsid: "12345678@N00" }, answers: ["not-found", "not-covered"] },
  { text: "#a", line: 3, reading: { kind: "tag", tag: "a" }, scope: "tags" },
  { text: "?, really", line: 5, refusal: { refusal: "nonsense" } },
];

test("what no list can tell is no miss", () => {
  assert.deepEqual(rows.map(kindOf), ["found", "missed", "unclear", "unclear"]);
  assert.equal(kindOf({ text: "x", line: 1, answers: ["not-covered", "not-covered"] }), "unclear");
});

test("as CSV, one line each, and none of them a formula", () => {
  assert.deepEqual(csvOf(rows, summary).slice(1).split("\r\n"), [
    "line,text,read_as,kind,one,two,items,owners,problem",
    "1,'=jane,'=jane,name,almost-certainly,not-covered,3,2,",
    "2,12345678@N00,12345678@N00,account,not-found,not-covered,,,",
    "3,#a,#a,tag,,,,,not-in-this-index",
    '5,"?, really",,,,,,,nonsense',
    "",
  ]);
});

test("as JSON, with the list that was asked", () => {
  const { list, results } = JSON.parse(jsonOf(rows, summary));
  assert.deepEqual(list, { title: "t", publisher: "p", build: "b" });
  assert.deepEqual(results[0].answers, { one: "almost-certainly", two: "not-covered" });
  assert.deepEqual(
    results.map((/** @type {any} */ { problem }) => problem),
    [null, null, "not-in-this-index", "nonsense"],
  );
});
