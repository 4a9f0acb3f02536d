// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, jsonOf, resultsOf } from "./exports.js";
import { accountsOf, isComplete, verdictsOf } from "./results.js";
import { PHOTOS, SUMMARY, account, asked } from "./samples.test.js";
/** @import { Asked } from "../types.js" */

/** @param {Partial<Asked>} changes */
const results = (changes) => resultsOf(asked(changes), SUMMARY, "2025-01-31");
const licenceName = (/** @type {number} */ licence) => `licence ${licence}`;

test("JSON says what was asked, of which list, and what was found", () => {
  const read = JSON.parse(jsonOf(results({})));
  assert.deepEqual(read.question, { text: "janedoe", asked_by: "alias" });
  assert.deepEqual([read.checked, read.list.build, read.complete], ["2025-01-31", "f00dfeed", true]);
  assert.deepEqual(read.datasets.map((/** @type {any} */ one) => one.answer), ["almost-certainly", "not-found"]);
  assert.deepEqual(read.items[0], {
    id: "1001",
    url: "https://www.flickr.com/photos/12345678@N00/1001",
    owner: "janedoe (12345678@N00)",
    datasets: ["mega"],
    implied: [],
    month: "2008-07",
    licence: 2,
  });
});

test("photos that were not fetched are not none", () => {
  const read = JSON.parse(jsonOf(results({ pages: [] })));
  assert.equal(read.items, null);
  assert.equal(read.complete, false);
});

test("CSV has a row for each photo in each dataset, and one for each dataset without", () => {
  const photos = PHOTOS.map((photo) => ({ ...photo, datasets: ["child"], implied: ["mega"] }));
  const pages = asked({}).pages.map((page) => ({ ...page, accounts: [account(photos)] }));
  const lines = csvOf(results({ pages: /** @type {Asked["pages"]} */ (pages) }), licenceName).split("\r\n");
  assert.equal(lines.length, 1 + 6 + 1);
  assert.equal(new Set(lines.slice(0, -1).map((line) => line.split(",").length)).size, 1);
  assert.match(lines[1] ?? "", /,mega,MegaSample,almost-certainly,1001,https:.*,implied,2008-07,2,licence 2$/);
  assert.match(lines[4] ?? "", /,child,Child,not-found,1001,.*,listed,/);
  assert.match(csvOf(results({ pages: [] }), licenceName), /,mega,MegaSample,almost-certainly,,,,,,,\r\n/);
});

test("details that say no overrule a verdict that said almost certainly", () => {
  const answers = verdictsOf(asked({ pages: [], problem: { details: "not-found" } })).map(({ answer }) => answer);
  assert.deepEqual(answers, ["not-found", "not-found"]);
  assert.deepEqual(verdictsOf(asked({ checked: { outcome: { outcome: "not-covered" }, requests: [] } })), []);
});

test("an account's photos on several pages are one list", () => {
  const page = (/** @type {number} */ page) => ({
    found: /** @type {const} */ ("lists"),
    page,
    pages: 2,
    accounts: [{ ...account(PHOTOS.slice(page - 1, page)), total: 2 }],
  });
  const [one, ...others] = accountsOf([page(1), page(2)]);
  assert.deepEqual([one?.items.map(({ id }) => id), others.length], [["1001", "1002"], 0]);
  assert.deepEqual([isComplete([]), isComplete([page(1)]), isComplete([page(1), page(2)])], [false, false, true]);
});
