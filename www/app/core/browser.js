/**
 * What the Wasm module (crates/wasm) has the browser do. The module's glue, which is laid beside this file, imports it.
 */

/** No file of an index takes longer, in milliseconds: the largest on the slowest phone connection. */
const TIMEOUT_MS = 60_000;

/**
 * What the numbers of `Lookup.cache` mean.
 *
 * @type {readonly RequestCache[]}
 */
const CACHE = ["default", "no-cache", "reload"];

// What `Lookup.fail` takes beside the HTTP statuses.
const NETWORK = 0;
const TIMED_OUT = 1;
const TOO_LONG = 2;

/**
 * Fetches the files that a lookup asks for until it has come to its result.
 *
 * @param {import("./hushset_wasm.js").Lookup | undefined} lookup
 * @returns {Promise<unknown>}
 */
export async function run(lookup) {
  if (!lookup) return undefined;
  for (let url = lookup.next(); url !== undefined; url = lookup.next()) {
    const answer = await fetchFile(url, CACHE[lookup.cache()], lookup.max_len());
    if (typeof answer === "number") lookup.fail(answer);
    else lookup.supply(answer);
  }
  return lookup.result();
}

/**
 * One request: no cookies, no credentials, no referrer, no redirect, and an end to waiting.
 *
 * @param {string} url
 * @param {RequestCache | undefined} cache
 * @param {number} maxLen
 * @returns {Promise<Uint8Array | number>} the file, or what to tell `Lookup.fail`
 */
async function fetchFile(url, cache, maxLen) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
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
    return controller.signal.aborted ? TIMED_OUT : NETWORK;
  } finally {
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
 * @param {import("./hushset_wasm.js").Index} index
 * @param {string} requests JSON
 */
export function opened(index, requests) {
  return { index, requests: JSON.parse(requests) };
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
