// Checks that both end-to-end tests share. Messages number names and photos instead of quoting them, because the
// tables may be about real people.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { question } from './reader.mjs';
import { shardName, SCOPES } from './names.mjs';
import { table } from './tables.mjs';

/** Runs the command line; what it printed, or a clear failure. `exits`: the codes that are fine. */
export function hushset(args, exits = [0]) {
  const bin = process.env.HUSHSET_BIN ?? fileURLToPath(new URL('../../target/release/hushset', import.meta.url));
  assert(existsSync(bin), `There is no command line at ${bin}: build it, or name it in HUSHSET_BIN.`);
  const { status, stdout, stderr, error } = spawnSync(bin, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert(!error && exits.includes(status), `hushset ${args[0]} ended with ${error ?? status}:\n${stderr}`);
  return stdout;
}

const text = (value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v));

const same = (got, wanted, where) => {
  if (text(got) !== text(wanted)) assert.fail(`${where} is not as the tables have it.`);
};

/** Verdicts and hits for a key whose stored set is known. Returns how many further datasets the filter claims. */
async function sameVerdicts(reader, asked, stored, expected, where) {
  const { hits, verdicts } = await reader.check(asked);
  const claimed = hits.map((j) => reader.slugs[j]);
  for (const slug of stored) assert(claimed.includes(slug), `${where}: the filter lacks ${slug}.`);
  for (const { dataset, verdict, impliedBy } of verdicts) {
    const claims = claimed.includes(dataset);
    const implying = claims ? [] : claimed.filter((slug) => expected.implied(slug).includes(dataset));
    same(impliedBy, implying, `${where}: what implies ${dataset}`);
    const { rows } = expected.datasets.find(({ slug }) => slug === dataset);
    const wanted = claims
      ? 'almost certainly'
      : impliedBy.length > 0
        ? 'almost certainly, by implication'
        : rows && findsAll(expected, dataset, asked.by)
          ? 'not found'
          : 'not covered';
    assert.equal(verdict, wanted, `${where}: ${dataset}`);
  }
  return claimed.length - stored.length;
}

const tables = new WeakMap();

export function tableOf(expected, slug) {
  if (!tables.has(expected)) {
    const searchable = expected.datasets.filter(({ rows }) => rows);
    tables.set(expected, new Map(searchable.map((dataset) => [dataset.slug, table(dataset, expected)])));
  }
  return tables.get(expected).get(slug) ?? null;
}

function findsAll(expected, slug, by) {
  const t = tableOf(expected, slug);
  const covers = { nsid: [t.byNsid], alias: [t.byAlias], name: [t.byAlias, t.byDisplay], item: [t.items] }[by];
  return covers.every((count) => count === t.items);
}

/** Every name and every photo of the tables. Returns counts for further checks. */
export async function agrees(reader, expected) {
  const { manifest } = reader;
  const counts = { wrongHits: 0, pairs: 0, listed: 0, mostPages: 0, continuations: 0, ownersPairs: 0, itemsPairs: 0 };
  assert.deepEqual(reader.slugs, expected.slugs, 'the datasets');
  for (const { slug, table } of manifest.datasets)
    assert.deepEqual(table, tableOf(expected, slug), `the table of ${slug}`);
  const searchable = expected.datasets.filter(({ rows }) => rows).length;

  let number = 0;
  for (const [identifier, { lists, asked, stored }] of expected.names) {
    const where = `name ${++number}`;
    for (const by of asked) {
      const q = question(by === 'alias' ? 'alias' : 'owner', identifier);
      counts.wrongHits += await sameVerdicts(reader, q, stored, expected, where);
      counts.pairs += searchable - stored.length;
    }
    const q = question('owner', identifier);
    const found = await reader.everything(q);
    assert(found, `${where}: no details.`);
    const wanted = new Map([...lists].map(([account, namedBy]) => [text(account.id), { account, namedBy }]));
    assert.equal(found.lists.length, wanted.size, `${where}: the number of accounts`);
    let listed = 0;
    for (const list of found.lists) {
      const want = wanted.get(text(list.id));
      assert(want, `${where}: an account that does not belong there.`);
      const { account, namedBy } = want;
      const known = [namedBy, account.alias, account.display];
      same([list.namedBy, list.alias, list.display], known, `${where}: its account`);
      assert.equal(list.total, account.photos.length, `${where}: its total`);
      same(list.items.map(shown), account.photos.map((photo) => photo.shown), `${where}: its photos`);
      listed += list.items.length;
    }
    assert.equal(found.pages, Math.ceil(listed / manifest.pageCap), `${where}: its pages`);
    for (let page = 1; found.pages > 1 && page <= found.pages; page++) {
      const part = (await reader.details(q, page)).lists.reduce((sum, { items }) => sum + items.length, 0);
      const full = page < found.pages ? manifest.pageCap : listed - (page - 1) * manifest.pageCap;
      assert.equal(part, full, `${where}: page ${page}`);
    }
    counts.listed += listed;
    counts.ownersPairs += stored.length;
    counts.mostPages = Math.max(counts.mostPages, found.pages);
    counts.continuations += found.pages - 1;
  }

  number = 0;
  for (const photo of expected.photos) {
    const where = `photo ${++number}`;
    const q = question('item', photo.id);
    counts.wrongHits += await sameVerdicts(reader, q, photo.stored, expected, where);
    counts.pairs += searchable - photo.stored.length;
    counts.itemsPairs += photo.stored.length;
    const found = await reader.details(q);
    assert(found, `${where}: no details.`);
    same(shown({ id: photo.shown.id, ...found }), photo.shown, where);
    same(found.owner, photo.account?.id ?? { kind: 'unknown' }, `${where}: its owner`);
  }

  const owners = reader.files('owners');
  const items = reader.files('items');
  assert.equal(owners.keys, BigInt(expected.names.size), 'names in all');
  assert.equal(owners.filter.entries, BigInt(counts.ownersPairs), 'pairs of names and datasets');
  assert.equal(owners.exact.entries, BigInt(expected.names.size + counts.continuations), 'pages');
  assert.equal(items.keys, BigInt(expected.photos.length), 'photos in all');
  assert.equal(items.filter.entries, BigInt(counts.itemsPairs), 'pairs of photos and datasets');
  assert.equal(items.exact.entries, items.keys, 'records of photos');
  return counts;
}

const shown = ({ id, datasets, implied, month, licence, image }) => ({ id, datasets, implied, month, licence, image });

/** Opens every shard (its proof, mask and form with it) and looks that nothing else is there. Returns sizes. */
export async function everyFile(reader, folder) {
  const sizes = {};
  for (const files of reader.manifest.scopes) {
    const scope = SCOPES[files.number];
    for (const [kind, letter] of [['filter', 'f'], ['exact', 'x']]) {
      const { prefixBits, bodyLen, entries } = files[kind];
      const size = { used: 0, entries: 0, most: 0, t: 0, bodies: bodyLen * 2 ** prefixBits };
      for (let i = 0; i < 2 ** prefixBits; i++) {
        const { n, used, t = 0 } = await reader.shard(scope, kind, i);
        if (t) assert(size.t === 0 || size.t === t, `${scope}/${letter}: two lengths of tags`);
        Object.assign(size, { used: size.used + used, entries: size.entries + n, most: Math.max(size.most, n), t });
      }
      assert.equal(BigInt(size.entries), entries, `${scope}/${letter}: entries`);
      const here = join(folder, 'hushset', reader.build, scope, letter);
      const names = Array.from({ length: 2 ** prefixBits }, (_, i) => `${shardName(i)}.bin`);
      assert.deepEqual(readdirSync(here).sort(), names.sort(), `${scope}/${letter}: the files`);
      const lengths = new Set(names.map((name) => readFileSync(join(here, name)).length));
      assert.deepEqual([...lengths], [8 + bodyLen + 32 * prefixBits], `${scope}/${letter}: their lengths`);
      sizes[`${scope}/${letter}`] = size;
    }
    sizes[scope] = tagLength(reader.manifest, sizes[`${scope}/x`].most);
    assert.equal(sizes[`${scope}/x`].t, sizes[scope], `${scope}: the length of tags`);
  }
  return sizes;
}

/** §16.2, the reference writer's. */
function tagLength({ fingerprintBits: w, datasets }, n) {
  const d = datasets.filter(({ table }) => table).length;
  const log2 = (count) => Math.ceil(Math.log2(count || 1));
  const bits = Math.max(32 - w, 16) + log2(n) + log2(d);
  return Math.min(8, Math.max(1, Math.ceil(bits / 8)));
}

/** How far `hits` of `trials` are from the filters' rate, in standard deviations. */
export function sigmas(hits, trials, bits) {
  const p = 2 ** -bits;
  return (hits - trials * p) / Math.sqrt(trials * p * (1 - p));
}
