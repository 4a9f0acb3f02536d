// @ts-check
/** The results of a check of many, for files and for the table on the page. */
import { csv } from "./csv.js";
/** @import { BulkKind, BulkRow, Reading, Summary } from "./types.js" */

/**
 * @param {BulkRow} row
 * @returns {BulkKind} `unclear`: not understood, or nothing that these lists can tell
 */
export function kindOf({ answers }) {
  if (!answers) return "unclear";
  if (answers.includes("almost-certainly")) return "found";
  return answers.includes("not-found") ? "missed" : "unclear";
}

/**
 * What a text was understood to be.
 *
 * @param {Reading} reading
 */
export function readAs(reading) {
  switch (reading.kind) {
    case "account":
      return reading.nsid;
    case "alias":
      return reading.alias;
    case "name":
      return reading.name;
    case "tag":
      return `#${reading.tag}`;
    case "photo":
      return reading.id;
    case "domain":
      return reading.domain;
    case "page":
      return reading.address;
  }
}

/**
 * @param {readonly BulkRow[]} rows
 * @param {Summary} summary
 */
export function csvOf(rows, { datasets }) {
  const slugs = datasets.map(({ slug }) => slug);
  const head = ["line", "text", "read_as", "kind", ...slugs, "items", "owners", "problem"];
  const body = rows.map(({ line, text, reading, answers, items, accounts, ...row }) => [
    line,
    text,
    reading && readAs(reading),
    reading?.kind,
    ...slugs.map((_, at) => answers?.[at]),
    items,
    accounts,
    problemOf({ ...row, answers }),
  ]);
  return csv([head, ...body]);
}

/**
 * @param {readonly BulkRow[]} rows
 * @param {Summary} summary
 */
export function jsonOf(rows, { build, title, publisher, datasets }) {
  const results = rows.map(({ line, text, reading, answers, items = null, accounts = null, ...row }) => ({
    line,
    text,
    read_as: reading ? readAs(reading) : null,
    kind: reading?.kind ?? null,
    answers: answers ? Object.fromEntries(datasets.map(({ slug }, at) => [slug, answers[at]])) : null,
    items,
    owners: accounts,
    problem: problemOf({ ...row, answers }) ?? null,
  }));
  return `${JSON.stringify({ list: { title, publisher, build }, results }, undefined, 1)}\n`;
}

/** @param {Pick<BulkRow, "refusal" | "answers">} row */
function problemOf({ refusal, answers }) {
  if (refusal) return refusal.refusal;
  return answers ? undefined : "not-in-this-index";
}
