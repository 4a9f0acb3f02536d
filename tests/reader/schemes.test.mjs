// The schemes `web` and `plain`: their test vectors, and the worked examples of docs/examples, which the builder has built.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hushset } from './agree.mjs';
import { address, keyOf } from './names.mjs';
import { open, questionOf } from './reader.mjs';

const docs = (name) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('addresses (§19.1)', () => {
  for (const [text, expected] of JSON.parse(docs('addresses.json')).addresses) {
    assert.equal(address(text), expected, text);
    if (expected !== null) assert.equal(address(expected), expected, text);
  }
});

test('keys (§3)', () => {
  for (const [, scheme, scope, identifier, key] of docs('FORMAT.md').matchAll(/^\| `(\w+):(\w+):([^`]*)` \| `([0-9a-f]{64})` \|$/gm))
    assert.equal(keyOf(scope, identifier, 1, scheme).toString('hex'), key, identifier);
});

/** Opens the index that an example's blocks of settings and tables make. */
async function example(t, name) {
  const folder = mkdtempSync(join(tmpdir(), 'hushset-example-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [, file, text] of docs(`examples/${name}.md`).matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms))
    writeFileSync(join(folder, file), text);
  hushset(['build', '--quiet', '--config', join(folder, 'hushset.toml'), '--out', join(folder, 'site')]);
  return open(join(folder, 'site'));
}

test('a crawl', async (t) => {
  const reader = await example(t, 'web-crawl');
  const ask = (kind, text) => questionOf('web', kind, text);
  const { lists } = await reader.details(ask('owner', 'https://www.Harbour.example/x'));
  assert.deepEqual(
    lists[0].items.map(({ id }) => id),
    [
      'blog.harbour.example/2019/gulls',
      'blog.harbour.example/2019/ships?page=2',
      'harbour.example',
      'harbour.example/about',
    ],
  );
  assert.equal((await reader.details(ask('owner', 'blog.harbour.example'))).lists[0].items.length, 2);
  assert.deepEqual((await reader.details(ask('owner', 'co.uk'))).lists, []);
  const page = await reader.details(ask('item', 'http://harbour.example/about/#team'));
  assert.deepEqual(page.owner, { kind: 'alias', id: 'harbour.example' });
  const { verdicts } = await reader.check(ask('owner', 'shop.harbour.example'));
  assert.deepEqual(verdicts.map(({ verdict }) => verdict), ['not found']);
});

test('books', async (t) => {
  const reader = await example(t, 'book-list');
  const { lists } = await reader.details(questionOf('plain', 'owner', ' Ángela  RUIZ Vidal'));
  assert.deepEqual(lists.map(({ display, items }) => [display, items.map(({ id }) => id)]), [
    ['Ángela Ruiz Vidal', ['notes on gulls', 'the harbour at night']],
  ]);
  const { verdicts } = await reader.check(questionOf('plain', 'owner', 'Nora Lind'));
  assert.deepEqual(verdicts.map(({ verdict }) => verdict), ['not covered']);
});
