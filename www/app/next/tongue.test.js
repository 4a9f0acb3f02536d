// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { tongue } from "./tongue.js";
/** @import { Key } from "../words.js" */

const KEY = /** @type {Key} */ ("letter.photos");

test("a language writes its own plurals, numbers, days and lists", () => {
  const { say, date, list } = tongue("de", "ltr", { [KEY]: { one: "{n} Foto", other: "{n} Fotos: {dataset}" } });
  assert.equal(say(KEY, { n: 1, dataset: "" }), "1 Foto");
  assert.equal(say(KEY, { n: 1234, dataset: "A" }), "1.234 Fotos: A");
  assert.equal(date("2025-03-01"), "1. März 2025");
  assert.equal(list(["A", "B"]), "A und B");
});

test("names are set apart where the text runs from right to left", () => {
  const { say } = tongue("ar", "rtl", { [KEY]: "في {dataset}" });
  assert.equal(say(KEY, { dataset: "Mega (2015)" }), "في \u2068Mega (2015)\u2069");
});
