// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAll } from "./batch.js";
/** @import { Place, Question, Scope, Summary, Understood } from "./types.js" */
/** @import { Desk } from "./batch.js" */

const summary = /** @type {Summary} */ (/** @type {unknown} */ ({ scopes: [{ scope: "owners" }, { scope: "items" }] }));
const NOT_FOUND = [{ dataset: "a", answer: "not-found" }];
const FOUND = [{ dataset: "a", answer: "almost-certainly" }];

/**
 * An index of four shards of each kind: a name stands in that of its length. "member…" is in it, "wrong…" passes the
 * filter and has no details, "refused" is not understood; a photo's address asks for its account first.
 */
class Invented {
  opened = 0;
  open = 0;

  /** @param {string} text @returns {ReturnType<Desk["understand"]>} */
  understand(text) {
    if (text === "refused") return { refusal: { refusal: "nonsense" }, alternatives: [] };
    /** @param {number} which @param {Scope} scope */
    const question = (which, scope) => /** @type {Question} */ ({ text, which, scope, identifier: text, asked_by: "name" });
    const isPhoto = text.startsWith("photo");
    return /** @type {Understood} */ ({
      reading: isPhoto ? { kind: "photo", id: text } : { kind: "name", name: text },
      question: question(0, text.startsWith("#") ? "tags" : "owners"),
      alternatives: isPhoto ? [question(1, "items")] : [],
    });
  }

  /** @param {Question} question */
  place({ text, scope }) {
    return scope === "tags" ? undefined : text.length % 4;
  }

  /** @param {Place} place */
  async shard({ family, details, number }) {
    this.opened += 1;
    this.open += 1;
    assert.equal(this.open, 1, "one shard is open at a time");
    return {
      free: () => (this.open -= 1),
      /** @param {string} text @param {number} which */
      ask: (text, which) => {
        assert.equal(text.length % 4, number, "a question goes to its own shard");
        assert.equal(which, family, "photos are asked as photos");
        const isMember = text.includes("member");
        if (!details) {
          const verdicts = isMember || text.startsWith("wrong") ? FOUND : NOT_FOUND;
          return { outcome: { outcome: "verdicts", verdicts } };
        }
        if (!isMember) return { outcome: { details: "not-found" } };
        if (family === 1) return { outcome: { details: "found", found: "item" } };
        return { outcome: { details: "found", found: "lists", accounts: [{ total: 3 }, { total: 4 }] } };
      },
    };
  }

  miss() {
    return /** @type {ReturnType<Desk["miss"]>} */ (NOT_FOUND);
  }
}

/** @param {string[]} texts */
const numbered = (texts) => texts.map((text, at) => ({ text, line: at + 1 }));
const going = () => new AbortController().signal;

test("every line has its answer, in the order of the lines", async () => {
  const texts = ["member", "stranger", "refused", "#tag", "photo-member", "wrong-one"];
  const rows = await checkAll(numbered(texts), summary, new Invented(), going(), () => {});
  assert.deepEqual(rows.map(({ text }) => text), texts);
  assert.deepEqual(
    rows.map(({ answers, items, accounts, refusal }) => [answers?.[0], items, accounts, refusal?.refusal]),
    [
      ["almost-certainly", 7, 2, undefined],
      ["not-found", undefined, undefined, undefined],
      [undefined, undefined, undefined, "nonsense"],
      [undefined, undefined, undefined, undefined],
      ["almost-certainly", 1, undefined, undefined],
      // What the filter got wrong, the details put right.
      ["not-found", undefined, undefined, undefined],
    ],
  );
});

test("a shard is opened once for all its questions, and let go", async () => {
  const desk = new Invented();
  const texts = Array.from({ length: 2000 }, (_, at) => `${at % 3 ? "stranger" : "member"}${at}`);
  const rows = await checkAll(numbered(texts), summary, desk, going(), () => {});
  assert.equal(rows.length, 2000);
  assert.equal(desk.opened, 8);
  assert.equal(desk.open, 0);
  assert.equal(rows[1]?.answers, rows[2]?.answers, "equal answers are kept once");
});

test("the page gets its turns, and whoever stops it keeps what was answered", async () => {
  const controller = new AbortController();
  const desk = new Invented();
  const ask = desk.understand.bind(desk);
  desk.understand = (text) => {
    const end = performance.now() + 1;
    while (performance.now() < end);
    return ask(text);
  };
  const steps = [];
  const texts = Array.from({ length: 60 }, () => "refused");
  const rows = await checkAll(numbered(texts), summary, desk, controller.signal, (done) => {
    steps.push(done);
    if (done > 20) controller.abort();
  });
  assert.ok(steps.length > 1);
  assert.ok(rows.length > 20 && rows.length < 60, `${rows.length} rows`);
  assert.ok(rows.every(({ refusal }) => refusal));
});

test("a shard that cannot be read ends it: no row is taken for a miss", async () => {
  const desk = new Invented();
  desk.shard = async () => ({ free: () => 0, ask: () => ({ outcome: { outcome: "unavailable", reason: "damaged" } }) });
  await assert.rejects(checkAll(numbered(["stranger"]), summary, desk, going(), () => {}));
});
