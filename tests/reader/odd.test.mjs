// Names that are hard to get right, in a table small enough to be read.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { agrees, everyFile, hushset } from './agree.mjs';
import { open, question } from './reader.mjs';
import { expectations, settings } from './tables.mjs';

const ODD = `photo_id,owner_nsid,owner_alias,owner_name,uploaded,licence,tags
1,012345@N01,zero,Zero Lead,2005-03-28,2,newyork
18446744073709551615,00000@N00,,Same Name,1999-12-31,0,New York
3,12345678@N00,,same  NAME,,,
4,23456789@N00,zero lead,,2010-01-01,,
5,34567890@N00,,12345678@n00,,7,york
6,,only-alias,,,,
7,,,Only Display,,,
8,,,,,4,café #x
9,99999999999@N99,deep,"＄Ｗide \u202eabc\u202c ΣΑΣ, ""q""",2013-05-02,10,cafe\u0301
10,99999999999@N99,deep,"＄Ｗide \u202eabc\u202c ΣΑΣ, ""q""",2013-06-02,10,x
11,45678901@N00,,ａ\u0001b\u0085ﬁ,,,
12,56789012@N00,,\u200d,,,
13,67890123@N00,\u200b,\u0001,,,
14,78901234@N00,\u00a0Padded\u0085,\u3000\u200bTwo  Spaces\u00ad ,,,
15,89012345@N00,,８９０１２３４５@n00,,,
16,,,77777777@N07,,,
17,90123456@N00,,77777777@n07,,,
18,,81234567@n08,,,,
19,82345678@N08,83456789@N08,,,,
20,91234567@N00,,Twice,2012-06-01,4,
20,91234567@N00,,Twice,2011-06-01,5,
21,,DEEP,,,,
`;

const ODD_SETTINGS = `[site]
title = "Odd names"
publisher = "A test"
[index]
tags = true
[[dataset]]
slug = "odd"
name = "Odd"
[[dataset.table]]
files = ["odd.csv"]
layout = "csv"
[dataset.table.columns]
photo = "photo_id"
nsid = "owner_nsid"
alias = "owner_alias"
display_name = "owner_name"
date = "uploaded"
licence = "licence"
tags = "tags"
`;

test('odd names, accounts without a number, shared names, hashtags', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hushset-odd-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name) => join(folder, name);
  writeFileSync(at('odd.csv'), ODD);
  writeFileSync(at('odd.toml'), ODD_SETTINGS);
  hushset(['build', '--quiet', '--config', at('odd.toml'), '--out', at('odd')]);
  const odd = await open(at('odd'));
  const expected = expectations(settings(at('odd.toml')));
  await agrees(odd, expected);
  await everyFile(odd, at('odd'));

  const number = async (text) => (await odd.details(question('owner', text)))?.lists.map(({ id }) => id.id) ?? null;
  assert.deepEqual(await number('12345678@N00'), ['12345678@N00'], "another's number is no name (§2.3)");
  assert.equal(await number('77777777@N07'), null, 'a number that only stands as a display name');
  assert.equal((await odd.details(question('owner', '34567890@N00'))).lists[0].display, '12345678@n00');
  assert.equal((await odd.details(question('owner', '89012345@N00'))).lists[0].namedBy, 5, 'its own number');
  const { month, licence } = await odd.details(question('item', 20));
  assert.deepEqual([month, licence], ['2011-06', 4], 'of several the smallest (§16.2)');
  assert.equal((await odd.details(question('item', 21))).owner.id, '99999999999@N99', 'the number behind an alias');
  assert.deepEqual((await odd.details(question('item', 16))).owner, { kind: 'display', id: '77777777@n07' });

  const last = 2n ** 64n - 1n;
  const tags = { NewYork: [1n], new: [last], york: [5n, last], '#CAFÉ': [8n, 9n], x: [8n, 10n] };
  for (const [name, ids] of Object.entries(tags)) {
    const found = await odd.details(question('tag', name));
    assert.deepEqual(found.lists.map(({ id, total }) => [id.kind, total]), [['nobody', ids.length]], name);
    assert.deepEqual(found.lists[0].items.map(({ id }) => id), ids, name);
  }
  const { verdicts } = await odd.check(question('tag', 'nothing like it'));
  assert.equal(verdicts[0].verdict, 'not covered');
});

test('a scope without a single entry', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hushset-empty-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name) => join(folder, name);
  writeFileSync(at('odd.csv'), ODD);
  writeFileSync(at('odd.toml'), ODD_SETTINGS.replace('tags = "tags"', ''));
  hushset(['build', '--quiet', '--config', at('odd.toml'), '--out', at('odd')]);
  const odd = await open(at('odd'));
  await everyFile(odd, at('odd'));
  assert.equal(odd.files('tags').keys, 0n);
  const asked = question('tag', 'new');
  assert.deepEqual((await odd.check(asked)).verdicts.map(({ verdict }) => verdict), ['not covered']);
  assert.equal(await odd.record(asked), null);
});
