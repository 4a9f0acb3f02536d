// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

// What the words of the page ask of the document they are loaded in.
Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const { imageAddress } = await import("./thumbnails.js");

test("the address of a small image is made of the photo's number and what the table adds", () => {
  const image = { server: 65535, secret: "0a1b2c3d4e" };
  assert.equal(imageAddress({ id: "123", image }), "https://live.staticflickr.com/65535/123_0a1b2c3d4e_q.jpg");
});

test("there is no address where the table has nothing, or what cannot be part of one", () => {
  assert.equal(imageAddress({ id: "123" }), undefined);
  assert.equal(imageAddress({ id: "123", image: null }), undefined);
  assert.equal(imageAddress({ id: "123", image: { server: 1, secret: "../../x" } }), undefined);
  assert.equal(imageAddress({ id: "12/3", image: { server: 1, secret: "ab" } }), undefined);
  assert.equal(imageAddress({ id: "123", image: { server: 0.5, secret: "ab" } }), undefined);
});
