// The page's lookup, by Node's engine (V8, as in Chromium): what a check costs a reader's device once the files are there.
// `cargo xtask bench` runs it after the native benchmarks; it needs the demo's site (`cargo xtask demo --no-serve`).
//
//   node benches/lookup.mjs [SITE]                      in WebAssembly; medians over rounds, in milliseconds
//   node --no-expose-wasm benches/lookup.mjs [SITE]     translated to JavaScript
//   node --jitless benches/lookup.mjs [SITE]            the same where scripts are not compiled either, as in Lockdown Mode

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { dirname, join, resolve } from "node:path";

const root = dirname(import.meta.dirname);
const site = resolve(process.argv[2] ?? join(root, "target/demo/site"));
const program = join(root, "index-build/runtime/app/core/load.js");

// The page fetches; here its files come from the disk, and the time for that is measured beside. A Response of Node's
// own would need WebAssembly.
let reading = 0;
globalThis.fetch = async (url) => {
  const started = performance.now();
  const bytes = await readFile(new URL(url).pathname);
  reading += performance.now() - started;
  return { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
};

const { load } = await import(pathToFileURL(program).href);
const names = JSON.parse(await readFile(join(dirname(site), "tables/names.json"), "utf8"));
const base = `${pathToFileURL(site).href}/`;

const ROUNDS = 30;

/** The time of a step, in milliseconds, without that for reading files. */
async function time(step) {
  reading = 0;
  const started = performance.now();
  await step();
  return performance.now() - started - reading;
}

function report(what, milliseconds) {
  console.log(`${what.padEnd(58)} ${milliseconds.toFixed(2).padStart(8)} ms`);
}

/** Reports the median time of a step over many rounds. */
async function measure(what, step) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await time(step));
  times.sort((a, b) => a - b);
  report(what, times[ROUNDS >> 1]);
}

let core, translated, index;
const open = async () => ({ index } = await core.Index.open(base));
const check = async () => {
  const checked = await index.check(names.members.nsid, 0);
  if (checked.outcome.outcome !== "verdicts") throw new Error("the check failed");
};
const details = async () => {
  const detailed = await index.details(names.members.heavy, 0, 1);
  if (detailed.outcome.details !== "found") throw new Error("there are no details");
};

const started = await time(async () => ({ core, translated } = await load()));
console.log(`The lookup ${translated ? "translated to JavaScript" : "in WebAssembly"}, Node ${process.version}:`);
report("start the core", started);
report("open an index for the first time: current.bin, manifest", await time(open));
report("check an account for the first time", await time(check));
console.log(`Medians of ${ROUNDS} rounds:`);
await measure("understand an address (nothing is requested)", () => core.understand("flickr", names.members.photo_page));
await measure("open an index", open);
await measure("check an account: verify its shard, unmask, ask the filter", check);
await measure("details of the account with most photos, first page", details);
