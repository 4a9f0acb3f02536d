// The lookup in WebAssembly, by Node's engine (V8, as in Chromium): what a check costs a reader's device once the files are there.
// `cargo xtask bench` runs it after the native benchmarks; it needs the demo's site (`cargo xtask demo --no-serve`).
//
//   node benches/wasm.mjs [SITE]      medians over rounds, in milliseconds

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { dirname, join, resolve } from "node:path";

const root = dirname(import.meta.dirname);
const site = resolve(process.argv[2] ?? join(root, "target/demo/site"));
const core = join(root, "index-build/runtime/app/core");

// The module fetches; here its files come from the disk, and the time for that is measured beside.
let reading = 0;
globalThis.fetch = async (url) => {
  const started = performance.now();
  const bytes = await readFile(new URL(url).pathname);
  reading += performance.now() - started;
  return new Response(bytes, { status: 200 });
};

const { default: init, Index, understand } = await import(pathToFileURL(join(core, "hushset_wasm.js")).href);
const module = await readFile(join(core, "hushset_wasm_bg.wasm"));
const names = JSON.parse(await readFile(join(dirname(site), "tables/names.json"), "utf8"));
const base = `${pathToFileURL(site).href}/`;

const ROUNDS = 30;

/** The median time of a step over many rounds, without the time for reading files. */
async function measure(what, step) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    reading = 0;
    const started = performance.now();
    await step(round);
    times.push(performance.now() - started - reading);
  }
  times.sort((a, b) => a - b);
  console.log(`${what.padEnd(58)} ${times[ROUNDS >> 1].toFixed(2).padStart(8)} ms`);
}

console.log(`The lookup in WebAssembly, Node ${process.version}, medians of ${ROUNDS} rounds:`);
await measure("compile and start the module", () => WebAssembly.compile(module));
await init({ module_or_path: module });
await measure("understand an address (nothing is requested)", () => understand(names.members.photo_page));
const open = async () => (await Index.open(base)).index;
await measure("open an index: current.bin, manifest", open);
const member = names.members.nsid;
const index = await open();
await measure("check an account: verify its shard, unmask, ask the filter", async () => {
  const checked = await index.check(member, 0);
  if (checked.outcome.outcome !== "verdicts") throw new Error("the check failed");
});
await measure("details of the account with most photos, first page", async () => {
  const detailed = await index.details(names.members.heavy, 0, 1);
  if (detailed.outcome.details !== "found") throw new Error("there are no details");
});
