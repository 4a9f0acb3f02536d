// The same on published lists, which do not belong into a repository. They describe real people's accounts:
// no row, name or number of them may be quoted here or in a message.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { agrees, everyFile, hushset, sigmas } from './agree.mjs';
import { open, question } from './reader.mjs';
import { expectations, settings } from './tables.mjs';

const HERE = process.env.HUSHSET_TABLES;

const SETTINGS = new URL('../published-lists.toml', import.meta.url);

/** Numbers that look random and are the same in every run. */
function* draws() {
  for (let i = 0; ; i++) {
    const block = createHash('sha512').update(`a stranger ${i}`).digest();
    for (let j = 0; j < 64; j += 8) yield block.readBigUInt64LE(j);
  }
}

test('three published lists', async (t) => {
  if (!HERE) return t.skip('set HUSHSET_TABLES to a folder with diveface.txt, pipa_all_data.txt and the two of fsxl');
  const folder = mkdtempSync(join(tmpdir(), 'hushset-real-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [config, site, report] = ['hushset.toml', 'site', 'report.json'].map((name) => join(folder, name));
  writeFileSync(config, readFileSync(SETTINGS, 'utf8').replaceAll('{tables}', resolve(HERE)));
  hushset(['build', '--quiet', '--config', config, '--out', site, '--report', report]);
  const expected = expectations(settings(config));
  const reader = await open(site);
  let counts;

  await t.test('every owner and every photo', async () => {
    counts = await agrees(reader, expected);
    assert.equal(expected.photos.length, 153959);
    assert.equal(expected.accounts.size, 6394);
    const far = Math.abs(sigmas(counts.wrongHits, counts.pairs, 16));
    assert(far < 5, `${counts.wrongHits} wrong hits of ${counts.pairs}`);
    t.diagnostic(`${counts.wrongHits} wrong hits in ${counts.pairs} pairs of members and datasets they are not in`);
  });

  await t.test('what DiveFace and PIPA share is shown under its owners, and implies MegaFace', async () => {
    const ids = new Set();
    for (const { nsid } of expected.accounts.values()) {
      const { lists } = await reader.everything(question('owner', nsid));
      for (const { items } of lists)
        for (const { id, datasets, implied } of items) {
          if (!datasets.includes('diveface') || !datasets.includes('pipa')) continue;
          assert.deepEqual(implied, ['megaface']);
          ids.add(id);
        }
    }
    assert.equal(ids.size, 85);
  });

  await t.test('a million strangers', async () => {
    const random = draws();
    const draw = () => random.next().value;
    const tables = reader.manifest.datasets.filter(({ table }) => table).length;
    const wrong = reader.slugs.map(() => 0);
    let asked = 0;
    while (asked < 1e6) {
      const kind = asked % 2 ? 'item' : 'owner';
      const number = () => `${(draw() % 200000000n) + 10000n}@N0${draw() % 9n}`;
      const name = kind === 'item' ? `${(draw() % 50000000000n) + 1n}` : number();
      if (kind === 'item' ? expected.byId.has(name) : expected.names.has(name)) continue;
      for (const j of await reader.hits(question(kind, name))) wrong[j]++;
      asked++;
    }
    const all = wrong.reduce((a, b) => a + b);
    t.diagnostic(`${all} wrong hits of ${asked} strangers, each asked in ${tables} datasets: ${wrong.join(', ')}`);
    assert.equal(tables, 3);
    assert(Math.abs(sigmas(all, tables * asked, 16)) < 5, `${all} wrong hits`);
    for (const [j, { slug, table }] of reader.manifest.datasets.entries())
      if (table) assert(Math.abs(sigmas(wrong[j], asked, 16)) < 5, `${wrong[j]} wrong hits in ${slug}`);
      else assert.equal(wrong[j], 0);
  });

  await t.test('a first check, page and all, is at most 90 kB on the wire', () => {
    const size = (path) => statSync(join(site, path)).size;
    // The first wave of the page, as a host with precompressed files sends it: what index.html names.
    const html = readFileSync(join(site, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:href|src)="(app-[^"]+)"/g)].map(([, path]) => `${path}.br`);
    const page = ['index.html.br', ...new Set(named)];
    const index = ['hushset/current.bin', `hushset/${reader.build}/manifest.bin`, `hushset/${reader.build}/owners/f/33333.bin`];
    const total = [...page, ...index].reduce((sum, path) => sum + size(path), 0);
    // HTTP/2 and 3 compress the heads of requests and answers to some dozens of bytes each.
    const heads = (page.length + index.length) * 200;
    t.diagnostic(`a first check: ${total} bytes in ${page.length + index.length} files`);
    assert(page.some((path) => path.endsWith('.wasm.br')));
    assert(total + heads <= 90_000, `${total} bytes, and ${heads} of heads`);
  });

  await t.test('sizes, and what an owner verdict leaks', async () => {
    const sizes = await everyFile(reader, site);
    assert.equal(reader.files('owners').filter.prefixBits, 0, 'an owner verdict tells the host something');
    const stated = Object.fromEntries(JSON.parse(readFileSync(report, 'utf8')).scopes.map((scope) => [scope.scope, scope]));
    const listed = { owners: counts.listed, items: expected.photos.length };
    for (const [scope, most] of [['owners', 6], ['items', 16]]) {
      const { prefixBits } = reader.files(scope).exact;
      const perItem = (sizes[`${scope}/x`].used - 8 * 2 ** prefixBits) / listed[scope]; // without the shards' headers
      const perPair = (8 * sizes[`${scope}/f`].bodies) / sizes[`${scope}/f`].entries;
      t.diagnostic(`${scope}: ${perItem.toFixed(2)} bytes for each photo, ${perPair.toFixed(2)} bits for each pair`);
      assert.equal(stated[scope].listed, listed[scope], scope);
      const { exact_bytes_per_item, filter_bits_per_pair } = stated[scope];
      assert(Math.abs(exact_bytes_per_item - perItem) < 1e-6, `${scope}: the report says ${exact_bytes_per_item}`);
      assert(Math.abs(filter_bits_per_pair - perPair) < 1e-6, `${scope}: the report says ${filter_bits_per_pair}`);
      assert(sizes[`${scope}/x`].used / listed[scope] <= most, `${scope}: ${perItem} bytes for each photo`);
      assert(perPair <= 20.8, `${scope}: ${perPair} bits for each pair`);
    }
  });
});
