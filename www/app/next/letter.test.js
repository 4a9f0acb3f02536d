// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline } from "./days.js";
import { BASES, WRITERS } from "./draft.js";
import { letter } from "./letter.js";
import { bodyOf, textOf } from "./plain.js";
import { ENGLISH, PHOTOS, SUMMARY, order } from "./samples.test.js";
/** @import { Basis, Writer } from "./types.js" */

const DATASET = SUMMARY.datasets[0];

/** What a letter must mention because of its law: articles, sections, time limits, and where to complain. */
/** @type {Readonly<Record<Basis, readonly string[]>>} */
const DEMANDED = {
  plain: ["names no law"],
  gdpr: [
    ...["(EU) 2016/679", "Article 15", "Article 17(1)", "Articles 17(2) and 19", "Article 18", "Article 9"],
    ...["Article 11(2)", "Article 12(3)", "one month", "two further months", "Article 12(6)", "reasonable doubts"],
    "Article 77",
    ...["purposes", "received them", "where they come from", "stored", "Article 21", "supervisory authority"],
  ],
  ukgdpr: ["UK GDPR", "Article 15", "Article 17(1)", "Articles 17(2) and 19", "Article 77", "Information Commissioner"],
  ccpa: ["resident of California", "§ 1798.105", "§ 1798.110", "10 business days", "within 45 days", "45 more, which"],
  bipa: ["740 ILCS 14", "15(a)", "retention schedule", "15(b)", "written release", "15(c) and (d)", "private entity"],
};

/** @type {Readonly<Record<Writer, RegExp>>} */
const WHO = { photographer: /I am the photographer/, depicted: /I am pictured/, guardian: /parent or guardian/ };

for (const writer of WRITERS) {
  for (const basis of BASES) {
    test(`a letter by a ${writer} on the basis ${basis} says what it must`, () => {
      const made = letter(order({ writer, basis, until: deadline(basis, "2025-01-31") }));
      const text = textOf(made, ENGLISH);
      assert.doesNotMatch(text, /[{}]|undefined|null|NaN|\[object/);
      assert.match(text, WHO[writer]);
      for (const [other, who] of Object.entries(WHO)) if (other !== writer) assert.doesNotMatch(text, who);
      const always = [
        ...["MegaSample (2015)", SUMMARY.build, "janedoe (12345678@N00)", "search for “janedoe”"],
        ...["photos", "crops", "links", "annotations", "face templates", "everyone who has received"],
        ...["confirm in writing", "no identity document", "jane@example.org", "Jane", "A sentence of mine."],
        "January 31, 2025",
      ];
      for (const part of [...always, ...DEMANDED[basis]]) assert.ok(text.includes(part), `${part} in:\n${text}`);
      assert.equal(/terms at issue/.test(text), writer === "photographer");
    });
  }
}

test("no law speaks in another's letter", () => {
  for (const basis of BASES) {
    const body = bodyOf(letter(order({ basis })));
    assert.equal(/Article \d/.test(body), basis === "gdpr" || basis === "ukgdpr", basis);
    assert.equal(/California/.test(body), basis === "ccpa", basis);
    assert.equal(/Illinois/.test(body), basis === "bipa", basis);
  }
});

test("the annex lists each photo with its exact address", () => {
  assert.deepEqual(
    letter(order({})).list.lines,
    PHOTOS.map(({ id, url }) => `${id} ${url}`),
  );
});

test("what is not filled in leaves no gap", () => {
  const made = letter(order({ name: "", reply: "", note: "", account: undefined, photos: PHOTOS.slice(0, 1) }));
  const text = textOf(made, ENGLISH);
  assert.match(text, /answer to the sender of this letter/);
  assert.match(text, /Removal of 1 photo from/);
  assert.doesNotMatch(text, /Flickr account that published|\n\n\n|[{}]/);
  assert.equal(made.paragraphs.at(-1), "Yours faithfully,");
});

test("a photographer's letter names each licence's terms, and that a licence is not recorded", () => {
  const [one = PHOTOS[0], two, three] = PHOTOS;
  const photos = [{ ...one, licence: 2 }, { ...two, licence: 2 }, { ...three, licence: 99 }, { ...one, licence: null }];
  const text = textOf(letter(order({ writer: "photographer", photos })), ENGLISH);
  assert.match(text, /- 2 photos: CC BY-NC 2\.0; credit \(BY\), no commercial use \(NC\)/);
  assert.match(text, /- 1 photo: licence no\. 99 of Flickr’s/);
  assert.match(text, /- 1 photo: no licence is recorded/);
});

test("grounds for erasure are those that were chosen, or none", () => {
  const chosen = bodyOf(letter(order({ basis: "gdpr", grounds: ["consent", "unlawful"] })));
  assert.match(chosen, /- As far as the processing rests on consent/);
  assert.match(chosen, /- They have been processed unlawfully/);
  assert.doesNotMatch(chosen, /Article 21|no longer necessary/);
  assert.match(bodyOf(letter(order({ basis: "gdpr", grounds: [] }))), /erase these data\./);
});

test("photos that a derived dataset puts into this one are explained", () => {
  const implied = PHOTOS.map((photo) => ({ ...photo, datasets: ["child"], implied: ["mega"] }));
  assert.match(bodyOf(letter(order({ photos: implied }))), /That 3 of them are in MegaSample follows from .* in Child/);
  assert.doesNotMatch(bodyOf(letter(order({}))), /follows from/);
});

test("a letter goes to whom the facts name", () => {
  const recipientOf = (/** @type {[string, string][]} */ facts) => {
    const { to, recipient } = letter(order({ dataset: { ...DATASET, facts } }));
    return [to, recipient];
  };
  assert.deepEqual(recipientOf([["contact", "Lab, lab@uni.example"]]), ["lab@uni.example", "Lab, lab@uni.example"]);
  assert.deepEqual(recipientOf([["contact", "https://uni.example"]]), [undefined, "https://uni.example"]);
  assert.deepEqual(recipientOf([["makers", "A university"]]), [undefined, "A university"]);
  assert.deepEqual(recipientOf([]), [undefined, "whoever gives out or hosts the dataset MegaSample"]);
  /** @type {[string, string][]} */
  const both = [["contact", "a@b.example"], ["removal", "write to gone@b.example."]];
  assert.deepEqual(recipientOf(both), ["gone@b.example", "a@b.example"]);
  const [to, recipient] = recipientOf([["contact", "x@y.example\r\nBcc: z@y.example"]]);
  assert.deepEqual([to, recipient], ["x@y.example", "x@y.example Bcc: z@y.example"]);
});

test("an answer is asked for by the day that the law gives", () => {
  assert.equal(deadline("gdpr", "2025-01-31"), "2025-02-28");
  assert.equal(deadline("ukgdpr", "2024-12-15"), "2025-01-15");
  assert.equal(deadline("ccpa", "2025-01-01"), "2025-02-15");
  assert.equal(deadline("plain", "2024-02-01"), "2024-03-02");
});
