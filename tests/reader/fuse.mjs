// Filter shards: a 3-wise binary fuse filter. docs/FORMAT.md §10.

import { refuse } from './postcard.mjs';

const M64 = (1n << 64n) - 1n;

export const allZero = (bytes) => bytes.every((byte) => byte === 0);

/** The body, unmasked, as `{ n, used, contains(value) }`; `used` counts the bytes before the padding. */
export function filterShard(body, fingerprintBits, what) {
  const bad = (reason) => refuse(`${what}: ${reason}.`);
  if (body.length < 8) bad('the body has no room for a header');
  const w = body[0];
  if (w !== fingerprintBits) bad(`the fingerprints have ${w} bits, the manifest says ${fingerprintBits}`);
  if (!allZero(body.subarray(1, 4))) bad('bytes 1 to 3 are not zero');
  const n = body.readUInt32LE(4);
  if (n === 0) {
    if (!allZero(body.subarray(8))) bad('an empty filter is followed by something');
    return { n, used: 8, contains: () => false };
  }
  if (body.length < 24) bad('the body has no room for a header');
  const seed = body.readBigUInt64LE(8);
  const L = body.readUInt32LE(16);
  const C = body.readUInt32LE(20);
  if (L < 4 || L > 262144 || (L & (L - 1)) !== 0) bad(`the segment length is ${L}`);
  if (C === 0 || C % L !== 0) bad(`the segment count length is ${C} with segments of ${L}`);
  if (C + 2 * L >= 2 ** 32) bad('the filter has 2^32 fingerprints or more');
  const step = w / 8;
  const used = 24 + (C + 2 * L) * step;
  if (used > body.length) bad(`the fingerprints end at byte ${used} of ${body.length}`);
  if (!allZero(body.subarray(used))) bad('the padding is not zero');
  const F = (i) => body.readUIntLE(24 + i * step, step);

  const bigC = BigInt(C);
  const contains = (x) => {
    let h = (x + seed) & M64;
    h ^= h >> 33n;
    h = (h * 0xff51afd7ed558ccdn) & M64;
    h ^= h >> 33n;
    h = (h * 0xc4ceb9fe1a85ec53n) & M64;
    h ^= h >> 33n;
    const i0 = Number((h * bigC) >> 64n);
    // i0 + L can pass 2^31 and XOR in JavaScript is signed: >>> 0 makes it unsigned again.
    const i1 = ((i0 + L) ^ (Number((h >> 18n) & 0xffffffffn) & (L - 1))) >>> 0;
    const i2 = ((i0 + 2 * L) ^ (Number(h & 0xffffffffn) & (L - 1))) >>> 0;
    const f = Number((h ^ (h >> 32n)) & ((1n << BigInt(w)) - 1n));
    return f === (F(i0) ^ F(i1) ^ F(i2)) >>> 0;
  };
  return { n, used, contains };
}
