// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { csv } from "./csv.js";

test("cells with commas, quotation marks and line breaks are quoted, and lines end as RFC 4180 says", () => {
  assert.equal(csv([["a", "b,c"], ['say "d"', "e\nf"]]), '\uFEFFa,"b,c"\r\n"say ""d""","e\nf"\r\n');
});

test("nothing is an empty cell, and a number stays one", () => {
  assert.equal(csv([[null, undefined, -1, ""]]), "\uFEFF,,-1,\r\n");
});

test("what a spreadsheet would take for a formula is text", () => {
  const formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"];
  for (const formula of formulas) assert.match(csv([[formula]]), /^\uFEFF"?'/, JSON.stringify(formula));
});
