/** What is signed, and what only looks like it: the vectors of docs/FORMAT.md, through the lookup that asks for the file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./browser.js";
import { trust } from "./signature.js";

const SITE = "https://example.org/";
const KEY = "RWQwMTIzNDU2N/0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
const SIGNED = bytes(`8948535401010000
  5844b23964889cbeacfc2c99584cb49fe049bc0393ef816fd3006166dc90cb99 0500000000000000
  4a 4564 3031323334353637
  60c862eee621077690e29dffd3a648dc022fd1d4b4c71652e61b6ae12e517f85
  7d2646c92881fc1bf70241ea5503ea23560e305a585ce82346a475b56652850a`);

/** @param {string} hex */
function bytes(hex) {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (byte) => parseInt(byte, 16));
}

/**
 * What a lookup comes to that asks which build is current: "used", or why not.
 *
 * @param {Uint8Array<ArrayBuffer>} file what the site sends
 * @param {string} [site]
 */
async function lookUp(file, site = SITE) {
  globalThis.fetch = async () => new Response(file);
  let isUsed = false;
  const lookup = {
    next: () => (isUsed ? undefined : `${site}hushset/current.bin`),
    is_mutable: () => true,
    max_len: () => 123,
    supply: () => (isUsed = true),
    is_sound: () => true,
    result: () => "used",
  };
  return run(/** @type {any} */ (lookup));
}

/** @param {string} doubt @param {number} bytes */
const doubted = (doubt, bytes) => ({
  unavailable: { reason: "doubted", doubt },
  requests: [{ path: "hushset/current.bin", subject: "current", bytes }],
});

/** @param {number} at */
function bent(at) {
  const file = SIGNED.slice();
  file[at] = (file[at] ?? 0) ^ 1;
  return file;
}

test("without a key everything is believed", async () => {
  assert.equal(await lookUp(bent(60)), "used");
});

test("with a key, what it signed", async () => {
  assert.equal(await trust(SITE, KEY), "checked");
  assert.equal(await lookUp(SIGNED), "used");
  assert.deepEqual(await lookUp(Uint8Array.of(...SIGNED.slice(0, 48), 0)), doubted("unsigned", 49));
  for (let at = 0; at < SIGNED.length; at++) {
    // The length of the signature is not signed; the core refuses any other.
    if (at === 48) continue;
    const isId = at >= 51 && at < 59;
    assert.deepEqual(await lookUp(bent(at)), doubted(isId ? "other-key" : "forged", 123), `byte ${at}`);
  }
});

test("what is known of one site is not asked of another", async () => {
  assert.equal(await lookUp(bent(60), "https://example.net/"), "used");
});

test("what cannot be read is for the core to complain of", async () => {
  assert.equal(await lookUp(SIGNED.slice(0, 100)), "used");
});

test("where the browser has no Ed25519, it says so and looks at whose signature it claims to be", async () => {
  const { subtle } = globalThis.crypto;
  Object.defineProperty(globalThis.crypto, "subtle", { value: undefined, configurable: true });
  try {
    assert.equal(await trust(SITE, KEY), "unchecked");
    assert.equal(await lookUp(bent(60)), "used");
    assert.deepEqual(await lookUp(bent(52)), doubted("other-key", 123));
  } finally {
    Object.defineProperty(globalThis.crypto, "subtle", { value: subtle, configurable: true });
  }
});

test("what is no key is an error", async () => {
  await assert.rejects(trust(SITE, "RWnonsense"));
  await assert.rejects(trust(SITE, "<!doctype html>"));
});
