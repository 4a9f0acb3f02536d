// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { guess, tableOfFile, tableOfLines, textOf, textsOf } from "./table.js";

/** @param {string} text */
const encoded = (text) => /** @type {ArrayBuffer} */ (new TextEncoder().encode(text).buffer);

test("lines are kept as they are, whatever they hold, and empty ones are left out", () => {
  const table = tableOfLines("doe, jane\r\n\n  12345678@N00 \r a;b\n");
  assert.deepEqual(textsOf(table), [
    { text: "doe, jane", line: 1 },
    { text: "12345678@N00", line: 3 },
    { text: "a;b", line: 4 },
  ]);
});

test("cells may be quoted, hold separators, quotation marks and line ends, and be empty", () => {
  const { rows } = tableOfFile("a.csv", 'name,"note, long",id\r\n"Doe, Jane","say ""hi""\nagain",1\n,,\n');
  assert.deepEqual(rows, [["name", "note, long", "id"], ["Doe, Jane", 'say "hi"\nagain', "1"], ["", "", ""]]);
});

test("a stray quotation mark is a character like others", () => {
  const { rows } = tableOfFile("a.csv", 'id,name\n1,"a" b\n2,6"\n3,"open\n4,');
  assert.deepEqual(rows.slice(1), [["1", '"a" b'], ["2", '6"'], ["3", '"open'], ["4", ""]]);
});

test("the separator is the one that every line has", () => {
  for (const separator of [",", ";", "\t", "|"]) {
    const text = [["nsid", "name"], ["12345678@N00", "x.y"], ["87654321@N00", "z"]].map((row) => row.join(separator));
    assert.deepEqual(tableOfFile("list", text.join("\n")).rows[1], ["12345678@N00", "x.y"], separator);
  }
  assert.deepEqual(tableOfFile("names.txt", "doe, jane\nroe, rick\n").rows[0], ["doe, jane"]);
  assert.deepEqual(tableOfFile("names", "a b\nc, d\ne\n").rows[1], ["c, d"]);
});

test("the column is guessed by its heading, a number before a name", () => {
  assert.deepEqual(guess([["Title", "Owner NSID", "alias"], ["a", "1", "b"]]), { headed: true, column: 1 });
  assert.deepEqual(guess([["photo_url", "user_name"], ["a", "b"]]), { headed: true, column: 0 });
  assert.deepEqual(guess([["x", "Username"], ["a", "b"]]), { headed: true, column: 1 });
});

test("without headings it is guessed by what its cells look like", () => {
  assert.deepEqual(guess([["x", "12345678@N00"], ["y", "87654321@N00"]]), { headed: false, column: 1 });
  assert.deepEqual(guess([["a", "b", "https://www.flickr.com/photos/a/1"]]), { headed: false, column: 2 });
  assert.deepEqual(guess([["a", "b"]]), { headed: false, column: 0 });
  assert.deepEqual(guess([]), { headed: false, column: 0 });
});

test("what a column may be called follows from what the index is about", () => {
  const rows = [["id", "Title", "Author name", "page_url"], ["1", "Notes on Gulls", "Nora Lind", "https://example.org/a"]];
  assert.deepEqual(guess(rows, "plain"), { headed: true, column: 2 });
  assert.deepEqual(guess(rows, "web"), { headed: true, column: 3 });
  assert.deepEqual(guess([["x", "bücher.example"], ["y", "example.org/a"]], "web"), { headed: false, column: 1 });
});

test("headings are not asked about, and rows that are too short ask nothing", () => {
  const table = { rows: [["id", "name"], ["1", "jane"], ["2"]], headed: true, column: 1 };
  assert.deepEqual(textsOf(table), [{ text: "jane", line: 2 }]);
});

test("bytes are text in one of four encodings, or not text", () => {
  assert.equal(textOf(encoded("Zoë")), "Zoë");
  assert.equal(textOf(new Uint8Array([0x5a, 0x6f, 0xeb]).buffer), "Zoë");
  assert.equal(textOf(new Uint8Array([0xff, 0xfe, 0x5a, 0]).buffer), "Z");
  assert.equal(textOf(new Uint8Array([0xfe, 0xff, 0, 0x5a]).buffer), "Z");
  assert.equal(textOf(new Uint8Array([0x50, 0x4b, 0, 1]).buffer), undefined);
});
