// Exact shards and the records in them: docs/FORMAT.md §11, §12.

import { allZero } from './fuse.mjs';
import { nsid } from './names.mjs';
import { Cursor, refuse } from './postcard.mjs';

const U64_MAX = (1n << 64n) - 1n;

/** §11: the body, unmasked, as `{ n, t, used, candidates(tag) }`. */
export function exactShard(body, what) {
  const bad = (reason) => refuse(`${what}: ${reason}.`);
  if (body.length < 8) bad('the body has no room for a header');
  const n = body.readUInt32LE(0);
  const t = body[4];
  if (t < 1 || t > 8) bad(`the tags have ${t} bytes`);
  if (!allZero(body.subarray(5, 8))) bad('bytes 5 to 7 are not zero');
  if (8 + n * t > body.length) bad(`${n} tags reach past the body`);
  const tagAt = (i) => body.subarray(8 + i * t, 8 + i * t + t);

  const c = new Cursor(body, what);
  c.take(8 + n * t);
  const lengths = [];
  for (let i = 0; i < n; i++) lengths.push(leb(c));
  const byTag = new Map();
  for (let i = 0; i < n; i++) {
    if (i > 0 && Buffer.compare(tagAt(i - 1), tagAt(i)) > 0) bad('the tags do not ascend');
    const hex = tagAt(i).toString('hex');
    const sealed = c.take(lengths[i]);
    if (byTag.has(hex)) byTag.get(hex).push(sealed);
    else byTag.set(hex, [sealed]);
  }
  const used = c.at;
  if (!allZero(body.subarray(used))) bad('the padding is not zero');
  return { n, t, used, candidates: (tag) => byTag.get(tag.toString('hex')) ?? [] };
}

/** §11: LEB128 of at most four bytes, in its shortest form. */
function leb(c) {
  for (let i = 0, value = 0; i < 4; i++) {
    const byte = c.u8();
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return i > 0 && byte === 0 ? c.refuse('a length is not in its shortest form') : value;
  }
  return c.refuse('a length is too long');
}

/** §12.2: the members of a set, as numbers of datasets. */
function datasets(c, count) {
  const bits = c.u64();
  if (bits === 0n) c.refuse('a set of datasets is empty');
  if (bits >> BigInt(count) !== 0n) c.refuse('a set has a dataset that is not in the manifest');
  return [...Array(count).keys()].filter((j) => (bits >> BigInt(j)) & 1n);
}

export function month(m) {
  if (m === 0) return null;
  const year = 1800 + Math.floor((m - 1) / 12);
  return `${year}-${String(((m - 1) % 12) + 1).padStart(2, '0')}`;
}

const licence = (l) => (l === 0 ? null : l - 1);

/** §12.2: `{ server, secret }`, the secret as its ten digits. */
function image(c) {
  const [server, secret] = [c.u32(), c.u64()];
  return secret === 0n ? null : { server, secret: BigInt.asUintN(40, secret).toString(16).padStart(10, '0') };
}

/** §12.2: the address of a photo's thumbnail. */
export const thumbnail = (id, { server, secret }) => `https://live.staticflickr.com/${server}/${id}_${secret}_q.jpg`;

function checkedNsid(c, text) {
  const id = nsid(text) ?? c.refuse(`${JSON.stringify(text)} is no account number`);
  return { kind: 'nsid', id };
}

/** §12.2: the enum Owner. */
const owner = (c) =>
  c.enum([
    () => ({ kind: 'unknown' }),
    (c) => {
      const packed = c.u64();
      return checkedNsid(c, `${packed / 100n}@N${String(packed % 100n).padStart(2, '0')}`);
    },
    (c) => checkedNsid(c, c.string()),
    (c) => ({ kind: 'alias', id: c.string() }),
    (c) => ({ kind: 'display', id: c.string() }),
  ]);

/** §12.3: the enum ListOwner. Variant 1 stands for named_by = 1. */
const listOwner = (c, { identifier }) =>
  c.enum([
    () => ({ id: { kind: 'nobody' }, namedBy: 0, alias: null, display: null }),
    (c) => ({ id: checkedNsid(c, identifier), namedBy: 1, alias: null, display: null }),
    (c) => {
      const id = owner(c);
      if (id.kind === 'unknown') c.refuse('the owner of a list is unknown');
      const namedBy = c.u8();
      if (namedBy < 1 || namedBy > 7) c.refuse(`named_by is ${namedBy}`);
      return { id, namedBy, alias: c.option((c) => c.string()), display: c.option((c) => c.string()) };
    },
  ]);

/** §12.3: numbers, delta coded. */
function numbers(c) {
  let id = 0n;
  return c.seq((c) => {
    const step = c.u64();
    if (step < 1n || id + step > U64_MAX) c.refuse('the ids do not ascend from 1 to 2^64 - 1');
    return (id += step);
  });
}

/** §12.3: a Group, as its items. */
function group(c, { datasetCount }) {
  const stored = datasets(c, datasetCount);
  const ids = c.enum([numbers, (c) => c.seq((c) => c.string())]);
  const months = c.seq((c) => c.u16());
  const licences = c.seq((c) => c.u8());
  const images = c.seq(image);
  for (const list of [months, licences, images])
    if (list.length !== 0 && list.length !== ids.length) c.refuse(`${list.length} values stand for ${ids.length} ids`);
  return ids.map((id, i) => ({
    id,
    stored,
    month: month(months[i] ?? 0),
    licence: licence(licences[i] ?? 0),
    image: images[i] ?? null,
  }));
}

/** Ascending, numbers before texts, texts by their UTF-8 bytes (§1, §12.3). */
export function byId({ id: a }, { id: b }) {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function list(c, context) {
  const account = listOwner(c, context);
  const total = c.u32();
  const items = c.seq((c) => group(c, context)).flat().sort(byId);
  if (items.length > total) c.refuse(`${items.length} items are on a page of ${total} in all`);
  return { ...account, total, items };
}

/**
 * §12.3, §12.4: a record of its scope, or a refusal.
 * `context` has scope, identifier and datasetCount.
 */
export function record(bytes, context) {
  const c = new Cursor(bytes, `a record of ${context.scope}`);
  let out;
  if (context.scope === 'items') {
    const stored = datasets(c, context.datasetCount);
    out = { stored, owner: owner(c), month: month(c.u16()), licence: licence(c.u8()), image: null };
    if (c.left > 0) out.image = image(c);
  } else {
    out = { pages: c.u32(), lists: c.seq((c) => list(c, context)) };
    if (out.pages < 1) c.refuse('a record has no pages');
  }
  c.end();
  return out;
}
