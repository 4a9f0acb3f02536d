// The test vectors of docs/FORMAT.md on names, keys, ciphers, proofs, digests, further records and current.bin; those on
// other files are in strict.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mask, maskKey, readCurrent, readKey, rootOf, seal, sealKeys, verifyBeside, verifyCurrent } from './files.mjs';
import { fold, item, keyOf, label, owner, prefix, shardName, strip, tag, tagOf, value } from './names.mjs';
import { month, record, thumbnail } from './records.mjs';
import { digest, normalised } from './tables.mjs';

const hex = (text) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const SALT = Buffer.alloc(32, 7);

test('normalisation (§2)', () => {
  const folds = [
    ['  Jane   Doe ', 'jane doe'],
    ['\uFF2A\uFF21\uFF2E\uFF25', 'jane'],
    ['\u202Bمحمد علي\u202C', 'محمد علي'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Straße', 'straße'],
    ['\u0130zmir', 'i\u0307zmir'],
    ['cafe\u0301', 'caf\u00E9'],
    ['\u2764\uFE0F', '\u2764'],
    ['tab\tand\0nul', 'tab and nul'],
    ['a\uD800b', 'a\uFFFDb'],
    ['a\u0085\uFEFFb', 'a b'],
  ];
  for (const [text, folded] of folds) assert.equal(fold(text), folded);
  assert.equal(strip('\u0085 \u200Ba\u00ADb\u3000'), 'ab');
  assert.equal(owner(' 012345@n01\u200E'), '012345@N01');
  assert.equal(owner('1234@N01'), '1234@n01');
  assert.equal(owner(' \u200B\0'), null);
  assert.equal(item('0042'), '42');
  assert.equal(item(2n ** 64n - 1n), '18446744073709551615');
  for (const none of ['0', '18446744073709551616', '', '-1', '1.0', '٣']) assert.equal(item(none), null);
  assert.equal(tag('#New York!'), 'newyork');
  assert.equal(tag('cafe-\u0301'), 'caf\u00E9');
  assert.equal(tag('#!'), null);
  assert.equal(month(0), null);
  assert.equal(month(1), '1800-01');
  assert.equal(month(2561), '2013-05');
});

const KEYS = [
  {
    of: ['owners', '12345678@N00', 1],
    key: 'cadd103dc8809b1226d8e54c93ea1e6b9bedfd3acdae0dec3764885096494262',
    shards: [0, '33333', 6, '33339', 3245, '33lgm', 830929, 'lgmm4'],
    tag: '9bedfd3a',
    value: 0x9f16d401f0316763n,
  },
  {
    of: ['owners', 'jane doe', 1],
    key: '724fe2d3ad446face554f4d53e9d6ddd1d9e5537c9a3743f1adfb2fcbb05228b',
    shards: [0, '33333', 3, '33336', 1828, '33b57', 468222, 'b57pn'],
    tag: '1d9e5537',
    value: 0xad3c73f620a0f861n,
  },
  {
    of: ['owners', 'jane doe', 2],
    key: 'efe8ce2f8c8f0090b4266a21ce4413bacba99128626c60d261c146c945166f0f',
    shards: [0, '33333', 7, '3333b', 3838, '33npn', 982668, 'npndl'],
    tag: 'cba99128',
    value: 0xf7825ea1ab5ac206n,
  },
  {
    of: ['items', '2360374815', 1],
    key: 'ec635c91e7fc9109db3e54ea7c2b29e900a7f5bccb3448685cd0280a9f536983',
    shards: [0, '33333', 7, '3333b', 3782, '33nl9', 968245, 'nl968'],
    tag: '00a7f5bc',
    value: 0x3f7e3393217b37fdn,
  },
  {
    of: ['tags', 'newyork', 1],
    key: '28a13745928fd98e5ae0ea193194dc3fc9a21bd251a6f19f001fed99d5758a04',
    shards: [0, '33333', 1, '33334', 650, '335dg', 166419, '5dg46'],
    tag: 'c9a21bd2',
    value: 0x995d0eb08c5cc554n,
  },
];

test('keys, prefixes, tags, values and shard names (§3, §4)', () => {
  for (const vector of KEYS) {
    const key = keyOf(...vector.of);
    assert.equal(key.toString('hex'), vector.key);
    assert.deepEqual([0, 3, 12, 20].flatMap((b) => [prefix(key, b), shardName(prefix(key, b))]), vector.shards);
    assert.equal(tagOf(key, 4).toString('hex'), vector.tag);
    assert.equal(value(key, 'megaface'), vector.value);
  }
  const names = { 15: '3333p', 16: '33343', 4095: '33ppp', 703710: 'ghlmn', 1048575: 'ppppp' };
  for (const [number, name] of Object.entries(names)) assert.equal(shardName(Number(number)), name);
});

test('base 58 (§2.6)', () => {
  const digits = '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
  const number = (text) => [...text].reduce((n, digit) => n * 58n + BigInt(digits.indexOf(digit)), 0n);
  const ids = { '4Azxcv': 2360374815n, '7K2E7d': 4425073240n, '2ouuqFT': 52830949513n, 21: 58n, 1: 0n };
  for (const [text, id] of Object.entries(ids)) assert.equal(number(text), id);
});

test('seals and masks (§7, §12.1)', () => {
  const begins = (stream, start) => assert.equal(stream.toString('hex').slice(0, start.length), start);
  const zero = Buffer.alloc(64);
  const [t1, t2] = sealKeys(SALT, 'flickr:owners:jane');
  begins(t1, '95348e043ed7c8c4ff5d36849fbaeff51c8304a9406843821dbb34bde0d30984');
  begins(t2, '6b4c29e70aa859e7efddb8cee0698aefa819201ad54934e1eaf1d8e77d90a3f1');
  begins(seal(SALT, 'flickr:owners:jane', zero), `${t1.toString('hex')}f0cfdc4c93103b118b2465927d729d8c`);
  begins(maskKey(SALT, label('owners', 'f', 0)), '3ea49d8b017ae61cf8b6d987824c6eaf8d3b1841d8bb65fc031b51ac44752d8a');
  begins(mask(SALT, 'owners/f/33333', zero), '02e2af8336a99edf1d3bf2380bdf1e8f73863c994fed23600444d915da6ca45d');
  begins(mask(SALT, 'owners/x/33333', zero), '0f39bbe39bc62c4f');
});

test('Merkle proofs (§6)', () => {
  const proof = hex(`7f9c9e31ac8256ca2f258583df262dbc7d6f68f2a03043d5c99a4ae5a7396ce9
    fc264939b1ac77b06378c5ece54a7b57b6b6c821eb80627bb674d8785c8dc8ca`);
  const root = 'fdea52008cdae79fa8bf806261959e23f5e11681646a2fa2bc9b5e56b32030a2';
  assert.equal(rootOf(Buffer.alloc(32, 1), 1, proof).toString('hex'), root);
  for (const number of [0, 2, 3]) assert.notEqual(rootOf(Buffer.alloc(32, 1), number, proof).toString('hex'), root);
});

test('further records (§12)', () => {
  const read = (scope, identifier, text) => record(hex(text), { scope, identifier, datasetCount: 2 });
  const jane = `01 01 02 01f884d8cc04 04 01 046a616e65 01 094a616e652020446f65 01 01 01 00019fecc1e508 018114 0105 00`;
  assert.deepEqual(read('owners', 'jane doe', jane).lists, [
    {
      id: { kind: 'nsid', id: '12345678@N00' },
      namedBy: 4,
      alias: 'jane',
      display: 'Jane  Doe',
      total: 1,
      items: [{ id: 2360374815n, stored: [0], month: '2013-05', licence: 4, image: null }],
    },
  ]);
  const alias = '0a6f6e6c792d616c696173';
  const display = '0c6f6e6c7920646973706c6179';
  const shown = '01 0d4f6e6c792020446973706c6179';
  const pages = [
    ['owners', 'only-alias', `01 01 02 03 ${alias} 02 01 ${alias} 00 01 01 02 00 01 06 00 00 00`, 'only-alias', null],
    ['owners', 'only display', `01 01 02 04 ${display} 04 00 ${shown} 01 01 02 00 01 07 00 00 00`, null, 'Only  Display'],
    ['owners', '012345@N01', '01 01 01 01 01 02 00 01 08 00 00 00', null, null],
    ['tags', 'newyork', '01 01 00 01 01 02 00 01 08 00 00 00', null, null],
  ];
  for (const [scope, identifier, text, alias, display] of pages) {
    const [list] = read(scope, identifier, text).lists;
    assert.deepEqual([list.id.id ?? identifier, list.alias, list.display], [identifier, alias, display]);
    assert.deepEqual(list.items.map(({ stored }) => stored), [[1]]);
  }
  const owner = (text) => read('items', '1', `02 ${text} 00 00`).owner;
  assert.deepEqual(owner(`03 ${alias}`), { kind: 'alias', id: 'only-alias' });
  assert.deepEqual(owner(`04 ${display}`), { kind: 'display', id: 'only display' });
  assert.deepEqual(owner('02 0a303132333435404e3031'), { kind: 'nsid', id: '012345@N01' });
});

test('where images lie (§12.2)', () => {
  const image = { server: 65535, secret: '0012abcdef' };
  const address = 'https://live.staticflickr.com/65535/2360374815_0012abcdef_q.jpg';
  assert.equal(thumbnail(2360374815n, image), address);
  const photo = (tail) => record(hex(`02 00 00 00 ${tail}`), { scope: 'items', identifier: '1', datasetCount: 2 }).image;
  assert.deepEqual(photo('ffff03 ef9baf9501'), image);
  assert.equal(photo(''), null);
  assert.equal(photo('ffff03 00'), null);
  const tags = { scope: 'tags', identifier: 'a', datasetCount: 1 };
  const page = '01 01 00 02 01 01 00 02 9fecc1e508 b998c3d807 00 00 02 ffff03ef9baf9501 0000';
  assert.deepEqual(record(hex(page), tags).lists[0].items.map(({ image }) => image), [image, null]);
});

test('current.bin (§9.1)', () => {
  const build = '5844b23964889cbeacfc2c99584cb49fe049bc0393ef816fd3006166dc90cb99';
  const first = `8948535401010000 ${build} 0500000000000000`;
  const unsigned = readCurrent(hex(`${first} 00`));
  assert.deepEqual([unsigned.build, unsigned.sequence, unsigned.signature], [build, 5n, null]);
  const signed = hex(`${first} 4a 4564 3031323334353637
    60c862eee621077690e29dffd3a648dc022fd1d4b4c71652e61b6ae12e517f85
    7d2646c92881fc1bf70241ea5503ea23560e305a585ce82346a475b56652850a`);
  const ed25519 = hex('fd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f618');
  assert.equal(signed.length, 123);
  const key = readKey('RWQwMTIzNDU2N/0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY');
  assert.deepEqual(key, { id: hex('3031323334353637'), ed25519 });
  verifyCurrent(readCurrent(signed), key);

  const said = `hushset build ${build} number 5`;
  const minisig = [
    'untrusted comment: anything',
    'RUQwMTIzNDU2N3Mg21qBcS5Zgr7rw7l9F9CxEdFlk3Vu3BIGGjMykrkFocsPfXYlB127b1TreXLVYvViU0DM5G/eBlL8KFk90QA=',
    `trusted comment: ${said}`,
    'Sby+ckezs2rEe3J8/KPPsT10V5oSIziuvS6sgDykKWUBHtLdiII58toCtxpTpS0VoMoZvrTWVSni0ezbeaQIBA==',
    '',
  ].join('\n');
  assert.equal(verifyBeside(signed, minisig, key), said);
  assert.throws(() => verifyBeside(signed, minisig.replace('number 5', 'number 4'), key), /comment is wrong/);
  assert.throws(() => verifyBeside(signed.subarray(0, 122), minisig, key), /signature is wrong/);
});

test('a dataset digest (§16.4)', () => {
  const names = { nsid: '12345678@N00', alias: 'Jane', display: 'Jane  Doe' };
  const image = { server: 65535, secret: '0012abcdef' };
  const tags = ['New York', '#Café', 'new-york'];
  const rows = [
    { id: '2360374815', ...names, month: '2013-05', licence: 4, image, tags },
    { id: '4425073240', alias: '12345678@n00', display: '\u200D' },
  ].map(normalised);
  const expected = '986089d1b3eed88795748583de128612c3c68b7e5763bb967147b86ebc090832';
  assert.equal(digest(rows).toString('hex'), expected);
  assert.equal(digest([rows[1], rows[0], rows[1]]).toString('hex'), expected);
});
