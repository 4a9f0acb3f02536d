// A second reader of the index, written from docs/FORMAT.md alone: it shares no line with the engine and the builder.
//
//   const reader = await open('site');
//   const asked = question('owner', 'Jane Doe');
//   const { verdicts } = await reader.check(asked);
//   const found = await reader.details(asked);          // null: not found
//
// Whatever is wrong with a file is thrown as CouldNotCheck; it is never an answer.

import { readFile as readFileOfDisk } from 'node:fs/promises';
import { join } from 'node:path';
import { implied, MOST_BYTES, readCurrent, readManifest, seal, shardBody, verifyCurrent } from './files.mjs';
import { filterShard } from './fuse.mjs';
import { keyOf, keyString, label, prefix, SCOPES, tagOf, value } from './names.mjs';
import { CouldNotCheck, refuse } from './postcard.mjs';
import { byId, exactShard, record } from './records.mjs';

export { CouldNotCheck };
export { question, questionOf } from './names.mjs';

const LETTER = { filter: 'f', exact: 'x' };

/**
 * Opens an index: `current.bin` and then the manifest (§9, §15).
 *
 * `source` is the folder of a site, or a function from a path (§4) to its bytes, or to null if there is no such file.
 * `build` pins a build id; `key` asks for a signature (§9.1); a sequence below `atLeast` is refused.
 */
export async function open(source, { build, key, atLeast = 0n } = {}) {
  const read = typeof source === 'function' ? source : (path) => fromFolder(source, path);
  const get = async (path, most) => {
    const file = await read(path, most);
    if (!file) refuse(`There is no file ${path}.`);
    if (file.length > most) refuse(`${path}: more than ${most} bytes.`);
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  };
  let current = null;
  if (!build) {
    current = readCurrent(await get('hushset/current.bin', MOST_BYTES.current));
    if (key) verifyCurrent(current, key);
    if (current.sequence < atLeast) refuse(`current.bin: number ${current.sequence} is older than ${atLeast}.`);
    build = current.build;
  }
  const manifest = readManifest(await get(`hushset/${build}/manifest.bin`, MOST_BYTES.manifest), build);
  return new Reader(get, build, manifest, current);
}

async function fromFolder(folder, path) {
  try {
    return await readFileOfDisk(join(folder, path));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

class Reader {
  #get;
  #shards = new Map();

  constructor(get, build, manifest, current) {
    this.#get = get;
    this.build = build;
    this.manifest = manifest;
    this.current = current;
    this.slugs = manifest.datasets.map(({ slug }) => slug);
    this.implied = manifest.datasets.map((_, j) => implied(manifest.datasets, j));
  }

  /** The files of a scope, or undefined if the index has none (§14). */
  files(scope) {
    return this.manifest.scopes.find(({ number }) => SCOPES[number] === scope);
  }

  /** A shard by its number, checked in every way (§5, §6, §7, §10, §11). A shard that was good is kept. */
  shard(scope, kind, number) {
    const name = label(scope, LETTER[kind], number);
    if (!this.#shards.has(name)) {
      const opened = this.#open(scope, kind, number, name);
      opened.catch(() => this.#shards.delete(name));
      this.#shards.set(name, opened);
    }
    return this.#shards.get(name);
  }

  async #open(scope, kind, number, name) {
    const { salt, fingerprintBits } = this.manifest;
    const set = this.files(scope)[kind];
    const file = await this.#get(`hushset/${this.build}/${name}.bin`, 8 + set.bodyLen + 32 * set.prefixBits);
    const body = shardBody(file, { kind, label: name, number, set, salt });
    return kind === 'filter' ? filterShard(body, fingerprintBits, name) : exactShard(body, name);
  }

  #shardOf(scope, kind, key) {
    return this.shard(scope, kind, prefix(key, this.files(scope)[kind].prefixBits));
  }

  /** §14: the numbers of the datasets with a table for which the filter has the key. */
  async hits({ scope, identifier }) {
    const key = keyOf(scope, identifier, 1, this.manifest.scheme);
    const filter = await this.#shardOf(scope, 'filter', key);
    const out = [];
    this.manifest.datasets.forEach(({ slug, table }, j) => {
      if (table && filter.contains(value(key, slug))) out.push(j);
    });
    return out;
  }

  /**
   * §14: `{ covered, hits, verdicts, detailsFailed }`; verdicts in the manifest's order. With details "always" the
   * exact shard of page 1 is asked for too, whatever the filter says, and even if it failed (§15). If that shard alone
   * fails, the verdicts stand; without a hit nothing of it is used, so nothing of it is missed.
   */
  async check(question) {
    if (!this.files(question.scope)) return { covered: false, hits: [], verdicts: [] };
    const [hits, exact] = await Promise.allSettled([
      this.hits(question),
      this.manifest.details === 'always'
        ? this.#shardOf(question.scope, 'exact', keyOf(question.scope, question.identifier, 1, this.manifest.scheme))
        : null,
    ]);
    if (hits.status === 'rejected') throw hits.reason;
    const verdicts = this.manifest.datasets.map((dataset, j) => this.#verdict(question.by, dataset, j, hits.value));
    const failed = exact.status === 'rejected' && hits.value.length > 0 ? exact.reason : null;
    return { covered: true, hits: hits.value, verdicts, detailsFailed: failed };
  }

  #verdict(by, { slug, table }, j, hits) {
    const implying = hits.includes(j) ? [] : hits.filter((h) => this.implied[h].has(j));
    const impliedBy = implying.map((h) => this.slugs[h]);
    const findable = table ? this.#findable(by, table) : 0n;
    const verdict = hits.includes(j)
      ? 'almost certainly'
      : impliedBy.length > 0
        ? 'almost certainly, by implication'
        : !table || findable < table.items
          ? 'not covered'
          : 'not found';
    return { dataset: slug, verdict, impliedBy, findable };
  }

  /** §14: how many of a table's items a question of this kind can find. */
  #findable(by, table) {
    if (by === 'nsid') return table.byNsid;
    if (by === 'alias') return table.byAlias;
    if (by === 'name') return table.byAlias < table.byDisplay ? table.byAlias : table.byDisplay;
    return by === 'item' ? table.items : table.byTag;
  }

  /**
   * §11, §12: a page of details, or null for "not found". Without a hit the answer is "not found" (§14), and the
   * exact shard is left alone; with a hit, it was one of the filter's false positives. Page 2 and further exist
   * because page 1 says so, so one that is not there is an error.
   */
  async details(question, page = 1) {
    if (!this.files(question.scope) || (await this.hits(question)).length === 0) return null;
    const first = await this.record(question);
    if (first === null || page === 1) return first;
    if (!(page <= first.pages)) throw new RangeError(`Page ${page} of ${first.pages ?? 1} was asked for.`);
    return this.#next(question, page);
  }

  async #next(question, page) {
    return (await this.record(question, page)) ?? refuse(`Page ${page} of ${question.identifier} is missing.`);
  }

  /** §11: the record of a page, whatever the filter says, or null if the key is not listed. */
  async record({ scope, identifier }, page = 1) {
    const { salt, scheme } = this.manifest;
    const key = keyOf(scope, identifier, page, scheme);
    const shard = await this.#shardOf(scope, 'exact', key);
    const candidates = shard.candidates(tagOf(key, shard.t));
    const context = { scope, identifier, datasetCount: this.slugs.length };
    for (const sealed of candidates) {
      try {
        const bytes = seal(salt, keyString(scope, identifier, page, scheme), sealed);
        return this.#named(record(bytes, context));
      } catch (error) {
        if (!(error instanceof CouldNotCheck)) throw error;
      }
    }
    return candidates.length === 0 ? null : refuse(`An exact shard of ${scope} has entries that no key opens.`);
  }

  /** §12.3: all pages of an identifier in `owners` or `tags`, each account's list in one piece, known by its id. */
  async everything(question) {
    const first = await this.details(question);
    if (first === null) return null;
    const lists = new Map();
    for (let page = 1; page <= first.pages; page++) {
      const { lists: part } = page === 1 ? first : await this.#next(question, page);
      for (const { items, ...account } of part) {
        const name = JSON.stringify(account.id);
        const known = lists.get(name) ?? { ...account, items: [] };
        lists.set(name, known);
        known.items.push(...items);
      }
    }
    for (const { items } of lists.values()) items.sort(byId);
    return { pages: first.pages, lists: [...lists.values()] };
  }

  /** §13: sets of datasets by their slugs, stored and implied. */
  #named(found) {
    if (found.lists) for (const { items } of found.lists) for (const item of items) this.#nameSets(item);
    else this.#nameSets(found);
    return found;
  }

  #nameSets(item) {
    const all = new Set(item.stored.flatMap((j) => [...this.implied[j]]));
    item.datasets = item.stored.map((j) => this.slugs[j]);
    item.implied = [...all].filter((j) => !item.stored.includes(j)).sort((a, b) => a - b).map((j) => this.slugs[j]);
    delete item.stored;
  }
}
