// @ts-check
/** Shards by themselves: fetched for no question in particular, and then asked as many as anybody likes. */
import { run } from "./core/browser.js";
import { STOPPED, known } from "./session.js";
/** @import { Desk } from "./batch.js" */
/** @import { Fetched, Place, RequestMade, Unavailable } from "./types.js" */
/** @import { Session } from "./session.js" */
/** @import { Shard } from "./core/hushset_wasm_bg.js" */

/**
 * What fetches shards of the build that is open now, to have them.
 *
 * @param {Session} session
 */
export function keeper(session) {
  const index = session.opened();
  /**
   * @param {Place} place
   * @param {AbortSignal} stop
   * @returns {Promise<{ trouble?: Unavailable | undefined, requests: RequestMade[] }>}
   */
  return async ({ family, details, number }, stop) => {
    try {
      const fetched = /** @type {Fetched<Shard>} */ (await run(index.shard(family, details, number), stop));
      fetched.shard?.free();
      return { trouble: fetched.unavailable ?? undefined, requests: fetched.requests };
    } catch {
      return { trouble: STOPPED, requests: [] };
    }
  };
}

/**
 * What answers many questions. No shard that is kept makes a request.
 *
 * @param {Session} session
 * @returns {Desk}
 */
export function deskOf(session) {
  return {
    understand: (text) => session.understand(text),
    place: ({ text, which }, details) => session.opened().place(text, which, details),
    async shard({ family, details, number }) {
      const fetched = /** @type {Fetched<Shard>} */ (await run(session.opened().shard(family, details, number)));
      return known(fetched.shard);
    },
    miss: ({ text, which }) => session.opened().miss(text, which),
  };
}
