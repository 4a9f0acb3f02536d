// @ts-check
/**
 * What the host of the files learns from a request, computed from the manifest: for the label of a button, and for the
 * answer.
 *
 * Who suspected with probability p that a reader asks about a certain name, and sees the request for 1 of N parts that
 * this name is in, suspects so with p·N / (p·N + 1 − p) afterwards. If the part is another, the suspicion is refuted.
 */
import { about, bytes, number, say } from "./words.js";
/** @import { RequestMade, Scope, Summary } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** The suspicion that examples start from. */
const PRIOR = 0.01;

/**
 * What a click tells.
 *
 * @typedef {object} Exposure
 * @property {Scope} scope the family of names that is visibly asked
 * @property {number} shards the request is for 1 of so many parts
 * @property {number} odds the factor by which odds grow, with what earlier clicks of the same look-up told
 * @property {number} keys listed names in a part, on average
 * @property {number} bytes what is transferred
 */

/**
 * What a check tells, if the index has names of this kind. Where details come with every check, they count.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 * @returns {Exposure | undefined}
 */
export function ofCheck(summary, scope) {
  const found = summary.scopes.find((candidate) => candidate.scope === scope);
  if (!found) return undefined;
  const { verdict, details } = found;
  const finer = summary.details === "always" && details.shards > verdict.shards ? details : verdict;
  return {
    scope,
    shards: finer.shards,
    odds: finer.shards,
    keys: finer.keys / finer.shards,
    bytes: verdict.bytes + (summary.details === "always" ? details.bytes : 0),
  };
}

/**
 * The host's suspicion afterwards, if it was right.
 *
 * @param {number} odds
 */
function posterior(odds) {
  return (PRIOR * odds) / (PRIOR * odds + 1 - PRIOR);
}

/**
 * "A suspicion of 1 in 100 becomes one of 39 in 100", or nothing where nothing is told.
 *
 * @param {Exposure} exposure
 * @returns {Child[]}
 */
export function oddsSentence({ scope, shards, odds }) {
  return shards > 1 ? [" ", ...say("odds", { which: scope, chance: chance(posterior(odds)) })] : [];
}

/**
 * A probability as people say it. Never rounded up to certainty.
 *
 * @param {number} probability
 */
function chance(probability) {
  const of = probability > 0.99 ? 10_000 : 100;
  return say("odds.chance", { n: [number(Math.min(Math.round(of * probability), of - 1))], of: [number(of)] });
}

/**
 * What a check will tell, for beside its button.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 */
export function foresee(summary, scope) {
  const exposure = ofCheck(summary, scope);
  if (!exposure) return say("foresee.absent", { which: scope });
  if (summary.held) return say("foresee.held");
  const values = { which: scope, shards: exposure.shards, keys: about(exposure.keys), bytes: bytes(exposure.bytes) };
  if (exposure.shards === 1) return say("foresee.whole", values);
  return [...say("foresee.part", values), ...oddsSentence(exposure)];
}

/**
 * The same in a few words, for the label of a button.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 */
export function cost(summary, scope) {
  const exposure = ofCheck(summary, scope);
  if (!exposure) return say("foresee.absent", { which: scope });
  return summary.held ? say("cost.held") : costOf(exposure);
}

/** @param {Exposure} exposure */
export function costOf(exposure) {
  const values = { shards: exposure.shards, bytes: bytes(exposure.bytes) };
  return say(exposure.shards === 1 ? "cost.whole" : "cost.part", values);
}

/**
 * What a check has told.
 *
 * @param {Summary} summary
 * @param {Scope} scope
 * @param {readonly RequestMade[]} requests that it made
 */
export function told(summary, scope, requests) {
  const exposure = ofCheck(summary, scope);
  if (!exposure || !requests.length) return say("told.nothing");
  const values = { which: scope, shards: exposure.shards, keys: about(exposure.keys) };
  if (exposure.shards > 1) return [...say("told.part", values), ...oddsSentence(exposure)];
  return say(requests.some(({ bytes }) => bytes != null) ? "told.whole" : "told.whole-failed", values);
}
