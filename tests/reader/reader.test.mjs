// From invented tables to a site and back: what the second reader finds must be what the tables say.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { agrees, everyFile, hushset, sigmas } from './agree.mjs';
import { sha256 } from './names.mjs';
import { CouldNotCheck, open, question } from './reader.mjs';
import { thumbnail } from './records.mjs';
import { expectations, settings } from './tables.mjs';

let folder, site, expected, reader;
const at = (...parts) => join(folder, ...parts);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hushset-reader-'));
  hushset(['sample', '--out', at('tables')]);
  hushset(['build', '--quiet', '--config', at('tables', 'hushset.toml'), '--out', at('site')]);
  site = at('site');
  expected = expectations(settings(at('tables', 'hushset.toml')));
  reader = await open(site);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a folder of sample tables anew with other settings of the index. */
function rebuilt(tables, name, index) {
  const toml = readFileSync(at(tables, 'hushset.toml'), 'utf8');
  writeFileSync(at(tables, `${name}.toml`), toml.replace('[[dataset]]', `[index]\n${index}\n\n[[dataset]]`));
  hushset(['build', '--quiet', '--config', at(tables, `${name}.toml`), '--out', at(name)]);
  return at(name);
}

test('every name and every photo of the sample is found, with all that is known of it', async () => {
  const counts = await agrees(reader, expected);
  assert(counts.wrongHits <= 20 && sigmas(counts.wrongHits, counts.pairs, 16) < 6, `${counts.wrongHits} wrong hits`);
  assert(expected.photos.some(({ shown }) => shown.implied.length > 0), 'the sample has no implied dataset');
});

test('every file verifies, and all of a kind have one length', () => everyFile(reader, site));

test('the salt is the one of the reference writer (§16.3)', () => {
  const M = Buffer.from(readFileSync(join(site, 'hushset', reader.build, 'manifest.bin')));
  const roots = reader.manifest.scopes.flatMap(({ filter, exact }) => [filter.root, exact.root]);
  for (const hash of [reader.manifest.salt, ...roots]) M.fill(0, M.indexOf(hash), M.indexOf(hash) + 32);
  const version = hushset(['--version']).trim().split(' ')[1];
  const nobodySuppressed = '';
  const parts = [sha256(version), sha256(nobodySuppressed), M];
  const salt = sha256(Buffer.concat([Buffer.from('hushset/1 salt'), ...parts]));
  assert.equal(salt.toString('hex'), reader.manifest.salt.toString('hex'));
});

test('strangers are not found', async () => {
  const most = 20000;
  let wrong = 0;
  for (let i = 0; i < most; i++) {
    const kind = ['owner', 'alias', 'item'][i % 3];
    const name = i % 3 === 2 ? `${70000000000 + i * 7919}` : i % 2 ? `${20000 + i}@N01` : `stranger no. ${i}`;
    const asked = question(kind, name);
    const { hits, verdicts } = await reader.check(asked);
    wrong += hits.length;
    if (hits.length > 0) continue;
    assert(verdicts.every(({ verdict }) => verdict.startsWith('not ')));
    assert.equal(verdicts.find(({ dataset }) => dataset === 'sample-closed').verdict, 'not covered');
    assert.equal(verdicts.find(({ dataset }) => dataset === 'sample-crawl').verdict, 'not found');
    const albums = verdicts.find(({ dataset }) => dataset === 'sample-albums').verdict;
    assert.equal(albums, asked.scope === 'items' ? 'not found' : 'not covered');
    assert.equal(await reader.details(asked), null);
    assert.equal(await reader.record(asked), null, 'a stranger has a record');
  }
  assert(wrong <= 10, `${wrong} wrong hits among ${most} strangers, where about one is expected`);
});

test('a scope that the index lacks is not covered, and asks for nothing', async () => {
  const asked = question('tag', '#holiday');
  assert.deepEqual(await reader.check(asked), { covered: false, hits: [], verdicts: [] });
  assert.equal(await reader.details(asked), null);
});

test('a flipped bit is refused wherever it is, and so are missing and longer files', async () => {
  const flipped = (path, position, bit) => (asked) => {
    const file = Buffer.from(readFileSync(join(site, asked)));
    if (asked === path) file[position] ^= 1 << bit;
    return file;
  };
  const edited = (path, edit) => (asked) => {
    const file = readFileSync(join(site, asked));
    return asked === path ? edit(file) : file;
  };
  const { build } = reader;
  const shard = (scope, kind, letter) => {
    return [`hushset/${build}/${scope}/${letter}/33333.bin`, (opened) => opened.shard(scope, kind, 0)];
  };
  const files = [
    ['hushset/current.bin', null],
    [`hushset/${build}/manifest.bin`, null],
    shard('owners', 'filter', 'f'),
    shard('owners', 'exact', 'x'),
    shard('items', 'filter', 'f'),
    shard('items', 'exact', 'x'),
  ];
  for (const [path, use] of files) {
    const ask = async (read) => {
      const opened = await open((asked) => {
        try {
          return read(asked);
        } catch (error) {
          if (error.code === 'ENOENT') return null; // a flipped build id names no folder
          throw error;
        }
      });
      await use?.(opened);
    };
    const { length } = readFileSync(join(site, path));
    const positions = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, length - 33, length - 32, length - 1]);
    for (let i = 1; i < 40; i++) positions.add(Math.floor((i * length) / 40));
    for (const position of positions) {
      // Without a signature nothing vouches for the sequence number (§9.1).
      if (path === 'hushset/current.bin' && position >= 40 && position < 48) continue;
      const bit = (position * 5) % 8;
      await assert.rejects(ask(flipped(path, position, bit)), CouldNotCheck, `${path}, byte ${position}`);
    }
    const longer = (file) => Buffer.concat([file, Buffer.of(0)]);
    const edits = [() => null, longer, (file) => file.subarray(0, -1), () => Buffer.of()];
    for (const edit of edits) await assert.rejects(ask(edited(path, edit)), CouldNotCheck, path);
    await ask((asked) => readFileSync(join(site, asked)));
  }
  const x = (name) => `hushset/${build}/owners/x/${name}.bin`;
  const swapped = edited(x('33333'), () => readFileSync(join(site, x('33334'))));
  await assert.rejects((await open(swapped)).shard('owners', 'exact', 0), CouldNotCheck, 'another shard of the set');
});

/** The outcome of `hushset check --json --details`, made from this reader's own answers. */
async function outcome(from, asked, mark, page) {
  const { verdicts, hits } = await from.check(asked);
  const sure = { 'almost certainly': 1, 'almost certainly, by implication': 1 };
  const own = verdicts.map(({ dataset, verdict, impliedBy, findable }) =>
    sure[verdict]
      ? { dataset, answer: 'almost-certainly', implied_by: impliedBy }
      : verdict === 'not found'
        ? { dataset, answer: 'not-found' }
        : { dataset, answer: 'not-covered', findable: Number(findable), items: itemsOf(from, dataset) },
  );
  if (hits.length === 0) return { verdicts: own, details: null };
  const found = await from.details(asked, page);
  const item = ({ id, datasets, implied, month, licence, image }) => {
    const address = image && thumbnail(id, image);
    return { id: `${id}`, datasets, implied, month, licence, thumbnail: address, asked: `${id}` === mark };
  };
  if (asked.scope === 'items') {
    const details = { item: item({ id: asked.identifier, ...found }), owner: found.owner };
    return { verdicts: own, details };
  }
  const accounts = found.lists.map(({ id, namedBy, alias, display, total, items }) => ({
    account: { id, alias, display },
    named_by: { nsid: !!(namedBy & 1), alias: !!(namedBy & 2), display: !!(namedBy & 4) },
    total,
    items: items.map(item),
  }));
  return { verdicts: own, details: { page, pages: found.pages, accounts } };
}

const itemsOf = (from, slug) => {
  const { table } = from.manifest.datasets.find((dataset) => dataset.slug === slug);
  return table && Number(table.items);
};

test('the command line answers the same', async () => {
  const small = rebuilt('tables', 'budget', 'verdict_budget = 8192\ndetails_budget = 8192');
  const { members, strangers } = JSON.parse(readFileSync(at('tables', 'names.json'), 'utf8'));
  const asks = [
    [site, members.nsid, 'owner', members.nsid],
    [site, members.alias, 'owner', members.alias],
    [site, members.display, 'owner', members.display],
    [site, members.arabic, 'owner', members.arabic],
    [site, members.heavy, 'owner', members.heavy],
    [site, `https://flickr.com/people/${members.alias}/`, 'alias', members.alias],
    [site, members.photo, 'item', members.photo, members.photo],
    [site, members.photo_page, 'owner', members.nsid, members.photo],
    [site, members.linked_photo, 'item', members.linked_photo, members.linked_photo],
    [site, strangers.nsid, 'owner', strangers.nsid],
    [site, strangers.alias, 'owner', strangers.alias],
    [site, strangers.photo, 'item', strangers.photo],
    [small, members.heavy, 'owner', members.heavy, null, 1],
    [small, members.heavy, 'owner', members.heavy, null, 2],
    [small, members.arabic, 'owner', members.arabic, null, 7],
  ];
  for (const [where, typed, kind, name, mark, page = 1] of asks) {
    const said = JSON.parse(hushset(['check', where, typed, '--json', '--details', '--page', `${page}`], [0, 1]));
    const read = [];
    const from = await open((path) => (read.push(path), readFileSync(join(where, path))));
    const asked = question(kind, name);
    const own = await outcome(from, asked, mark, page);
    const { scope, identifier, asked_by } = said.checked.question;
    assert.deepEqual({ scope, identifier, by: asked_by }, asked, typed);
    assert.deepEqual(said.checked.outcome.verdicts, own.verdicts, typed);
    const details = said.details?.outcome;
    if (own.details === null) assert.equal(said.details, null, typed);
    else if (own.details.item) {
      delete details.item.url;
      assert.deepEqual({ item: details.item, owner: details.owner }, own.details, typed);
    } else {
      for (const { items } of details.accounts) for (const item of items) delete item.url;
      assert.deepEqual({ page: details.page, pages: details.pages, accounts: details.accounts }, own.details, typed);
    }
    const requests = [...said.checked.requests, ...(said.details?.requests ?? [])].map(({ path }) => path);
    for (const path of requests) assert(read.includes(path), `${typed}: ${path} was not needed here`);
  }
});

test('lists of many pages, in many shards, with narrow and wide fingerprints', async () => {
  hushset(['sample', '--photos', '12000', '--seed', '2', '--out', at('fewer')]);
  const expected = expectations(settings(at('fewer', 'hushset.toml')));
  for (const [name, bits] of [['narrow', 8], ['wide', 32]]) {
    const budgets = 'verdict_budget = 8192\ndetails_budget = 8192';
    const where = rebuilt('fewer', name, `${budgets}\nfingerprint_bits = ${bits}\ndetails = "always"`);
    const read = [];
    const other = await open((path) => (read.push(path), readFileSync(join(where, path))));
    const counts = await agrees(other, expected);
    await everyFile(other, where);
    assert(counts.mostPages > 4 && counts.continuations > 10, 'the lists are too short to test pages');
    assert(sigmas(counts.wrongHits, counts.pairs, bits) < 6, `${counts.wrongHits} wrong hits of ${counts.pairs}`);
    assert.equal(other.manifest.details, 'always');
    assert.equal(other.manifest.fingerprintBits, bits);
    await assert.rejects(other.details(question('owner', [...expected.names.keys()][0]), 1000), RangeError);
  }
});

test('with details "always" a stranger asks for the same files as a member', async () => {
  const where = at('narrow');
  const { members, strangers } = JSON.parse(readFileSync(at('fewer', 'names.json'), 'utf8'));
  for (const name of [members.nsid, strangers.nsid]) {
    const read = [];
    const other = await open((path) => (read.push(path), readFileSync(join(where, path))));
    await other.check(question('owner', name));
    assert.deepEqual(read.slice(2).map((path) => path.split('/')[3]).sort(), ['f', 'x'], name);
    const broken = await open((path) => (path.includes('/x/') ? null : readFileSync(join(where, path))));
    const { hits, verdicts, detailsFailed } = await broken.check(question('owner', name));
    assert(verdicts.length > 0, 'without the exact shard the verdicts stand (§14)');
    assert.equal(detailsFailed instanceof CouldNotCheck, hits.length > 0, name);
  }
});
