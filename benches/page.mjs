// What the page costs somebody with a slow phone: Chromium with the network and the processor of one, on a site that
// `hushset serve` serves. Everything is measured by the browser itself. It is no test: on a busy machine it is slower.
//
//   node benches/page.mjs HUSHSET [SITE [NAME]]     `cargo xtask bench page` says which

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { openChromium } from "./chromium.mjs";

const root = dirname(import.meta.dirname);
const [hushset, folder = join(root, "target/demo/site"), asked] = process.argv.slice(2);
const site = resolve(folder);
const name = asked ?? JSON.parse(await readFile(join(dirname(site), "tables/names.json"), "utf8")).members.nsid;

/** A slow 4G connection, as Lighthouse has it, and a phone that is a quarter as fast as this machine. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const CPU_SLOWDOWN = 4;
const SCREEN = { width: 360, height: 740, deviceScaleFactor: 2, mobile: true };

const ROUNDS = 5;

/** Longest waiting, in milliseconds: longer is broken and not slow. */
const PATIENCE = 60_000;

/** What a reader may be asked to put up with. */
const BUDGET = [
  { measure: "usable", what: "from the address to a page that can be asked", limit: 2000, unit: "ms" },
  { measure: "verdict", what: "from Enter to the verdict", limit: 1500, unit: "ms" },
  { measure: "details", what: "from the click to the photos", limit: 1500, unit: "ms" },
  { measure: "interaction", what: "longest interaction, until something is painted", limit: 200, unit: "ms" },
  { measure: "shift", what: "layout shift that nobody has caused", limit: 0, unit: "" },
];

/** Runs in the page before anything of it: notes when it became what, in the browser's own time. */
function observe() {
  const measured = { usable: 0, verdict: 0, details: 0, interaction: 0, shift: 0 };
  globalThis.measured = measured;
  const started = { verdict: 0, details: 0 };
  const reached = {
    usable: () => document.querySelector(".submit")?.getAttribute("aria-disabled") === "false",
    verdict: () => started.verdict && document.querySelector(".verdicts > li:not(.asking)"),
    details: () => started.details && document.querySelector(".photos li"),
  };
  function look(time) {
    for (const [measure, isReached] of Object.entries(reached)) {
      if (!measured[measure] && isReached()) measured[measure] = time - (started[measure] ?? 0);
    }
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
  addEventListener("submit", ({ timeStamp }) => (started.verdict ||= timeStamp), true);
  addEventListener("click", ({ target, timeStamp }) => target.closest?.(".details") && (started.details ||= timeStamp), true);
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) measured.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) measured.interaction = Math.max(measured.interaction, duration);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}

/** One visit of a browser that has never been there: the page, a check, its details, a letter. */
async function visit(address) {
  const { send, close } = await openChromium();
  try {
    await send("Network.enable");
    await send("Network.emulateNetworkConditions", NETWORK);
    await send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await send("Emulation.setDeviceMetricsOverride", SCREEN);
    await send("Page.enable");
    await send("Page.addScriptToEvaluateOnNewDocument", { source: `(${observe})()` });
    await send("Page.navigate", { url: address });
    await until(send, "measured.usable");
    await click(send, "#text");
    await type(send, name);
    await press(send, "Enter", "\r");
    await until(send, "measured.verdict");
    await until(send, "document.querySelector('.details .choice .offer')");
    await click(send, ".details .choice .offer");
    await until(send, "measured.details");
    await click(send, ".letter-maker input[type=radio]");
    await until(send, "document.querySelector('article.letter')");
    await click(send, "#letter-name");
    await type(send, "A Name");
    await click(send, ".help > summary");
    // The last entries come a little after what they are about.
    await evaluate(send, "new Promise((resolve) => setTimeout(resolve, 1000))");
    return await evaluate(send, "measured");
  } finally {
    await close();
  }
}

async function evaluate(send, expression) {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await send("Runtime.evaluate", options);
  if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
  return result.value;
}

async function until(send, expression) {
  const deadline = Date.now() + PATIENCE;
  while (!(await evaluate(send, `Boolean(${expression})`))) {
    if (Date.now() > deadline) throw new Error(`it never came to ${expression}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** As a finger does it, so that the browser counts it as an interaction. */
async function click(send, selector) {
  const element = `document.querySelector(${JSON.stringify(selector)})`;
  await evaluate(send, `${element}.scrollIntoView({ block: "center", behavior: "instant" })`);
  const box = await evaluate(send, `${element}.getBoundingClientRect().toJSON()`);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: "left", clickCount: 1 };
  for (const type of ["mousePressed", "mouseReleased"]) await send("Input.dispatchMouseEvent", { type, ...at });
}

async function type(send, text) {
  for (const letter of text) await press(send, letter, letter);
}

async function press(send, key, text) {
  await send("Input.dispatchKeyEvent", { type: "keyDown", key, text });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key });
}

/** Serves the site on a free port, and resolves to its address. */
async function serve() {
  const server = spawn(hushset, ["serve", site, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`hushset serve ended with ${code}: ${said}`)));
    server.stdout.setEncoding("utf8").on("data", (data) => {
      said += data;
      const found = /http:\/\/[\d.]+:\d+\//.exec(said);
      if (found) resolve(found[0]);
    });
  });
  return { address, stop: () => server.kill() };
}

/** Prints what came of the visits beside the budget; returns whether it was kept to. */
function report(visits) {
  const columns = (cells) => console.log(cells.map((cell, at) => (at ? cell.padStart(10) : cell.padEnd(52))).join(""));
  columns(["", "median", "worst", "limit"]);
  const kept = BUDGET.map(({ measure, what, limit, unit }) => {
    const values = visits.map((one) => one[measure]).sort((a, b) => a - b);
    const median = values[values.length >> 1];
    const written = (value) => (unit ? `${Math.round(value)} ${unit}` : value.toFixed(4));
    const isKept = median <= limit;
    columns([what, written(median), written(values.at(-1)), written(limit), isKept ? "" : "  MISSED"]);
    return isKept;
  });
  return kept.every(Boolean);
}

const { address, stop } = await serve();
try {
  const visits = [];
  while (visits.length < ROUNDS) visits.push(await visit(address));
  console.log(`${ROUNDS} first visits at 1.6 Mbit/s with 150 ms, and ${CPU_SLOWDOWN} times slower than this machine`);
  process.exitCode = report(visits) ? 0 : 1;
} finally {
  stop();
}
