// @ts-check
/** How all shards are fetched: which, in which order, and how many at a time. Nothing of it depends on a question. */
/** @import { Place, Summary, Unavailable } from "./types.js" */

/** Few enough for any host, many enough to fill a connection. */
const AT_ONCE = 4;

/** @typedef {Place & { bytes: number }} File */

/**
 * All shards, in the order in which they are asked for.
 *
 * @param {Summary} summary
 * @returns {File[]}
 */
export function filesOf({ scopes }) {
  return scopes.flatMap((scope, family) =>
    [scope.verdict, scope.details].flatMap(({ shards, bytes }, kind) =>
      Array.from({ length: shards }, (_, number) => ({ family, details: kind === 1, number, bytes })),
    ),
  );
}

/**
 * Fetches the files that are not kept yet. Ends early, with the reason, at the first that does not come.
 *
 * @param {readonly File[]} files
 * @param {Set<File>} kept takes those that came
 * @param {(file: File) => Promise<Unavailable | undefined>} fetchFile
 * @param {AbortSignal} stop
 * @returns {Promise<Unavailable | undefined>}
 */
export async function fetchMissing(files, kept, fetchFile, stop) {
  const missing = files.filter((file) => !kept.has(file)).values();
  /** @type {Unavailable | undefined} */
  let trouble;
  async function fetchInTurn() {
    for (const file of missing) {
      if (stop.aborted || trouble) return;
      const problem = await fetchFile(file);
      if (problem) trouble ??= problem;
      else kept.add(file);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, fetchInTurn));
  return stop.aborted ? undefined : trouble;
}
