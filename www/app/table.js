// @ts-check
/** Reading what a reader hands over to be checked line by line: pasted lines, or a file with columns. */
/** @import { Summary, Table } from "./types.js" */

/** Larger files are not read: they would hold more lines than a browser shows or a person asks about. */
export const MAX_BYTES = 64e6;

const SEPARATORS = [",", ";", "\t", "|"];

/**
 * By the scheme of the index, names of columns that identify somebody or something, best first: an account's number
 * finds more than its name.
 */
const HEADINGS = {
  flickr: [
    /nsid|user.?id|owner.?id|account.?(id|number)/,
    /(photo|page|flickr|landing).*(url|address|link)|^(url|link|address)$/,
    /photo.?id|image.?id|^id$/,
    /alias|user.?name|nick|screen.?name/,
    /owner|account|user|author|photographer/,
    /name|title|hashtag|tag/,
  ],
  web: [/url|uri|address/, /domain|host/, /site|link|page/],
  plain: [/author|owner|creator|artist/, /name/, /title/],
};

/** What cells look like that do so whatever stands above them. Names and titles look like anything. */
const TELLING = {
  flickr: /^\d{5,11}@N\d{2}$|flickr\.com\/|flic\.kr\/|^\d{6,}$|_[0-9a-f]{10}/i,
  web: /^(https?:\/\/)?([\p{L}\d-]+\.)+\p{L}[\p{L}\d-]+([/:?#]|$)/iu,
  plain: /(?!)/,
};

/**
 * One identifier a line.
 *
 * @param {string} text
 * @returns {Table}
 */
export function tableOfLines(text) {
  return { rows: text.split(/\r\n|\r|\n/).map((line) => [line]), headed: false, column: 0 };
}

/**
 * The table in a file. Lines without columns are a table, too.
 *
 * @param {string} name
 * @param {string} text
 * @param {Summary["scheme"]} [scheme]
 * @returns {Table}
 */
export function tableOfFile(name, text, scheme) {
  const isTable = /\.(csv|tsv|tab)$/i.test(name) || !/\.(txt|text|log)$/i.test(name);
  const separator = isTable ? separatorOf(text) : undefined;
  if (!separator) return tableOfLines(text);
  const rows = cellsOf(text, separator);
  return { rows, ...guess(rows, scheme) };
}

/**
 * What comes out of a file's bytes: UTF-8, UTF-16 if it says so, or else what old spreadsheets write.
 *
 * @param {ArrayBuffer} bytes
 * @returns {string | undefined} nothing if it is no text
 */
export function textOf(bytes) {
  const start = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 4096));
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (start.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * What separates the columns: whatever stands equally often in each of the first lines, and most often.
 *
 * @param {string} text
 */
function separatorOf(text) {
  const [first = "", ...others] = text.slice(0, 10_000).split(/\r\n|\r|\n/).slice(0, 20);
  /** @param {string} separator */
  const count = (separator) => unquoted(first).split(separator).length - 1;
  const complete = others.slice(0, -1).filter(Boolean);
  const isSteady = (/** @type {string} */ separator) =>
    complete.every((line) => line.includes('"') || line.split(separator).length - 1 === count(separator));
  const possible = SEPARATORS.filter((separator) => count(separator) > 0 && isSteady(separator));
  return possible.sort((a, b) => count(b) - count(a))[0];
}

/** @param {string} line */
function unquoted(line) {
  return line.replace(/"[^"]*"/g, "");
}

/**
 * Cells as RFC 4180 has them, with any separator.
 *
 * @param {string} text
 * @param {string} separator
 */
function cellsOf(text, separator) {
  const readCell = cellReader(text, separator);
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  for (let at = 0; at < text.length; ) {
    const { cell, end } = readCell(at);
    row.push(cell);
    at = text.startsWith("\r\n", end) ? end + 2 : end + 1;
    if (text[end] === separator && at < text.length) continue;
    if (text[end] === separator) row.push("");
    rows.push(row);
    row = [];
  }
  return rows;
}

/**
 * @param {string} text
 * @param {string} separator
 */
function cellReader(text, separator) {
  const quoted = /"([^"]*(?:""[^"]*)*)"/y;
  const ending = new RegExp(`[\\r\\n\\${separator}]`, "g");
  /** @param {number} at */
  return (at) => {
    quoted.lastIndex = at;
    const cell = quoted.exec(text)?.[1];
    // A quotation mark that encloses nothing is part of the cell.
    const isWhole = cell !== undefined && /^[\r\n]?$/.test((text[quoted.lastIndex] ?? "").replace(separator, ""));
    if (isWhole) return { cell: cell.replaceAll('""', '"'), end: quoted.lastIndex };
    ending.lastIndex = at;
    const end = ending.exec(text)?.index ?? text.length;
    return { cell: text.slice(at, end), end };
  };
}

/**
 * Which column identifies, and whether the first row names the columns.
 *
 * @param {readonly string[][]} rows
 * @param {Summary["scheme"]} [scheme]
 * @returns {{ headed: boolean, column: number }}
 */
export function guess(rows, scheme = "flickr") {
  const [first = [], ...others] = rows;
  const [names, telling] = [HEADINGS[scheme], TELLING[scheme]];
  const headings = first.map((cell) => rankOf(cell, names));
  const best = Math.min(...headings);
  const headed = best < names.length && !first.some((cell) => telling.test(cell.trim()));
  if (headed) return { headed, column: headings.indexOf(best) };
  const sample = [first, ...others.slice(0, 50)];
  const counts = first.map((_, column) => sample.filter((row) => telling.test(row[column]?.trim() ?? "")).length);
  return { headed, column: Math.max(0, counts.indexOf(Math.max(...counts))) };
}

/**
 * @param {string} heading
 * @param {readonly RegExp[]} names
 */
function rankOf(heading, names) {
  const at = names.findIndex((pattern) => pattern.test(heading.trim().toLowerCase()));
  return at < 0 ? names.length : at;
}

/**
 * The texts to ask about, with their line numbers. Lines without any are left out.
 *
 * @param {Table} table
 */
export function textsOf({ rows, headed, column }) {
  return rows
    .map((row, at) => ({ text: (row[column] ?? "").trim(), line: at + 1 }))
    .filter(({ text }, at) => text !== "" && !(headed && at === 0));
}
