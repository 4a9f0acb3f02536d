// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchMissing, filesOf } from "./download.js";
/** @import { File } from "./download.js" */
/** @import { Leak, Summary, Unavailable } from "./types.js" */

/** @type {Unavailable} */
const BROKEN = { reason: "failed", failure: "network" };

/** @param {number} shards */
const leak = (shards) => /** @type {Leak} */ ({ shards, bytes: 10 * shards });
const scopes = [
  { scope: "owners", verdict: leak(1), details: leak(4) },
  { scope: "items", verdict: leak(2), details: leak(8) },
];
const files = filesOf(/** @type {Summary} */ (/** @type {unknown} */ ({ scopes })));

/** @param {File} file */
const name = ({ family, details, number }) => `${family}${details ? "x" : "f"}${number}`;
const going = () => new AbortController().signal;

/** @param {File[]} asked @param {(file: File) => Unavailable | undefined} answer */
const host = (asked, answer) => async (/** @type {File} */ file) => {
  asked.push(file);
  await new Promise((later) => setImmediate(later));
  return answer(file);
};

test("every shard is listed once, in the order of the manifest, with its length", () => {
  assert.equal(files.map(name).join(" "), "0f0 0x0 0x1 0x2 0x3 1f0 1f1 1x0 1x1 1x2 1x3 1x4 1x5 1x6 1x7");
  assert.deepEqual(new Set(files.map(({ bytes }) => bytes)), new Set([10, 40, 20, 80]));
});

test("all are asked for in order, a few at a time", async () => {
  /** @type {File[]} */
  const asked = [];
  let [open, most] = [0, 0];
  const kept = new Set();
  const trouble = await fetchMissing(
    files,
    kept,
    async (file) => {
      asked.push(file);
      most = Math.max(most, ++open);
      await new Promise((later) => setTimeout(later, Math.random() * 5));
      open -= 1;
      return undefined;
    },
    going(),
  );
  assert.equal(trouble, undefined);
  assert.deepEqual(asked, files);
  assert.deepEqual(kept, new Set(files));
  assert.equal(most, 4);
});

test("a connection that breaks ends it with the reason, and going on asks for the rest alone", async () => {
  /** @type {File[]} */
  const before = [];
  const kept = new Set();
  const isBroken = (/** @type {File} */ file) => files.indexOf(file) >= 6;
  assert.equal(await fetchMissing(files, kept, host(before, (file) => (isBroken(file) ? BROKEN : undefined)), going()), BROKEN);
  assert.deepEqual([...kept], files.slice(0, 6));
  assert.ok(before.length < files.length, "it does not go on against a host that is gone");
  /** @type {File[]} */
  const after = [];
  assert.equal(await fetchMissing(files, kept, host(after, () => undefined), going()), undefined);
  assert.deepEqual(after, files.slice(6));
  assert.equal(kept.size, files.length);
});

test("whoever stops it is shown no trouble, and keeps what came", async () => {
  const controller = new AbortController();
  const kept = new Set();
  const stopAt = (/** @type {File} */ file) => {
    if (files.indexOf(file) === 3) controller.abort();
    return controller.signal.aborted ? BROKEN : undefined;
  };
  assert.equal(await fetchMissing(files, kept, host([], stopAt), controller.signal), undefined);
  assert.deepEqual([...kept], files.slice(0, 3));
});
