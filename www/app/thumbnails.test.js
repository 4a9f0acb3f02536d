// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

// What the words of the page ask of the document they are loaded in.
Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const { imageAddress } = await import("./thumbnails.js");

test("a small image is loaded from where the list says that it lies", () => {
  const thumbnail = "https://live.staticflickr.com/65535/123_0a1b2c3d4e_q.jpg";
  assert.equal(imageAddress({ thumbnail }), thumbnail);
});

test("nothing is loaded where the list has no address, or one from elsewhere", () => {
  for (const thumbnail of [
    undefined,
    null,
    "",
    "http://live.staticflickr.com/65535/123_0a1b2c3d4e_q.jpg",
    "https://live.staticflickr.com.example/65535/123_0a1b2c3d4e_q.jpg",
    "https://live.staticflickr.com/65535/../../x/123_0a1b2c3d4e_q.jpg",
    "https://live.staticflickr.com/65535/123_0a1b2c3d4e_q.jpg?x",
  ]) {
    assert.equal(imageAddress({ thumbnail }), undefined, String(thumbnail));
  }
});
