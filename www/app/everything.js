// @ts-check
/**
 * "Download everything": all shards are fetched and verified, after which no question makes a request. What has come
 * is kept until the page is closed, so that a download that was stopped or broke off goes on where it was.
 */
import { fetchMissing, filesOf } from "./download.js";
import { isPassing } from "./passing.js";
import { keeper } from "./shards.js";
/** @import { File } from "./download.js" */
/** @import { Download, Page, RequestMade, Unavailable } from "./types.js" */

/** How often the page shows how far it is, in milliseconds. */
const PACE = 250;

let build = "";
/** @type {File[]} */
let files = [];
/** @type {Set<File>} */
let kept = new Set();
let controller = new AbortController();

/**
 * Starts the download, or goes on with it. What the page opened may have been replaced in the meantime: then the new
 * build is opened, and the answer on the page, which was the old one's, goes.
 *
 * @param {Page} page
 */
export async function downloadAll({ session, state, change, note }) {
  const { download } = state;
  if (!state.summary || state.summary.held || download?.stage === "running") return;
  change({ download: at("running", download) });
  if (download?.stage === "replaced") {
    const { requests, summary, trouble } = await session.open();
    note(requests);
    if (!summary) return change({ download: at("replaced", download, trouble) });
    change({ summary, asked: undefined });
  }
  if (state.summary.build !== build) {
    ({ build } = state.summary);
    files = filesOf(state.summary);
    kept = new Set();
  }

  controller = new AbortController();
  const { signal } = controller;
  const keep = keeper(session);
  /** @type {RequestMade[]} */
  let made = [];
  function showProgress() {
    note(made);
    made = [];
    change({ download: at("running") });
  }
  const pulse = setInterval(showProgress, PACE);
  const trouble = await fetchMissing(files, kept, fetchFile, signal);
  clearInterval(pulse);
  showProgress();

  // A check that had to open the index anew may have come upon another build.
  if (state.summary.build !== build) return change({ download: undefined });
  if (kept.size === files.length) return change({ summary: session.keptAll(build), download: at("complete") });
  if (!trouble) return change({ download: at("stopped") });
  change({ download: at(await wasReplaced(trouble) ? "replaced" : "interrupted", undefined, trouble) });

  /** @param {File} file */
  async function fetchFile(file) {
    const { trouble: problem, requests } = await keep(file, signal);
    made.push(...requests.map((request) => ({ ...request, whole: true })));
    return problem;
  }

  /** @param {Unavailable} problem */
  async function wasReplaced(problem) {
    if (isPassing(problem)) return false;
    const { summary, requests } = await session.latest();
    note(requests);
    return summary !== undefined && summary.build !== build;
  }
}

/** Ends a download that is running. */
export function stopDownload() {
  controller.abort();
}

/**
 * How far it is.
 *
 * @param {Download["stage"]} stage
 * @param {Download} [before] what is shown until it is known what there is to do
 * @param {Unavailable} [trouble]
 * @returns {Download}
 */
function at(stage, before, trouble) {
  if (before) return { ...before, stage, trouble };
  const bytes = [...kept].reduce((sum, file) => sum + file.bytes, 0);
  return { stage, files: kept.size, of: files.length, bytes, trouble };
}
