// The page's core runs as WebAssembly, and translated to JavaScript where there is none: both must say the same.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hushset } from './agree.mjs';
import { ask } from './core.mjs';
import { expectations, settings } from './tables.mjs';

let folder, site, expected;
const at = (...parts) => join(folder, ...parts);

// Small shards, so that asking everything takes seconds, and several of each kind; short pages, so that there are several too.
const SMALL = '[index]\nverdict_budget = "8 KiB"\ndetails_budget = "16 KiB"\npage_cap = 20\n\n[[dataset]]';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hushset-translated-'));
  hushset(['sample', '--photos', '4000', '--out', at('tables')]);
  const config = at('tables', 'small.toml');
  writeFileSync(config, readFileSync(at('tables', 'hushset.toml'), 'utf8').replace('[[dataset]]', SMALL));
  hushset(['build', '--quiet', '--config', config, '--out', at('site')]);
  site = at('site');
  expected = expectations(settings(config));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The answers of both, which are the same. */
async function agreed(questions) {
  const [wasm, script] = await Promise.all([true, false].map((webAssembly) => ask(questions, { webAssembly })));
  assert.deepEqual([wasm.translated, script.translated], [false, true]);
  assert.equal(script.answers.length, wasm.answers.length);
  const different = script.answers.findIndex((answer, i) => answer !== wasm.answers[i]);
  if (different >= 0) assert.equal(script.answers[different], wasm.answers[different]);
  return wasm.answers.map((answer) => JSON.parse(answer));
}

test('every name and every photo of the sample, and strangers', async () => {
  const { members, strangers } = JSON.parse(readFileSync(at('tables', 'names.json'), 'utf8'));
  const photos = expected.photos.map(({ id }) => id);
  const texts = [...expected.names.keys(), ...photos, ...Object.values(members), ...Object.values(strangers)];
  const answers = await agreed([{ site, texts: texts.filter((text) => typeof text === 'string') }]);
  const count = (what) => answers.filter(what).length;
  assert(count(({ check }) => check?.outcome.verdicts?.some(({ answer }) => answer === 'not-found')) > 0);
  assert(count(({ details }) => details?.outcome.details === 'found') >= expected.names.size + photos.length);
  assert(count(({ page }) => page > 1) > 0, 'no account has a second page');
});

test('damaged files: neither says anything about them', async () => {
  const damaged = at('damaged');
  cpSync(site, damaged, { recursive: true });
  const shards = readdirSync(damaged, { recursive: true }).filter((path) => /[/\\][fx][/\\][^/\\]+\.bin$/.test(path));
  for (const [i, path] of shards.entries()) {
    const file = readFileSync(join(damaged, path));
    file[(i * 997) % file.length] ^= 1 << i % 8;
    writeFileSync(join(damaged, path), file);
  }
  const answers = await agreed([{ site: damaged, texts: [...expected.names.keys()].slice(0, 100) }]);
  const outcomes = answers.slice(1).map(({ check, details }) => check?.outcome.outcome ?? details.outcome.details);
  assert.deepEqual(new Set(outcomes), new Set(['unavailable']));
});

const ODD = [
  '', ' ', '\u0000', '\ud800', 'a\udc00b', '🦊 zoë', 'ΣΑΣ', 'İstanbul', 'ﬁ ＄Ｗide', 'e\u0301', '\u202eabc\u202c', 'عربي',
  'x'.repeat(100_000), '🦊'.repeat(30_000), 'one\ntwo', '#birthday', '#', '# ', '@', '12345678@N00', '012345@n01', '99999999999@N99',
  '123456789012@N00', '18446744073709551615', '18446744073709551616', '0', '00', '-1', '1e9', '12345678901_0123456789_b.jpg',
  'https://www.flickr.com/photos/somebody/12345/in/pool-a/', 'flickr.com/people/12345678@N00', 'https://flic.kr/p/2abcde',
  'https://flic.kr/p/!', 'https://flic.kr/s/abc', 'https://live.staticflickr.com/1/2_3_b.jpg', 'https://example.org/%E0%A4%A',
  'http://[::1]/photos/x', 'https://www.flickr.com/groups/central/', 'javascript:alert(1)', '<img src=x onerror=alert(1)>',
];

/** Texts put together from pieces that matter to a scheme; the same in every run. */
function* mixtures(count) {
  const pieces = ['https://', 'www.', 'flickr.com', 'flic.kr/p/', 'staticflickr.com', '/', 'photos/', 'people/', 'tags/', '?', '#', '@N', '@n', '0',
    '1', '23456789', '_', '_b.jpg', ' ', '\t', '\u00a0', '\u200b', '%20', '%C3%A9', 'é', 'É', 'ﬀ', '\u0345', 'ß', 'Σ', '🦊', '\ud83e', 'me', '.', '..', ':', '&'];
  let state = 1;
  const draw = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < count; i++) yield Array.from({ length: 1 + draw(9) }, () => pieces[draw(pieces.length)]).join('');
}

test('what is typed, however odd', async () => {
  const answers = await agreed([...ODD, ...mixtures(5000)].map((text) => ({ text })));
  const kinds = new Set(answers.map(({ understood: { reading, refusal } }) => reading?.kind ?? refusal.refusal));
  assert(kinds.size >= 10, [...kinds].join(', '));
});

test('the spelling of every character', async () => {
  const characters = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code));
  await agreed(characters.map((character) => ({ fold: `A${character}\u0301` })));
});
