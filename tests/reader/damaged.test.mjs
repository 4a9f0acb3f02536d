// The core's module damaged on its way: it must not start. In a process of its own, since each start takes the memory from under the last.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const CORE = new URL('../../index-build/runtime/app/core/', import.meta.url);
const STEP = 997;

/** Loads the core by a module that has not started it yet, with what becomes of the file. */
async function start(number, damage) {
  globalThis.fetch = async (url) => {
    const file = damage(Uint8Array.from(readFileSync(new URL(url))));
    return { ok: true, status: 200, arrayBuffer: async () => file.buffer };
  };
  const { load } = await import(new URL(`load.js?${number}`, CORE));
  return load();
}

test('a module that is damaged is not started', async () => {
  const length = readFileSync(new URL('hushset_wasm_bg.wasm', CORE)).length;
  let number = 0;
  for (let at = 0; at < length; at += STEP) {
    const flipped = (file) => file.with(at, file[at] ^ (1 << number % 8));
    await assert.rejects(start(number++, flipped), /damaged/, `byte ${at}`);
    await assert.rejects(start(number++, (file) => file.slice(0, at)), /damaged/, `cut at ${at}`);
  }
  const { translated } = await start(number, (file) => file);
  assert.equal(translated, false);
});
