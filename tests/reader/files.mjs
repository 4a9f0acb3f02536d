// Frame, proof, mask and seal of files, and the two files that come first: docs/FORMAT.md §5, §6, §7, §9, §12.1.

import { createCipheriv, createHash, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { SCOPES, sha256 } from './names.mjs';
import { Cursor, refuse } from './postcard.mjs';

export const KIND = { current: 1, manifest: 2, filter: 3, exact: 4 };
export const MOST_BYTES = { current: 123, manifest: 4194304 };

/** §5: all eight bytes. */
export function frame(file, kind, what) {
  if (file.length < 8) refuse(`${what}: ${file.length} bytes are too few for a file of an index.`);
  if (file.readUInt32BE(0) !== 0x89485354) refuse(`${what}: this is no file of an index.`);
  if (file[4] !== 1) refuse(`${what}: format version ${file[4]} is not known to this reader.`);
  if (file[5] !== KIND[kind]) refuse(`${what}: this is a file of kind ${file[5]}, not ${KIND[kind]} (${kind}).`);
  if (file.readUInt16BE(6) !== 0) refuse(`${what}: bytes 6 and 7 are not zero.`);
}

/** §6: the root that leaf data and proof lead to. */
export function rootOf(leafData, number, proof) {
  let h = sha256(Buffer.concat([Buffer.of(0), leafData]));
  for (let k = 0; k < proof.length / 32; k++) {
    const s = proof.subarray(32 * k, 32 * k + 32);
    h = sha256(Buffer.concat((number >>> k) & 1 ? [Buffer.of(1), s, h] : [Buffer.of(1), h, s]));
  }
  return h;
}

const expand = (salt, info, length) => Buffer.from(hkdfSync('sha256', salt, Buffer.alloc(0), info, length));

const chacha = (k, bytes) => createCipheriv('chacha20', k, Buffer.alloc(16)).update(bytes);

/** §7 */
export const maskKey = (salt, label) => expand(salt, `hushset/1 mask ${label}`, 32);
export const mask = (salt, label, bytes) => chacha(maskKey(salt, label), bytes);

/** §12.1 */
export const sealKeys = (salt, keyString) => {
  const both = expand(salt, `hushset/1 seal ${keyString}`, 64);
  return [both.subarray(0, 32), both.subarray(32)];
};
export const seal = (salt, keyString, bytes) => {
  const [t1, t2] = sealKeys(salt, keyString);
  const head = Buffer.from(bytes.subarray(0, 32)).map((byte, at) => byte ^ t1[at]);
  return Buffer.concat([head, chacha(t2, bytes.subarray(32))]);
};

/** §5, §6, §7: the unmasked body of a shard's file that has been proved, or a refusal. */
export function shardBody(file, { kind, label, number, set, salt }) {
  const { bodyLen, prefixBits, root } = set;
  const length = 8 + bodyLen + 32 * prefixBits;
  if (file.length !== length) refuse(`${label}: the file has ${file.length} bytes, not ${length}.`);
  frame(file, kind, label);
  const framed = file.subarray(0, 8 + bodyLen);
  if (!rootOf(sha256(framed), number, file.subarray(8 + bodyLen)).equals(root))
    refuse(`${label}: the proof does not lead to the root in the manifest.`);
  return mask(salt, label, framed.subarray(8));
}

/** §9.1 */
export function readCurrent(file) {
  const what = 'current.bin';
  if (file.length > MOST_BYTES.current) refuse(`${what}: ${file.length} bytes are too many.`);
  frame(file, 'current', what);
  if (file.length < 49) refuse(`${what}: ${file.length} bytes are too few.`);
  const signatureLength = file[48];
  if (signatureLength !== 0 && signatureLength !== 74)
    refuse(`${what}: a signature of ${signatureLength} bytes is not known to this reader.`);
  if (file.length !== 49 + signatureLength)
    refuse(`${what}: the file has ${file.length} bytes, not ${49 + signatureLength}.`);
  return {
    build: file.subarray(8, 40).toString('hex'),
    sequence: file.readBigUInt64LE(40),
    signed: file.subarray(0, 48),
    signature: signatureLength ? file.subarray(49) : null,
  };
}

/** §9.1: `key` is `{ id: 8 bytes, ed25519: 32 bytes }`, had before. */
export function verifyCurrent({ signed, signature }, key) {
  const what = 'current.bin';
  if (!signature) refuse(`${what}: it is not signed.`);
  if (signature.toString('latin1', 0, 2) !== 'Ed') refuse(`${what}: the algorithm of the signature is not known.`);
  if (!signature.subarray(2, 10).equals(key.id)) refuse(`${what}: it is signed with another key.`);
  if (!verify(null, signed, publicKeyOf(key), signature.subarray(10))) refuse(`${what}: the signature is wrong.`);
}

function publicKeyOf({ ed25519 }) {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), ed25519]); // RFC 8410
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

/** §9.1: a public key in one line. */
export function readKey(line) {
  const key = Buffer.from(line, 'base64');
  if (key.length !== 42 || key.toString('latin1', 0, 2) !== 'Ed') refuse('This is no public key.');
  return { id: key.subarray(2, 10), ed25519: key.subarray(10) };
}

/** §9.1: the trusted comment of `current.bin.minisig`, if it is by this key and over this `current.bin`. */
export function verifyBeside(current, minisig, key) {
  const what = 'current.bin.minisig';
  const [, first, comment = '', second] = minisig.split('\n');
  const prefix = 'trusted comment: ';
  if (!second || !comment.startsWith(prefix)) refuse(`${what}: this is no signature of minisign's.`);
  const [signature, global] = [first, second].map((line) => Buffer.from(line, 'base64'));
  if (signature.length !== 74 || signature.toString('latin1', 0, 2) !== 'ED') refuse(`${what}: the algorithm is not known.`);
  if (!signature.subarray(2, 10).equals(key.id)) refuse(`${what}: it is by another key.`);
  const said = Buffer.from(comment.slice(prefix.length));
  const hash = createHash('blake2b512').update(current).digest();
  const publicKey = publicKeyOf(key);
  if (!verify(null, hash, publicKey, signature.subarray(10))) refuse(`${what}: the signature is wrong.`);
  if (!verify(null, Buffer.concat([signature.subarray(10), said]), publicKey, global)) refuse(`${what}: the comment is wrong.`);
  return said.toString();
}

const table = (c) => ({
  items: c.u64(),
  owners: c.u64(),
  byNsid: c.u64(),
  byAlias: c.u64(),
  byDisplay: c.u64(),
  byTag: c.u64(),
  digest: c.hash(),
});

const dataset = (c) => ({
  slug: c.string(),
  name: c.string(),
  derivedFrom: c.seq((c) => c.string()),
  table: c.option(table),
  facts: c.seq((c) => [c.string(), c.string()]),
});

const fileSet = (c) => ({ prefixBits: c.u8(), bodyLen: c.u32(), entries: c.u64(), root: c.hash() });

const scopeFiles = (c) => ({
  number: c.enum([() => 0, () => 1, () => 2]),
  keys: c.u64(),
  filter: fileSet(c),
  exact: fileSet(c),
});

/** §9.2: the manifest, if it is that of the build and keeps all the rules. */
export function readManifest(file, build) {
  const what = 'manifest.bin';
  if (file.length > MOST_BYTES.manifest) refuse(`${what}: ${file.length} bytes are too many.`);
  if (sha256(file).toString('hex') !== build) refuse(`${what}: this is not the manifest of build ${build}.`);
  frame(file, 'manifest', what);
  const c = new Cursor(file.subarray(8), what);
  const manifest = {
    scheme: c.string(),
    title: c.string(),
    publisher: c.string(),
    salt: c.hash(),
    fingerprintBits: c.u8(),
    details: c.enum([() => 'on click', () => 'always']),
    pageCap: c.u32(),
    datasets: c.seq(dataset),
    scopes: c.seq(scopeFiles),
  };
  c.end();
  rules(manifest, (reason) => refuse(`${what}: ${reason}.`));
  return manifest;
}

/** The seven rules of §9.2. */
function rules(manifest, bad) {
  if (!['flickr', 'web', 'plain'].includes(manifest.scheme)) bad(`the scheme ${JSON.stringify(manifest.scheme)} is not known to this reader`);
  if (![8, 16, 32].includes(manifest.fingerprintBits)) bad(`fingerprints have ${manifest.fingerprintBits} bits`);
  if (manifest.pageCap < 1) bad('page_cap is 0');
  const slugs = manifest.datasets.map(({ slug }) => slug);
  if (slugs.length > 64) bad(`there are ${slugs.length} datasets`);
  slugs.forEach((slug, i) => {
    if (!/^[a-z0-9_-]{1,64}$/.test(slug)) bad(`the slug ${JSON.stringify(slug)} is not allowed`);
    if (i > 0 && slugs[i - 1] >= slug) bad(`the slug ${slug} does not come after ${slugs[i - 1]}`);
  });
  manifest.datasets.forEach(({ slug, derivedFrom }, j) => {
    const missing = derivedFrom.find((from) => !slugs.includes(from));
    if (missing !== undefined) bad(`${slug} is derived from ${JSON.stringify(missing)}, which is not here`);
    if (implied(manifest.datasets, j).has(j)) bad(`${slug} is derived from itself`);
  });
  manifest.scopes.forEach(({ number, filter, exact }, i) => {
    if (i > 0 && manifest.scopes[i - 1].number >= number) bad('the scopes do not ascend');
    for (const { prefixBits, bodyLen } of [filter, exact]) {
      if (prefixBits > 20) bad(`${SCOPES[number]} have ${prefixBits} prefix bits`);
      if (bodyLen > 67108864) bad(`${SCOPES[number]} have bodies of ${bodyLen} bytes`);
    }
  });
}

/** §13: the chain above dataset number j, as a set of numbers. Only a circle can bring j itself into it. */
export function implied(datasets, j) {
  const chain = new Set();
  for (let at = j; datasets[at]?.derivedFrom.length === 1; ) {
    at = datasets.findIndex(({ slug }) => slug === datasets[at].derivedFrom[0]);
    if (at < 0 || chain.has(at)) break;
    chain.add(at);
  }
  return chain;
}
