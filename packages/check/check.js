// @ts-check
/**
 * The core for pages of your own. It is the one that every Hushset site runs: the files in `app/` are the site's, unchanged.
 */
import { fetchMissing, filesOf } from "./app/download.js";
import { Session } from "./app/session.js";
import { keeper } from "./app/shards.js";
/** @import { Check, Index, Progress, Question, RequestMade } from "./index.d.ts" */

/** @type {typeof import("./index.d.ts").open} */
export async function open(site, { build, key } = {}) {
  const address = new URL(site);
  if (build !== undefined && !/^[0-9a-f]{64}$/.test(build)) throw new TypeError("a build is 64 hexadecimal digits");
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  const session = new Session(address.href, { build, key });
  if ((await session.load()) === "failed") return { unavailable: { reason: "stopped" }, requests: [] };
  const { summary, trouble, requests } = await session.open();
  return summary ? { index: indexOf(session), requests } : { unavailable: trouble ?? { reason: "stopped" }, requests };
}

/**
 * @param {Session} session
 * @returns {Index}
 */
function indexOf(session) {
  const { build } = session.summary();
  const kept = new Set();
  const files = filesOf(session.summary());
  return {
    get summary() {
      return session.summary();
    },

    understand: (text) => known(session.understand(text)),

    async check(asked) {
      const understood = typeof asked === "string" ? known(session.understand(asked)) : { question: asked };
      if ("refusal" in understood) return { outcome: { outcome: "refused", ...understood }, requests: [] };
      return checkOf(session, understood.question);
    },

    async downloadAll(onProgress = () => {}, stop = new AbortController().signal) {
      const keep = keeper(session);
      /** @type {RequestMade[]} */
      const requests = [];
      const unavailable = await fetchMissing(
        files,
        kept,
        async (file) => {
          const { trouble, requests: made } = await keep(file, stop);
          requests.push(...made.map((request) => ({ ...request, whole: true })));
          if (!trouble) onProgress(progress(file.bytes));
          return trouble;
        },
        stop,
      );
      if (kept.size < files.length) return { stage: unavailable ? "interrupted" : "stopped", unavailable, requests };
      session.keptAll(build);
      return { stage: "complete", requests };
    },
  };

  /**
   * @param {number} last the length of the file that has just come, and is not counted yet
   * @returns {Progress}
   */
  function progress(last) {
    const bytes = [...kept].reduce((sum, file) => sum + file.bytes, last);
    return { files: kept.size + 1, of: files.length, bytes };
  }
}

/**
 * @param {Session} session
 * @param {Question} question
 * @returns {Promise<Check>}
 */
async function checkOf(session, question) {
  const { outcome, requests } = await session.check(question);
  return { question, outcome, requests, details: (page = 1) => session.details(question, page) };
}

/**
 * The index is open, so that its rules are known.
 *
 * @template Value
 * @param {Value | undefined} value
 * @returns {Value}
 */
function known(value) {
  if (value === undefined) throw new Error("the core has stopped: open the index again");
  return value;
}
