// @ts-check
/** What the host learns from the requests that only follow a check: for details, and for everything at once. */
import { oddsSentence } from "./leak.js";
import { say } from "./words.js";
/** @import { Exposure } from "./leak.js" */
/** @import { RequestMade, Scope, Summary } from "./types.js" */

/**
 * The length of everything that can be asked for.
 *
 * @param {Summary} summary
 */
export function totalBytes({ scopes }) {
  return scopes.reduce((sum, { total_bytes }) => sum + total_bytes, 0);
}

/**
 * What asking for a page of details tells. The first page has the key of the check, so the finer prefix holds the
 * coarser; each further page has a key of its own, which tells as much again.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 * @param {number} page from 1
 * @returns {Exposure | undefined}
 */
export function ofDetails(summary, scope, page) {
  const found = summary.scopes.find((candidate) => candidate.scope === scope);
  if (!found) return undefined;
  const { verdict, details } = found;
  const odds = Math.max(verdict.shards, details.shards) * details.shards ** (page - 1);
  return { scope, shards: details.shards, odds, keys: details.keys / details.shards, bytes: details.bytes };
}

/**
 * What the requests for details have told, those for several pages together.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 * @param {readonly RequestMade[]} requests
 */
export function toldByDetails(summary, scope, requests) {
  const pages = new Set(requests.map(({ path }) => path)).size;
  const exposure = ofDetails(summary, scope, pages);
  if (!exposure || !pages) return null;
  const values = { n: pages, shards: exposure.shards };
  const parts = exposure.shards > 1 ? [" ", ...say("told.details-part", values), ...oddsSentence(exposure)] : [];
  return [...say("told.details", values), ...parts];
}
