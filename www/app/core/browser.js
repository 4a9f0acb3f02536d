/**
 * What the Wasm module (crates/wasm) has the browser do. Its glue, which is laid beside this file, imports it.
 */

/** No file of an index takes longer, in milliseconds: the largest on the slowest phone connection. */
const TIMEOUT_MS = 60_000;

// What `Lookup.fail` takes beside the HTTP statuses.
const NETWORK = 0;
const TIMED_OUT = 1;
const TOO_LONG = 2;

/**
 * How a file that never changes is asked for, and how if no cache may answer. What a frame leaves in the browser's cache, the article
 * around it can find there in Firefox, which has one cache for both: it would learn which part of the list was asked for, and
 * whether details were.
 *
 * @type {[RequestCache, RequestCache]}
 */
const [LASTING, AFRESH] =
  typeof window === "object" && window.parent !== window ? ["no-store", "no-store"] : ["default", "reload"];

/**
 * Files that were sound, by address: none is asked for twice. Nothing is stored.
 *
 * @type {Map<string, Uint8Array>}
 */
const held = new Map();

/**
 * Addresses that gave nothing sound. The browser's cache may keep that for a year, so it is not asked again.
 *
 * @type {Set<string>}
 */
const suspect = new Set();

/**
 * By the address of a site's `current.bin`, what a lookup comes to if it is not believed (`signature.js`).
 *
 * @type {Map<string, import("./signature.js").Doubt>}
 */
export const doubts = new Map();

/**
 * Gives a lookup the files that it asks for until it has come to its result.
 *
 * @param {import("./hushset_wasm_bg.js").Lookup | undefined} lookup
 * @param {AbortSignal} [stop] for one of all files: ends the waiting for it. It is asked for even if it is held or
 *   cached, since what is missing from such a row of requests would tell what was asked before.
 * @returns {Promise<unknown>}
 */
export async function run(lookup, stop) {
  if (!lookup) return undefined;
  /** @type {Map<string, Uint8Array | undefined>} */
  const fetched = new Map();
  for (let url = lookup.next(); url !== undefined; url = lookup.next()) {
    const file = held.get(url);
    if (file && !stop) {
      lookup.supply(file, false);
      continue;
    }
    const isMutable = lookup.is_mutable();
    const unasked = isMutable ? "no-cache" : LASTING;
    // Of earlier requests there is nothing to say; a full list would not take up this one.
    if (!stop) performance.clearResourceTimings();
    const answer = await fetchFile(url, stop || suspect.has(url) ? AFRESH : unasked, lookup.max_len(), stop);
    if (typeof answer === "number") {
      fetched.set(url, undefined);
      lookup.fail(answer);
    } else {
      const doubted = await doubts.get(url)?.(answer);
      if (doubted) {
        suspect.add(url);
        return doubted;
      }
      fetched.set(url, isMutable ? undefined : answer);
      lookup.supply(answer, Boolean(stop) || wasRequested(url));
    }
  }
  const isSound = lookup.is_sound();
  for (const [url, file] of fetched) {
    if (isSound && file) held.set(url, file);
    if (isSound) suspect.delete(url);
    else if (!stop?.aborted) suspect.add(url);
  }
  return lookup.result();
}

/** Lets go of all files: their build is no longer asked. */
export function forget() {
  held.clear();
}

/**
 * Whether the last answer from an address came from the site, not from the browser's cache, which transfers nothing.
 * A browser that does not tell is taken to have asked.
 *
 * @param {string} url
 */
function wasRequested(url) {
  const entry = performance.getEntriesByName(url).at(-1);
  const fromCache = entry instanceof PerformanceResourceTiming && entry.transferSize === 0 && entry.decodedBodySize > 0;
  return !fromCache;
}

/**
 * One request: no cookies, no credentials, no referrer, no redirect, and an end to waiting.
 *
 * @param {string} url
 * @param {RequestCache} cache
 * @param {number} maxLen
 * @param {AbortSignal} [stop]
 * @returns {Promise<Uint8Array<ArrayBuffer> | number>} the file, or what to tell `Lookup.fail`
 */
async function fetchFile(url, cache, maxLen, stop) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  stop?.addEventListener("abort", abort);
  const timer = setTimeout(abort, TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: "GET",
      mode: "cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
      cache: cache ?? "default",
      signal: controller.signal,
    });
    if (response.status !== 200) return response.status;
    const body = await response.arrayBuffer();
    // More than the file can be is not copied into the module's memory.
    return body.byteLength > maxLen ? TOO_LONG : new Uint8Array(body);
  } catch {
    return controller.signal.aborted && !stop?.aborted ? TIMED_OUT : NETWORK;
  } finally {
    stop?.removeEventListener("abort", abort);
    clearTimeout(timer);
  }
}

/**
 * @param {string} json
 * @returns {unknown}
 */
export function parse(json) {
  return JSON.parse(json);
}

/**
 * The result of opening an index.
 *
 * @param {import("./hushset_wasm_bg.js").Index} index
 * @param {string} requests JSON
 */
export function opened(index, requests) {
  return { index, requests: JSON.parse(requests) };
}

/**
 * The result of fetching a shard.
 *
 * @param {import("./hushset_wasm_bg.js").Shard} shard
 * @param {string} requests JSON
 */
export function fetched(shard, requests) {
  return { shard, requests: JSON.parse(requests) };
}

// ECMAScript follows Unicode's default algorithms in both, whatever the reader's language.

/** @param {string} text */
export function nfkc(text) {
  return text.normalize("NFKC");
}

/** @param {string} text */
export function lowercase(text) {
  return text.toLowerCase();
}

/**
 * Host, port, path and query of an address.
 *
 * @param {string} url
 * @returns {string | undefined}
 */
export function parseUrl(url) {
  try {
    const { host, pathname, search } = new URL(url);
    return host + pathname + search;
  } catch {
    return undefined;
  }
}
