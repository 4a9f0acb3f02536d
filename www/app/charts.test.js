// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

// What the words of the page ask of the document they are loaded in.
Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const { perLicence, perYear } = await import("./charts.js");

test("years without photos stand between those that have some", () => {
  const items = ["2009-03", "2006-12", "2009-01", undefined].map((month) => ({ month }));
  assert.deepEqual(perYear(items), [
    { label: "2006", n: 1 },
    { label: "2007", n: 0 },
    { label: "2008", n: 0 },
    { label: "2009", n: 2 },
  ]);
});

test("nothing that is no month is counted as a year", () => {
  assert.deepEqual(perYear([]), []);
  assert.deepEqual(perYear([{ month: "0000-01" }, { month: "20-2007" }, { month: null }]), []);
});

test("a date from another age does not draw a thousand empty years", () => {
  assert.deepEqual(perYear([{ month: "1066-10" }, { month: "2006-01" }]), [
    { label: "1066", n: 1 },
    { label: "2006", n: 1 },
  ]);
});

test("the commonest licence stands first", () => {
  const items = [4, 0, 4, null, 2].map((licence) => ({ licence }));
  assert.deepEqual(perLicence(items, String), [
    { label: "4", n: 2 },
    { label: "0", n: 1 },
    { label: "2", n: 1 },
  ]);
});
