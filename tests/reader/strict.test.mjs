// Whole files of docs/FORMAT.md's appendix, and files that break a rule: what the reader must refuse, it refuses.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { mask, readManifest, rootOf, seal, shardBody } from './files.mjs';
import { filterShard } from './fuse.mjs';
import { keyOf, keyString, sha256, tagOf, value } from './names.mjs';
import { Cursor } from './postcard.mjs';
import { CouldNotCheck, open, question } from './reader.mjs';
import { exactShard, record } from './records.mjs';

const hex = (text) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const refused = (use, message) => assert.throws(use, CouldNotCheck, message);
const SALT = Buffer.alloc(32, 7);

const FILTER_FILE = hex(`894853540103000012e2af8337a99edfdc67f0b1e7f2141e77863c994bed2360
  0444d915da6ca45dcf4dc6284a312fe25e0f37123f7339d9daa5b280`);
const FILTER = hex(`10000000 01000000 c15c0289ec2d0a91 04000000 04000000
  000000000000000000000000000000000000 2e0a 00000000 00000000`);

test('a filter shard (§10)', () => {
  const root = hex('3dc728c054a8973c0d02964e9c92344e0f88dddfe75498e31d8db0a95f5b28a6');
  const set = { prefixBits: 0, bodyLen: 52, root };
  const body = shardBody(FILTER_FILE, { kind: 'filter', label: 'owners/f/33333', number: 0, set, salt: SALT });
  assert.equal(body.toString('hex'), FILTER.toString('hex'));
  const { contains, used } = filterShard(body, 16, 'the vector');
  assert.equal(used, 48);
  const x = value(keyOf('owners', '12345678@N00'), 'a');
  assert.equal(x, 0x2b9c704f0b5b750fn);
  assert.equal(contains(x), true);
  assert.equal(contains(value(keyOf('owners', 'jane'), 'a')), false);

  const changed = (offset, ...bytes) => {
    const other = Buffer.from(FILTER);
    other.set(bytes, offset);
    return filterShard(other, 16, 'a body');
  };
  assert.equal(changed(4, 2).n, 2);
  refused(() => changed(0, 8), 'another width');
  refused(() => changed(1, 1), 'bytes 1 to 3');
  refused(() => changed(4, 0), 'n = 0 with something behind');
  for (const L of [0, 1, 2, 3, 5, 6, 8]) refused(() => changed(16, L), `segments of ${L}`);
  for (const C of [0, 2, 6, 8]) refused(() => changed(20, C), `segment count length ${C}`);
  refused(() => changed(20, 0xfc, 0xff, 0xff, 0xff), '2^32 fingerprints');
  refused(() => changed(16, 0, 0, 8, 0, 0, 0, 8, 0), 'segments of 2^19');
  refused(() => changed(51, 1), 'padding');
  refused(() => filterShard(FILTER.subarray(0, 47), 16, 'a body'), 'fingerprints past the end');
  refused(() => filterShard(FILTER.subarray(0, 23), 16, 'a body'), 'half a header');
  refused(() => filterShard(FILTER.subarray(0, 7), 16, 'a body'), 'half a header');
  const empty = filterShard(hex('10000000 00000000'), 16, 'a body');
  assert.equal(empty.contains(0n), false);
});

const NSID = { scope: 'owners', identifier: '12345678@N00', datasetCount: 1 };
const RECORD = '01010102010100029fecc1e508b998c3d8070281140002050100';
const EXACT = hex('01000000 02 000000 9bed 1a bc2ac97007a70a2fcb49768955f43295744c6367c9c8cc5e98ac');

test('a record in an exact shard (§11, §12)', () => {
  const shard = exactShard(EXACT, 'the vector');
  const [sealed] = shard.candidates(tagOf(keyOf('owners', '12345678@N00'), shard.t));
  const bytes = seal(SALT, keyString('owners', '12345678@N00'), sealed);
  assert.equal(bytes.toString('hex'), RECORD);
  assert.deepEqual(record(bytes, NSID), {
    pages: 1,
    lists: [
      {
        id: { kind: 'nsid', id: '12345678@N00' },
        namedBy: 1,
        alias: null,
        display: null,
        total: 2,
        items: [
          { id: 2360374815n, stored: [0], month: '2013-05', licence: 4, image: null },
          { id: 4425073240n, stored: [0], month: null, licence: 0, image: null },
        ],
      },
    ],
  });
  const items = (count) => ({ scope: 'items', identifier: '1', datasetCount: count });
  assert.deepEqual(record(hex('02 01 f884d8cc04 8114 05'), items(2)), {
    stored: [1],
    owner: { kind: 'nsid', id: '12345678@N00' },
    month: '2013-05',
    licence: 4,
    image: null,
  });
  const bare = { stored: [0], owner: { kind: 'unknown' }, month: null, licence: null, image: null };
  assert.deepEqual(record(hex('01 00 00 00'), items(1)), bare);

  const bad = (context, text, why) => refused(() => record(hex(text), context), why);
  bad(items(1), '02 00 00 00', 'a dataset that is not there');
  bad(items(2), '00 00 00 00', 'no dataset');
  bad(items(1), '01 05 00 00', 'Owner 5');
  bad(items(1), '01 01 01 00 00', 'a packed NSID of one digit');
  bad(items(1), '01 02 01 61 00 00', 'an unpacked NSID that is none');
  bad(items(1), '01 00 808004 00', 'a month of 17 bits');
  bad(items(1), '01 00 00 00 00', 'half an image');
  bad(items(1), '01 00 00 00 01 01 00', 'left over');
  bad(items(1), '01 00 00 00 8080808010 01', 'a server of 33 bits');
  bad(items(1), '01 00 00', 'cut off');
  bad(items(1), '8100 00 00 00', 'a long form');
  bad(items(1), '01 03 01 ff 00 00', 'an alias that is not UTF-8');
  bad({ ...NSID, identifier: 'jane' }, RECORD, 'ListOwner 1 under a name');
  bad(NSID, RECORD.replace(/^01/, '00'), 'no pages');
  bad(NSID, RECORD.replace(/^01010102/, '01010101'), 'more items than the total');
  bad(NSID, RECORD.replace(/02811400/, '018114'), 'one month for two ids');
  bad(NSID, RECORD.replace(/02050100$/, '010500'), 'one licence for two ids');
  bad(NSID, RECORD.replace(/00$/, '010101'), 'one image for two ids');
  bad(NSID, RECORD.replace(/00$/, ''), 'no images, not even none');
  for (const named of ['00', '08'])
    bad(NSID, `01 01 02 01f884d8cc04 ${named} 00 00 01 01 01 00 01 05 00 00 00`, 'named_by');
  bad(NSID, '01 01 02 00 01 00 00 01 01 01 00 01 05 00 00 00', 'an account that is unknown');
  bad(NSID, '01 01 02 01f884d8cc04 01 02 00 01 01 01 00 01 05 00 00 00', 'an option byte');
  bad(NSID, '01 01 01 02 01 01 00 02 05 00 00 00 00', 'the same id twice');
  bad(NSID, '01 01 01 02 01 01 00 02 ffffffffffffffffff01 01 00 00 00', 'an id of 65 bits');
  bad(NSID, '01 ffffffff0f', 'more lists than bytes');
  const good = (context, text) => record(hex(text), context).lists ?? record(hex(text), context).owner;
  const tag = { scope: 'tags', identifier: 'a', datasetCount: 1 };
  assert.equal(good(NSID, '01 01 00 01 01 01 00 01 05 00 00 00')[0].id.kind, 'nobody', 'ListOwner 0 in owners');
  assert.equal(good(tag, '01 01 02 0300 04 00 0100 01 01 01 00 01 05 00 00 00')[0].id.id, '', 'ListOwner 2 in tags');
  bad(tag, RECORD, 'ListOwner 1 under a hashtag');
  for (const bare of ['01 00', '01 01 01 00 00', '01 01 01 00 01 01 00 00 00 00 00']) good(NSID, bare);
  assert.equal(good(NSID, '01 01 01 02 02 01 00 01 05 00 00 00 01 00 01 05 00 00 00')[0].items.length, 2, 'an id twice');
  assert.equal(good(items(1), '01 02 093132333435406e3031 00 00').id, '12345@N01', 'a lower-case n');
  const mixed = record(hex('01 01 01 03 02  01 01 02 0162 0161 00 00 00  01 00 01 07 00 00 00'), NSID).lists[0].items;
  assert.deepEqual(mixed.map(({ id }) => id), [7n, 'a', 'b']);

  const form = (text, why) => refused(() => exactShard(hex(text), 'a body'), why);
  form('00000000 00 000000', 'tags of 0 bytes');
  form('00000000 09 000000', 'tags of 9 bytes');
  form('00000000 01 000001', 'bytes 5 to 7');
  form('00000000 01 000000 00 01', 'padding');
  form('02000000 01 000000 0201 0000', 'tags that descend');
  form('01000000 01 000000 01 8000', 'a long form');
  form('01000000 01 000000 01 8080808001', 'a length of 5 bytes');
  form('01000000 01 000000 01 02 aa', 'a record past the end');
  form('ffffffff 08 000000', 'tags past the end');
  form('00000000 01 0000', 'half a header');
  assert.equal(exactShard(hex('03000000 01 000000 010101 010001 aabb 00'), 'a body').candidates(hex('01')).length, 3);
});

test('varints (§8)', () => {
  const read = (text, type) => new Cursor(hex(text), 'a value')[type]();
  assert.equal(read('ffff03', 'u16'), 65535);
  assert.equal(read('ffffffff0f', 'u32'), 4294967295);
  assert.equal(read('ffffffffffffffffff01', 'u64'), 2n ** 64n - 1n);
  const long = { ffffffff10: 'u32', ffffffffffffffffff02: 'u64' };
  const odd = { '808004': 'u16', '80808000': 'u16', '80': 'u32', '8100': 'u64' };
  for (const [text, type] of Object.entries({ ...long, ...odd })) refused(() => read(text, type), text);
  assert.equal(new Cursor(hex('04 efbbbf61'), 'a text').string(), '\uFEFFa');
});

const HEAD = '8948535401020000 06 666c69636b72 01 54 01 50';
const DATASET = `01 61 01 41 00 01 ac02 02 ac02 01 00 00 ${'ab'.repeat(32)} 01 04 79656172 04 32303139`;
const SCOPE = `00 02 00 34 01 ${'11'.repeat(32)} 01 c801 02 ${'22'.repeat(32)}`;
const MANIFEST = `${HEAD} ${'07'.repeat(32)} 10 00 ac02 01 ${DATASET} 01 ${SCOPE}`;

const BUILD = '5844b23964889cbeacfc2c99584cb49fe049bc0393ef816fd3006166dc90cb99';

test('the manifest (§9.2)', () => {
  const read = (text) => readManifest(hex(text), sha256(hex(text)).toString('hex'));
  const manifest = read(MANIFEST);
  assert.equal(sha256(hex(MANIFEST)).toString('hex'), BUILD);
  assert.equal(manifest.pageCap, 300);
  assert.deepEqual(manifest.datasets[0].facts, [['year', '2019']]);
  const root = Buffer.alloc(32, 0x22);
  assert.deepEqual(manifest.scopes[0].exact, { prefixBits: 1, bodyLen: 200, entries: 2n, root });
  refused(() => readManifest(hex(MANIFEST), BUILD.replace(/^./, 'f')), 'another build');

  const salt = '07'.repeat(32);
  const dataset = (slug, ...from) => `01 ${slug} 00 0${from.length} ${from.map((f) => `01 ${f}`).join('')} 00 00`;
  const sets = (...list) => `${HEAD} ${salt} 10 00 01 ${list.length.toString(16).padStart(2, '0')} ${list.join('')} 00`;
  read(sets(dataset('61', '62'), dataset('62')));
  read(sets(dataset('61', '61', '62'), dataset('62')));
  const bad = (text, why) => refused(() => read(text), why);
  bad(MANIFEST + '00', 'left over');
  bad(MANIFEST.replace('666c69636b72', '666c69636b73'), 'another scheme');
  bad(MANIFEST.replace(`${salt} 10`, `${salt} 18`), '24 bits');
  bad(MANIFEST.replace('10 00 ac02', '10 02 ac02'), 'details 2');
  bad(MANIFEST.replace('10 00 ac02', '10 00 00'), 'page_cap 0');
  bad(MANIFEST.replace('01 61 01 41', '01 41 01 41'), 'a slug in upper case');
  bad(MANIFEST.replace('01 61 01 41', '00 01 41'), 'an empty slug');
  bad(MANIFEST.replace('00 02 00 34', '03 02 00 34'), 'scope 3');
  bad(MANIFEST.replace('00 02 00 34', '00 02 15 34'), '21 prefix bits');
  bad(MANIFEST.replace('00 34 01', '00 81808020 01'), 'a body of more than 64 MiB');
  bad(MANIFEST.replace(`01 ${SCOPE}`, `02 ${SCOPE} ${SCOPE}`), 'a scope twice');
  bad(sets(dataset('62'), dataset('61')), 'slugs that descend');
  bad(sets(dataset('61'), dataset('61')), 'a slug twice');
  bad(sets(dataset('61', '62')), 'derived from what is not here');
  bad(sets(dataset('61', '61')), 'derived from itself');
  bad(sets(dataset('61', '62'), dataset('62', '63'), dataset('63', '62')), 'a circle further on');
  bad(sets(...Array.from({ length: 65 }, (_, i) => dataset((0x30 + i).toString(16)))), '65 datasets');
  bad(MANIFEST.replace(/^8948535401/, '8948535402'), 'version 2');
});

/** An index of one dataset `a` and the scope owners, with one filter and one exact shard of the bodies given. */
function index(filter, exact, dataset = DATASET) {
  const file = (kind, letter, body) =>
    Buffer.concat([hex(`8948535401 0${kind} 0000`), mask(SALT, `owners/${letter}/33333`, body)]);
  const files = { f: file(3, 'f', filter), x: file(4, 'x', exact) };
  const set = (body, framed) => {
    assert(body.length < 128, 'a body_len of one byte is meant');
    return Buffer.concat([Buffer.of(0, body.length, 1), rootOf(sha256(framed), 0, Buffer.of())]);
  };
  const head = hex(`${HEAD} ${'07'.repeat(32)} 10 00 ac02 01 ${dataset} 01 00 01`);
  const manifest = Buffer.concat([head, set(filter, files.f), set(exact, files.x)]);
  const build = sha256(manifest);
  const all = {
    'hushset/current.bin': Buffer.concat([hex('8948535401010000'), build, hex('0500000000000000 00')]),
    [`hushset/${build.toString('hex')}/manifest.bin`]: manifest,
    [`hushset/${build.toString('hex')}/owners/f/33333.bin`]: files.f,
    [`hushset/${build.toString('hex')}/owners/x/33333.bin`]: files.x,
  };
  return { all, read: (path) => all[path] ?? null };
}

test('look-up: candidates, damage, strangers (§11, §14)', async () => {
  const asked = question('owner', '12345678@N00');
  const good = await open(index(FILTER, EXACT).read);
  assert.equal((await good.details(asked)).lists[0].total, 2);
  const sealed = EXACT.subarray(-26);
  const two = (first, second) =>
    Buffer.concat([hex('02000000 02 000000 9bed 9bed'), Buffer.of(first.length, second.length), first, second]);
  const noise = Buffer.alloc(9, 0x5a);
  for (const exact of [two(noise, sealed), two(sealed, noise)])
    assert.equal((await (await open(index(FILTER, exact).read)).details(asked)).lists[0].total, 2);
  await assert.rejects((await open(index(FILTER, two(noise, noise)).read)).details(asked), CouldNotCheck);
  const empty = hex('00000000 02 000000');
  assert.equal(await (await open(index(FILTER, empty).read)).details(asked), null);
  const unfiltered = await open(index(hex('10000000 00000000'), EXACT).read);
  assert.deepEqual((await unfiltered.check(asked)).hits, []);
  assert.equal(await unfiltered.details(asked), null, 'a record without a verdict counts for nothing');
});

test('verdicts and what a kind of name can find (§14)', async () => {
  const some = await open(index(FILTER, EXACT).read);
  const verdict = async (reader, kind, text) => {
    const [{ verdict, findable }] = (await reader.check(question(kind, text))).verdicts;
    return [verdict, findable];
  };
  assert.deepEqual(await verdict(some, 'owner', '12345678@n00'), ['almost certainly', 300n]);
  assert.deepEqual(await verdict(some, 'owner', '12345678@n01'), ['not found', 300n]);
  assert.deepEqual(await verdict(some, 'alias', 'jane'), ['not covered', 1n]);
  assert.deepEqual(await verdict(some, 'owner', 'jane'), ['not covered', 0n]);
  const described = await open(index(FILTER, EXACT, '01 61 01 41 00 00 00').read);
  assert.deepEqual(await verdict(described, 'owner', '12345678@n00'), ['not covered', 0n]);
});

test('signatures and sequence numbers (§9.1)', async () => {
  const { all, read } = index(FILTER, EXACT);
  const seed = Buffer.concat([hex('302e020100300506032b657004220420'), Buffer.alloc(32, 9)]);
  const secret = createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' });
  const id = Buffer.from('01234567');
  const ed25519 = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const unsigned = all['hushset/current.bin'];
  const signature = sign(null, unsigned.subarray(0, 48), secret);
  const signed = Buffer.concat([unsigned.subarray(0, 48), Buffer.of(74), Buffer.from('Ed'), id, signature]);
  const opened = (file, options) => open((path) => (path.endsWith('current.bin') ? file : read(path)), options);
  assert.equal((await opened(signed, { key: { id, ed25519 } })).current.sequence, 5n);
  await opened(signed);
  await opened(unsigned, { atLeast: 5n });
  await assert.rejects(opened(unsigned, { key: { id, ed25519 } }), CouldNotCheck);
  await assert.rejects(opened(unsigned, { atLeast: 6n }), CouldNotCheck);
  await assert.rejects(opened(Buffer.concat([signed, Buffer.of(0)])), CouldNotCheck);
  for (let i = 0; i < signed.length; i++) {
    const flipped = Buffer.from(signed);
    flipped[i] ^= 1 << (i % 8);
    await assert.rejects(opened(flipped, { key: { id, ed25519 } }), CouldNotCheck, `byte ${i}`);
  }
  const [build] = Object.keys(all)[1].split('/').slice(1);
  const pinned = await opened(null, { build });
  assert.equal(pinned.current, null, 'a pinned reader reads no current.bin');
});
