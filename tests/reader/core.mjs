// Asks the page's own core, in a thread of its own: with WebAssembly, or in the translation that takes its place.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const CORE = new URL('../../index-build/runtime/app/core/load.js', import.meta.url);

/**
 * What the core says, as JSON, a text for each question: to spellings `{fold}`, to what is typed `{text, scheme}`, and to an
 * index in a folder `{site, texts}`.
 */
export function ask(questions, { webAssembly }) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { questions, webAssembly } });
  return new Promise((done, failed) => worker.once('message', done).once('error', failed));
}

/** Every question that a text can ask, every page of the details; addresses and all, as the page gets them. */
async function lookUp(core, site, texts) {
  const { index, ...opened } = await core.Index.open(pathToFileURL(`${site}/`).href);
  const answers = [{ ...opened, summary: index?.summary() }];
  for (const text of index ? texts : []) {
    const { question, alternatives } = core.understand(index.summary().scheme, text);
    for (let which = question ? 0 : 1; which <= alternatives.length; which++) {
      answers.push({ text, which, check: await index.check(text, which) });
      for (let page = 1, pages = 1; page <= pages; page++) {
        const details = await index.details(text, which, page);
        answers.push({ text, which, page, details });
        pages = details.outcome.pages ?? 1;
      }
    }
  }
  return answers;
}

async function answer(core, { fold, scheme = 'flickr', text, site, texts }) {
  if (fold !== undefined) return [{ fold, folded: core.fold(fold) }];
  if (text !== undefined) return [{ text, understood: core.understand(scheme, text) }];
  return lookUp(core, site, texts);
}

/** A Response of Node's own would need WebAssembly. */
async function fetchFile(url) {
  const bytes = readFileSync(new URL(url));
  return { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
}

async function answerAll({ questions, webAssembly }) {
  if (!webAssembly) delete globalThis.WebAssembly;
  globalThis.fetch = fetchFile;
  const { load } = await import(CORE);
  const { core, translated } = await load();
  const answers = [];
  for (const question of questions) answers.push(...(await answer(core, question)));
  return { translated, answers: answers.map((answer) => JSON.stringify(answer)) };
}

if (!isMainThread) parentPort.postMessage(await answerAll(workerData));
