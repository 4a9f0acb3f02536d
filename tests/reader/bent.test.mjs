// The page's own core in Node, with files that are bent on their way: an answer is the right one, or there is none.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { hushset } from './agree.mjs';

const CORE = new URL('../../index-build/runtime/app/core/', import.meta.url);
const SMALL = '\n[index]\nverdict_budget = "2 KiB"\ndetails_budget = "4 KiB"\npage_cap = 20\n';

/** Files that come otherwise than they are, and how many have. */
const road = { bend: undefined, bent: 0 };

let folder, site, load, forget, texts, files;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hushset-bent-'));
  const tables = join(folder, 'tables');
  hushset(['sample', '--photos', '1000', '--out', tables]);
  const config = join(tables, 'small.toml');
  writeFileSync(config, readFileSync(join(tables, 'hushset.toml'), 'utf8') + SMALL);
  hushset(['build', '--quiet', '--config', config, '--out', join(folder, 'site')]);
  site = pathToFileURL(`${join(folder, 'site')}/`).href;
  const index = join(folder, 'site', 'hushset');
  const paths = readdirSync(index, { recursive: true }).filter((path) => path.endsWith('.bin'));
  files = paths.map((path) => readFileSync(join(index, path)));
  const { members, strangers } = JSON.parse(readFileSync(join(tables, 'names.json'), 'utf8'));
  texts = [members.nsid, members.display, members.photo, strangers.nsid, strangers.same_prefix_as_nsid, strangers.photo];
  globalThis.fetch = async (url) => {
    const sound = readFileSync(new URL(url));
    const file = road.bend?.(sound) ?? sound;
    if (file !== sound) road.bent++;
    return { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(file).buffer };
  };
  ({ load } = await import(new URL('load.js', CORE)));
  ({ forget } = await import(new URL('browser.js', CORE)));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The same numbers in every run. */
let state = 1;
function below(end) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * end);
}

const BENDS = [
  (file) => {
    const bent = Buffer.from(file);
    for (let flips = 1 + below(3); flips > 0; flips--) bent[below(bent.length)] ^= 1 << below(8);
    return bent;
  },
  (file) => file.subarray(0, below(file.length)),
  (file) => Buffer.concat([file, Buffer.alloc(1 + below(100), below(256))]),
  (file) => file.subarray(1 + below(file.length)),
  () => files[below(files.length)],
  (file) => Buffer.concat([file.subarray(0, below(file.length)), files[below(files.length)]]).subarray(0, file.length),
  (file) => Buffer.concat([file.subarray(0, 8), Buffer.from(Array.from({ length: file.length - 8 }, () => below(256)))]),
  () => Buffer.from('<!doctype html><title>Not found</title>'),
];

/** What is answered, without the receipt; undefined if there is no answer. */
function answerOf({ outcome }) {
  return outcome.outcome === 'unavailable' || outcome.details === 'unavailable' ? undefined : JSON.stringify(outcome);
}

async function answers(index, text) {
  return [answerOf(await index.check(text, 0)), answerOf(await index.details(text, 0, 1))];
}

test('bent files give the right answer or none, and are forgotten when they are sound again', async (t) => {
  const { core } = await load();
  const open = async () => (await core.Index.open(site)).index;
  const index = await open();
  const build = index.summary().build;
  const truth = new Map();
  for (const text of texts) truth.set(text, await answers(index, text));
  const count = { right: 0, none: 0 };
  for (let number = 0; number < 10_000; number++) {
    const text = texts[number % texts.length];
    const bend = BENDS[below(BENDS.length)];
    // Sometimes only the second file is bent, or the third.
    let sound = below(3);
    road.bend = (file) => (sound-- > 0 ? file : bend(file));
    forget();
    const opened = number % 3 ? index : await open();
    if (opened) {
      assert.equal(opened.summary().build, build);
      for (const [at, answer] of (await answers(opened, text)).entries()) {
        if (answer !== undefined) assert.equal(answer, truth.get(text)[at]);
        count[answer === undefined ? 'none' : 'right']++;
      }
    } else {
      count.none++;
    }
    road.bend = undefined;
    assert.deepEqual(await answers(index, text), truth.get(text), 'the same index answers when its files are sound');
  }
  t.diagnostic(`${road.bent} bent files: ${count.right} right answers, ${count.none} times none, no wrong one`);
  assert(count.right > 100 && count.none > 1000);
});
