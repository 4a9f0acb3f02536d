// What an index must answer, computed from raw tables, knowing nothing of how an index is made.
// Terms and section numbers are those of docs/FORMAT.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fold, keyOf, nsid as numberIn, owner, prefix, sha256, strip, tag, trim } from './names.mjs';

const lines = (path) => readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');

/** The cells of a line of CSV, quoted or not; no cell here has a line break. */
const cells = (line) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );

/** Rows of `{ id, nsid, alias, display, month, licence, image, tags }`; null where a table has nothing. */
const NOTHING = { nsid: null, alias: null, display: null, month: null, licence: null, image: null, tags: [] };
const row = (id, known) => ({ id, ...NOTHING, ...known });

export function csv(path) {
  const [head, ...body] = lines(path).map(cells);
  return body.map((values) => {
    const of = (name) => values[head.indexOf(name)] || null;
    const made = (text, name) => (text === null ? null : name(text) || null); // as the builder takes it over
    return row(of('photo_id'), {
      nsid: of('owner_nsid'),
      alias: made(of('owner_alias'), trim),
      display: made(of('owner_name'), strip),
      month: of('uploaded')?.slice(0, 7) ?? null,
      licence: of('licence') === null ? null : Number(of('licence')),
      tags: of('tags')?.split(' ') ?? [],
    });
  });
}

export const diveface = (path) =>
  lines(path).map((line) => {
    const [, nsid, id] = /^(.+)_identity_\d+\/(\d+)_\d+\.jpg$/.exec(line);
    return row(id, { nsid });
  });

export const pipa = (path) => lines(path).map((line) => row(line.split(' ')[1]));

/** Flickr's numbers of the licences that the list has (`flickr.photos.licenses.getInfo`). */
const LICENCES = {
  'No known copyright restrictions': 7,
  'United States Government Work': 8,
  'Public Domain Dedication (CC0)': 9,
  'Public Domain Mark': 10,
};

export function fsxl(path, only) {
  const wanted = new Set(lines(only).map((line) => line.trim()));
  return JSON.parse(readFileSync(path, 'utf8')).flatMap((photo) => {
    const [, nsid, id] = /\/photos\/([^/]+)\/(\d+)/.exec(photo.photo_url);
    const licence = LICENCES[photo.license] ?? null;
    const month = photo.date_uploaded.slice(0, 7);
    return wanted.has(id) ? [row(id, { nsid, display: photo.author, month, licence })] : [];
  });
}

/** As much of a settings file as its tables need: slugs, derived_from, layouts, files, whether hashtags are indexed. */
export function settings(path) {
  const text = readFileSync(path, 'utf8');
  const list = (line) => [...(line?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, item]) => item);
  const [index, ...parts] = text.split(/^\[\[dataset\]\]$/m);
  const tagged = /^tags = true$/m.test(index);
  const found = parts.map((part) => ({
    slug: /^slug = "(.*)"$/m.exec(part)[1],
    derivedFrom: list(/^derived_from = \[(.*)\]$/m.exec(part)),
    layout: /^layout = "(.*)"$/m.exec(part)?.[1],
    files: list(/^files = \[(.*)\]$/m.exec(part)).map((file) => resolve(path, '..', file)),
    only: /^only = "(.*)"$/m.exec(part)?.[1],
  }));
  const layouts = { csv, diveface, pipa, fsxl };
  const read = (layout, file, only) => layouts[layout](file, only && resolve(path, '..', only));
  const normal = (row) => normalised(tagged ? row : { ...row, tags: [] });
  return found.map(({ slug, derivedFrom, layout, files, only }) => ({
    slug,
    derivedFrom,
    rows: layout ? files.flatMap((file) => read(layout, file, only)).map(normal) : null,
  }));
}

/** What an account goes by (§12.2 Owner), or null. */
function accountId(nsid, alias, display) {
  if (nsid !== null) return { kind: 'nsid', id: nsid };
  if (alias !== null) return { kind: 'alias', id: alias };
  return display === null ? null : { kind: 'display', id: fold(display) };
}

/** §16.4: a space for every control character. */
const plain = (text) => text.replace(/[\u0000-\u001F\u007F-\u009F]/g, ' ');

/**
 * §16.4: a row with its alias and tags folded. Names that fold to nothing are unknown (§12.3), a number is no alias
 * (§16.2).
 */
export function normalised(row) {
  const { nsid, alias, display, tags, ...others } = { ...NOTHING, ...row };
  const folded = fold(alias ?? '') || null;
  const misplaced = folded && numberIn(folded);
  const hashtags = new Set(tags.map(tag).filter((name) => name !== null));
  return {
    ...others,
    nsid: nsid ?? misplaced,
    alias: misplaced ? null : folded,
    display: fold(display ?? '') ? plain(display) : null,
    tags: [...hashtags].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
}

/** §16.2: of what several tables say of a photo, the smallest. */
const least = (a, b) => (a === null || (b !== null && b < a) ? b : a);

/** The account number that rows join to each alias; the smallest, where they disagree. */
function numbersBehindAliases(datasets) {
  const numbers = new Map();
  for (const { nsid, alias } of datasets.flatMap(({ rows }) => rows ?? []))
    if (nsid !== null && alias !== null) numbers.set(alias, least(nsid, numbers.get(alias) ?? null));
  return numbers;
}

/**
 * What must be found. Accounts go by their NSID, or by alias or display name where no table has more.
 * Tables in which one account has two aliases or one photo two owners are beyond this model.
 */
export function expectations(datasets) {
  const slugs = datasets.map(({ slug }) => slug).sort();
  const parent = Object.fromEntries(datasets.map(({ slug, derivedFrom: d }) => [slug, d.length === 1 ? d[0] : null]));
  const implied = (slug) => (parent[slug] ? [parent[slug], ...implied(parent[slug])] : []);
  const impliedBy = (set) => new Set([...set].flatMap(implied));
  const inOrder = (set) => slugs.filter((slug) => set.has(slug));
  const stored = (set) => inOrder(set).filter((slug) => !impliedBy(set).has(slug));
  const alsoImplied = (set) => inOrder(impliedBy(set)).filter((slug) => !set.has(slug));

  const numbers = numbersBehindAliases(datasets);
  const photos = new Map();
  const accounts = new Map();
  for (const { slug, rows } of datasets) {
    for (const { id, nsid: own, alias, display, month, licence, tags } of rows ?? []) {
      const nsid = own ?? numbers.get(alias) ?? null;
      const photo = photos.get(id) ?? { id, in: new Set(), account: null, month: null, licence: null, tags: new Set() };
      photos.set(id, photo);
      photo.in.add(slug);
      photo.month = least(photo.month, month);
      photo.licence = least(photo.licence, licence);
      for (const name of tags) photo.tags.add(name);
      const called = accountId(nsid, alias, display);
      if (called === null) continue;
      const name = `${called.kind} ${called.id}`;
      const account = accounts.get(name) ?? { id: called, nsid, alias: null, display: null, photos: [] };
      accounts.set(name, account);
      account.alias ??= alias;
      account.display ??= display;
      assert(photo.account === null || photo.account === account, `photo ${id} has two owners`);
      photo.account = account;
    }
  }

  const items = [...photos.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  for (const photo of items) {
    photo.stored = stored(photo.in);
    photo.shown = {
      id: BigInt(photo.id),
      datasets: photo.stored,
      implied: alsoImplied(new Set(photo.stored)),
      month: photo.month,
      licence: photo.licence,
      image: null, // nobody asked for thumbnails
    };
    photo.account?.photos.push(photo);
  }

  const names = new Map();
  const put = (identifier, by, account) => {
    const of = names.get(identifier) ?? { lists: new Map(), asked: new Set() };
    names.set(identifier, of);
    of.asked.add(by);
    of.lists.set(account, (of.lists.get(account) ?? 0) | { nsid: 1, alias: 2, display: 4 }[by]);
  };
  for (const account of accounts.values())
    for (const by of ['nsid', 'alias', 'display']) {
      const identifier = account[by] && owner(account[by]);
      const anothers = identifier && numberIn(identifier) && identifier !== account.nsid; // §2.3
      if (identifier && !anothers) put(identifier, by, account);
    }
  for (const of of names.values())
    of.stored = stored(new Set([...of.lists.keys()].flatMap(({ photos }) => photos).flatMap((photo) => photo.stored)));

  return { slugs, implied, datasets, photos: items, byId: photos, accounts, names };
}

/** §9.2 Table, of the dataset's own photos, with what any table knows of their owners; digest: §16.4. */
export function table({ rows }, { byId }) {
  const own = [...new Set(rows.map(({ id }) => id))].map((id) => byId.get(id));
  const known = (of) => BigInt(own.filter(({ account }) => account && account[of] !== null).length);
  return {
    items: BigInt(own.length),
    owners: BigInt(new Set(own.map(({ account }) => account).filter(Boolean)).size),
    byNsid: known('nsid'),
    byAlias: known('alias'),
    byDisplay: known('display'),
    byTag: BigInt(own.filter(({ tags }) => tags.size > 0).length),
    digest: digest(rows),
  };
}

/** §16.4, of normalised rows. */
export function digest(rows) {
  const buckets = Array.from({ length: 4096 }, () => new Map());
  for (const { id, nsid, alias, display, month, licence, image, tags } of rows) {
    const address = image && `${image.server}/${image.secret}`;
    const values = [id, nsid, alias, display, month, licence, address, tags.join(',')];
    const line = values.map((value) => value ?? '').join('\t');
    const key = keyOf('items', id);
    buckets[prefix(key, 12)].set(line, Buffer.concat([key, Buffer.from(`${line}\n`)]));
  }
  const hashes = buckets.map((bucket) => {
    const sorted = [...bucket.values()].sort(Buffer.compare).map((keyAndLine) => keyAndLine.subarray(32));
    return sha256(Buffer.concat(sorted));
  });
  return sha256(Buffer.concat(hashes));
}
