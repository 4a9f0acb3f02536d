// A page that Vite has built with the packed package asks a real site's index, in a real browser.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { openPage, serve } from "./browser.mjs";

const hushset = process.env.HUSHSET_BIN;
const DIST = join(import.meta.dirname, "dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

let folder, names, host, site, page, built;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hushset-package-"));
  const [tables, out] = [join(folder, "tables"), join(folder, "site")];
  execFileSync(hushset, ["sample", "--out", tables], { stdio: "ignore" });
  execFileSync(hushset, ["build", "--config", join(tables, "hushset.toml"), "--out", out], { stdio: "ignore" });
  names = JSON.parse(readFileSync(join(tables, "names.json"), "utf8"));
  host = spawn(hushset, ["serve", out, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  site = await new Promise((resolve) => {
    host.stdout.on("data", (said) => resolve(/http:\/\/[\d.:]+\//.exec(said)?.[0]));
  });
  built = await serve(async (path) => {
    const name = path === "/" ? "index.html" : path.slice(1);
    const body = await readFile(join(DIST, name)).catch(() => undefined);
    return body && { type: TYPES[extname(name)] ?? "application/octet-stream", body };
  });
  page = await openPage();
});

after(async () => {
  await page?.close();
  built?.close();
  host?.kill();
  await rm(folder, { recursive: true, force: true });
});

/** What the page says after a name was asked for. */
async function ask(name) {
  await page.run((typed) => {
    document.querySelector("#name").value = typed;
    document.querySelector("form").requestSubmit();
  }, name);
  const status = await page.until(() => {
    const said = document.querySelector("[role=status]").textContent;
    return said !== "Checking …" && said;
  });
  return { status, verdicts: await list("#verdicts") };
}

function list(selector) {
  return page.run((chosen) => [...document.querySelectorAll(`${chosen} > li`)].map((item) => item.textContent), selector);
}

test("the module is a file of its own, and not a text in the program", () => {
  const files = readdirSync(join(DIST, "assets"));
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join());
});

test("somebody who is listed is found, with their photos", async () => {
  await page.visit(`${built.address}?site=${encodeURIComponent(site)}`);
  const { status, verdicts } = await ask(names.members.nsid);
  assert.equal(status, "Done, with 1 request(s).");
  assert.ok(verdicts.some((verdict) => verdict.endsWith(": almost-certainly")), verdicts.join());
  await page.run(() => document.querySelector("#which").click());
  await page.until(() => document.querySelector("#photos > li"));
  assert.ok((await list("#photos")).every((photo) => /^\d+ \(.+\)$/.test(photo)));
});

test("somebody who is not listed is not", async () => {
  const { verdicts } = await ask(names.strangers.nsid);
  assert.ok(verdicts.length > 0 && verdicts.every((verdict) => /: not-(found|covered)$/.test(verdict)), verdicts.join());
  assert.ok(await page.run(() => document.querySelector("#which").hidden));
});

test("what is no name is refused, and nothing is requested", async () => {
  assert.match((await ask("https://www.example.com/")).status, /^This cannot be asked: /);
});

test("after everything was downloaded no question makes a request", async () => {
  await page.run(() => document.querySelector("#everything").click());
  await page.until(() => document.querySelector("[role=status]").textContent === "Download: complete.");
  const { status, verdicts } = await ask(names.members.alias);
  assert.equal(status, "Done, with 0 request(s).");
  assert.ok(verdicts.some((verdict) => verdict.endsWith(": almost-certainly")), verdicts.join());
});

test("a host that does not answer is said, and is no answer", async () => {
  host.kill();
  await new Promise((resolve) => host.once("exit", resolve));
  await page.visit(`${built.address}?site=${encodeURIComponent(site)}&again`);
  const { status, verdicts } = await ask(names.members.nsid);
  assert.match(status, /could not be made/);
  assert.deepEqual(verdicts, []);
});
