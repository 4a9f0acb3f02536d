// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { accentsOf, contrast } from "./colour.js";

test("contrast is that of WCAG", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#0000ff", "#ffffff").toFixed(2), "8.59");
});

test("an accent that can be read stays as it is", () => {
  assert.deepEqual(accentsOf("#0b5560").light, { accent: "#0b5560", on: "#ffffff" });
  assert.deepEqual(accentsOf("#8acfd3").dark, { accent: "#8acfd3", on: "#000000" });
});

test("every accent can be read, and so can what is written on it", () => {
  const shares = ["00", "40", "80", "c0", "ff"];
  const all = shares.flatMap((red) => shares.flatMap((green) => shares.map((blue) => `#${red}${green}${blue}`)));
  for (const colour of all) {
    const { light, dark } = accentsOf(colour);
    for (const [{ accent, on }, grounds] of /** @type {const} */ ([
      [light, ["#fcfbf8", "#f4f1ea", "#ffffff"]],
      [dark, ["#161719", "#202225"]],
    ])) {
      for (const ground of grounds) assert.ok(contrast(accent, ground) >= 4.5, `${colour}: ${accent} on ${ground}`);
      assert.ok(contrast(accent, on) >= 4.5, `${colour}: ${on} on ${accent}`);
    }
  }
});
