// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { eml } from "./eml.js";
import { letter } from "./letter.js";
import { bodyOf, listOf } from "./plain.js";
import { order } from "./samples.test.js";
/** @import { Order } from "./types.js" */

/**
 * What a mail program reads.
 *
 * @param {string} message
 */
function read(message) {
  const { headers, body } = entity(message);
  const [, boundary] = /boundary="(.+)"/.exec(headers.get("content-type") ?? "") ?? [];
  const [, ...parts] = body.split(`--${boundary}`).map((part) => part.replace(/^\r\n/, "").replace(/\r\n$/, ""));
  assert.equal(parts.pop(), "--");
  return { headers, parts: parts.map(entity) };
}

/** @param {string} text */
function entity(text) {
  const end = text.indexOf("\r\n\r\n");
  const lines = text.slice(0, end).replace(/\r\n[ \t]/g, " ").split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const [, name = "", value = ""] = /^([\w-]+): (.*)$/.exec(line) ?? assert.fail(`no header: ${line}`);
      return [name.toLowerCase(), value];
    }),
  );
  const raw = text.slice(end + 4);
  return { headers, body: headers.get("content-transfer-encoding") === "quoted-printable" ? unquoted(raw) : raw };
}

/** @param {string} text */
function unquoted(text) {
  const joined = text.replace(/=\r\n/g, "");
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}

/** @param {string} header */
function decoded(header) {
  return header
    .split(" ")
    .map((word) => /^=\?utf-8\?B\?(.+)\?=$/.exec(word)?.[1] ?? assert.fail(word))
    .map((word) => Buffer.from(word, "base64").toString("utf8"))
    .join("");
}

/** @param {Partial<Order>} changes */
function made(changes) {
  const full = order(changes);
  const paper = letter(full);
  return { paper, message: eml(paper, full) };
}

test("a draft holds the letter and its annex, unharmed", () => {
  const long = "and a line much, much longer than a line of a message may be, which ends with a space ";
  const { paper, message } = made({ note: `Grüße = „schön“ 例 😀 \n${long}` });
  const { headers, parts } = read(message);
  assert.equal(headers.get("x-unsent"), "1");
  assert.equal(headers.get("mime-version"), "1.0");
  assert.equal(headers.get("to"), "lab@uni.example");
  assert.equal(headers.get("from"), "jane@example.org");
  assert.equal(headers.get("date"), "Fri, 31 Jan 2025 00:00:00 +0000");
  assert.equal(headers.get("subject"), paper.subject);
  assert.deepEqual(parts.map(({ body }) => body), [bodyOf(paper), listOf(paper)]);
  assert.match(parts[1]?.headers.get("content-disposition") ?? "", /attachment; filename="photos.txt"/);
});

test("it is ASCII in short lines", () => {
  const dataset = { ...order({}).dataset, name: "Gesichter in großer Zahl ".repeat(8) };
  const { message } = made({ dataset, note: "é".repeat(500) });
  for (const line of message.split("\r\n")) assert.match(line, /^[\t -~]{0,78}$/);
});

test("a subject in any script comes back whole", () => {
  const name = "وجوه متنوعة 例 😀 ".repeat(6).trim();
  const { paper, message } = made({ dataset: { ...order({}).dataset, name } });
  assert.equal(decoded(read(message).headers.get("subject") ?? ""), paper.subject);
});

test("nothing that was filled in or that a dataset says becomes a header", () => {
  const dataset = { ...order({}).dataset, name: "A\r\nBcc: x@y.example", facts: [] };
  const { headers } = read(made({ dataset, reply: "me@here.example\r\nBcc: x@y.example", name: "\r\nBcc: x" }).message);
  assert.deepEqual([...headers.keys()], ["x-unsent", "date", "subject", "mime-version", "content-type"]);
});
