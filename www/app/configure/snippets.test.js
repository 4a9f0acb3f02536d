import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { heightAt } from "../embed/messages.js";
import { HEIGHT, ROOM, SANDBOX, frameAddress, snippet } from "./snippets.js";

const BUILD = "0123456789abcdef".repeat(4);
const PLACE = {
  site: "https://check.example.org/faces/",
  lang: "de",
  home: "https://check.example.org/faces/de/",
  title: "Sind Ihre Fotos dabei?",
  more: "Alles zeigen",
  tag: { file: "embed/hush-check-0123456789abcdef.js", integrity: "sha384-AAAA" },
};
const EVERYTHING = {
  theme: "dark",
  accent: "#aa0055",
  datasets: ["diveface", "megaface"],
  compact: true,
  heading: "3",
  build: BUILD,
};
const KINDS = /** @type {const} */ (["iframe", "tag", "wordpress", "amp", "pym"]);

test("settings stand in the fragment, and only those that change something", () => {
  assert.equal(frameAddress({ theme: "", datasets: [] }, PLACE.home), "https://check.example.org/faces/de/embed/");
  assert.equal(
    frameAddress(EVERYTHING, PLACE.home),
    "https://check.example.org/faces/de/embed/#theme=dark&accent=%23aa0055&datasets=diveface,megaface" +
      `&compact=1&heading=3&build=${BUILD}`,
  );
});

test("each snippet is what its system takes", () => {
  const written = Object.fromEntries(KINDS.map((kind) => [kind, snippet(kind, { compact: true }, PLACE)]));
  const src = "https://check.example.org/faces/de/embed/#compact=1";
  const sandbox = 'sandbox="allow-scripts allow-forms allow-popups allow-downloads"';
  assert.equal(
    written["iframe"],
    `<iframe src="${src}" title="${PLACE.title}" width="100%" height="640" frameborder="0" ${sandbox} loading="lazy" referrerpolicy="no-referrer"></iframe>`,
  );
  assert.equal(written["wordpress"], written["iframe"]?.replace(sandbox, 'sandbox="allow-scripts"'));
  assert.equal(
    written["tag"],
    `<script async src="${PLACE.site}${PLACE.tag.file}" integrity="sha384-AAAA" crossorigin="anonymous"></script>\n` +
      `<hush-check site="${PLACE.site}" lang="de" compact="1" style="display: block; min-height: clamp(560px, (512px - 100vw) * 99, 640px)"><a href="${PLACE.home}">${PLACE.title}</a></hush-check>`,
  );
  const amp = written["amp"] ?? "";
  assert.ok(amp.includes(`<amp-iframe src="${src}"`) && amp.includes(sandbox) && amp.includes(" resizable>"));
  assert.ok(amp.includes('<div overflow tabindex="0" role="button" aria-label="Alles zeigen">Alles zeigen</div>'));
  assert.ok(written["pym"]?.startsWith(`<div data-pym-src="${src}"`));
  assert.ok(written["pym"]?.includes('data-pym-optionalparams="false"'), "the site is not told which article it is");
});

test("no snippet lets the frame have an origin", () => {
  for (const kind of KINDS) assert.ok(!snippet(kind, EVERYTHING, PLACE).includes("allow-same-origin"), kind);
});

test("the frame, the tag and the snippets agree on heights and permissions", () => {
  const script = readFileSync(new URL("../../tag/hush-check.js", import.meta.url), "utf8");
  const [, wide, ...heights] = (/width < (\d+) \? (\d+) : (\d+)/.exec(script) ?? []).map(Number);
  assert.deepEqual(heights, [heightAt(Number(wide) - 1), heightAt(Number(wide))]);
  assert.equal(HEIGHT, Math.max(...heights));
  assert.ok(heights.every((height) => ROOM.includes(`${height}px`)), ROOM);
  assert.ok(script.includes(`"${SANDBOX}"`));
});

test("whatever a title holds, it stays text", () => {
  const hostile = `"><script>alert(1)</script>'&amp;`;
  for (const kind of KINDS) {
    const written = snippet(kind, { ...EVERYTHING, theme: hostile }, { ...PLACE, title: hostile, more: hostile, home: hostile });
    assert.ok(!written.includes("<script>") && !written.includes("'"), `${kind}: ${written}`);
    assert.ok(!/"[^"=]*"[^\s>]/.test(written.replaceAll(/="[^"]*"/g, "")), `${kind}: ${written}`);
  }
});
