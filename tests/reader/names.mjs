// From typed text to identifiers, key strings, keys, prefixes, tags and paths: docs/FORMAT.md §2, §3, §4, §19.

import { createHash, hash } from 'node:crypto';

/** SHA-256 of a string's UTF-8 bytes or of a buffer. */
export const sha256 = (data) =>
  hash ? hash('sha256', data, 'buffer') : createHash('sha256').update(data).digest();

export const SCOPES = ['owners', 'items', 'tags'];

// §2.1, written out: JavaScript's own \s and trim() have other members.
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE00-\uFE0F\uFEFF]/gu;
const SPACE = '\\u0009-\\u000D\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000';
const SPACE_OR_CONTROL = new RegExp(`[${SPACE}\\u0000-\\u001F\\u007F-\\u009F]+`, 'u');
const SPACE_AT_ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'gu');
const PUNCTUATION_OR_SPACE = /[!-/:-@[-`{-~ ]/g;

export const trim = (text) => text.replace(SPACE_AT_ENDS, '');

/** §2.2 */
export const strip = (text) => trim(text.toWellFormed().replace(INVISIBLE, ''));

/** §2.2; §1 replaces lone surrogates by U+FFFD. */
export const fold = (text) =>
  text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('\u03C2', '\u03C3')
    .normalize('NFKC')
    .split(SPACE_OR_CONTROL)
    .filter((part) => part !== '')
    .join(' ');

/** §2.3: the canonical form, or null. */
export const nsid = (text) => (/^[0-9]{5,11}@[Nn][0-9]{2}$/.test(text) ? text.replace('n', 'N') : null);

/** §2.3; null stands for "no identifier", here and below. */
export function owner(text) {
  const folded = fold(text);
  return nsid(folded) ?? (folded || null);
}

/** §2.4: of a BigInt, a number, or decimal digits. */
export function item(id) {
  if (typeof id === 'string' && !/^[0-9]+$/.test(id)) return null;
  const value = BigInt(id);
  return value >= 1n && value < 1n << 64n ? value.toString() : null;
}

/** §2.5 */
export const tag = (text) => fold(fold(text).replace(PUNCTUATION_OR_SPACE, '')) || null;

const SPACE_OR_INVISIBLE_AT_ENDS = new RegExp(`^[${SPACE}${INVISIBLE.source.slice(1)}+|[${SPACE}${INVISIBLE.source.slice(1)}+$`, 'gu');

/** §19.1: of a URL's path or query. */
const encoded = (part) =>
  part
    .replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]/g, (c) => encodeByte(c.charCodeAt(0)))
    .replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => {
      const c = String.fromCharCode(parseInt(digits, 16));
      return /[A-Za-z0-9\-._~]/.test(c) ? c : `%${digits.toUpperCase()}`;
    });

const encodeByte = (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** §19.1; the parser has made ASCII of everything. */
export function address(text) {
  const rest = text.toWellFormed().replace(SPACE_OR_INVISIBLE_AT_ENDS, '').replace(/^(https?:)?\/\//i, '');
  if (!URL.canParse(`https://${rest}`)) return null;
  const { hostname, port, pathname, search } = new URL(`https://${rest}`);
  let host = hostname.replace(/\.$/, '');
  while (/^www\..*\./.test(host)) host = host.slice(4);
  if (!host.startsWith('[') && !(host.length <= 253 && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host))) return null;
  const path = encoded(pathname.replace(/\/+$/, ''));
  return host + (port && port !== '80' ? `:${port}` : '') + path + (search.length > 1 ? encoded(search) : '');
}

/** §19.2 */
export const host = (address) => /^(\[[^\]]*\]|[^:/?]*)/.exec(address)[0];

/** §19: what is asked of an index of another scheme than `flickr`. */
export function questionOf(scheme, kind, text) {
  const page = scheme === 'web' ? address(text) : fold(text) || null;
  if (page === null) throw new TypeError(`${JSON.stringify(text)} is no identifier of the scheme ${scheme}.`);
  if (kind === 'item') return { scope: 'items', identifier: page, by: 'item' };
  return { scope: 'owners', identifier: scheme === 'web' ? host(page) : page, by: 'alias' };
}

/** What is asked, with the kind of name of §2.6. A kind 'owner' is by NSID or by name, as the text has it. */
export function question(kind, text) {
  const [scope, identifier] =
    kind === 'item' ? ['items', item(text)] : kind === 'tag' ? ['tags', tag(text)] : ['owners', owner(text)];
  if (identifier === null) throw new TypeError(`${JSON.stringify(String(text))} is no identifier of a kind ${kind}.`);
  const by = scope !== 'owners' ? kind : nsid(identifier) ? 'nsid' : kind === 'alias' ? 'alias' : 'name';
  return { scope, identifier, by };
}

/** §3 */
export const keyString = (scope, identifier, page = 1, scheme = 'flickr') =>
  page === 1 ? `${scheme}:${scope}:${identifier}` : `${scheme}:${scope}#${page}:${identifier}`;

export const keyOf = (...of) => sha256(keyString(...of));

/** The shard's number: the first b bits. (A shift by 32 is a shift by 0 in JavaScript.) */
export const prefix = (key, b) => (b === 0 ? 0 : key.readUInt32BE(0) >>> (32 - b));

export const tagOf = (key, t) => key.subarray(16, 16 + t);

/** What a filter holds for "this key is in that dataset". */
export const value = (key, slug) => sha256(Buffer.concat([key, Buffer.from(slug)])).readBigUInt64BE(0);

/** §4: five digits in base 16. */
export const shardName = (number) =>
  number.toString(16).padStart(5, '0').replace(/./g, (digit) => '3456789bdfghlmnp'[parseInt(digit, 16)]);

/** §4, §7: `f` filter, `x` exact. */
export const label = (scope, letter, number) => `${scope}/${letter}/${shardName(number)}`;
