// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { heightAt, resizing } from "./messages.js";

test("a height follows from the width alone", () => {
  assert.deepEqual([280, 479, 480, 900].map(heightAt), [640, 640, 560, 560]);
});

test("it is said as AMP and Pym expect it", () => {
  const messages = [
    { hushset: 1, event: "resize", height: 640 },
    { sentinel: "amp", type: "embed-size", height: 640 },
  ];
  assert.deepEqual(resizing(640), messages);
  assert.deepEqual(resizing(640, "box-0"), [...messages, "pymxPYMxbox-0xPYMxheightxPYMx640"]);
});
