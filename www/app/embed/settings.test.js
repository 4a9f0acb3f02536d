// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { settingsOf } from "./settings.js";

const BUILD = "0123456789abcdef".repeat(4);

const NOTHING = {
  lang: undefined,
  dir: undefined,
  theme: undefined,
  accent: undefined,
  datasets: [],
  compact: false,
  heading: 2,
  build: undefined,
  child: undefined,
};

test("settings are read", () => {
  const fragment = `lang=de&dir=rtl&theme=dark&accent=%230B5560&datasets=mega_face,fs-xl&compact=1&heading=4&build=${BUILD}&pym=box-1`;
  assert.deepEqual(settingsOf(fragment), {
    lang: "de",
    dir: "rtl",
    theme: "dark",
    accent: "#0b5560",
    datasets: ["mega_face", "fs-xl"],
    compact: true,
    heading: 4,
    build: BUILD,
    child: "box-1",
  });
  assert.deepEqual(settingsOf(""), NOTHING);
  assert.equal(settingsOf("", "initialWidth=600&childId=box-0").child, "box-0");
});

test("whatever else stands in a fragment, nothing comes of it", () => {
  for (const hostile of [
    "?",
    "&&&===&",
    "unknown=1",
    "lang",
    "lang=",
    "lang=javascript:alert(1)",
    "lang=../../../evil",
    "lang=en/../x",
    "lang=DE",
    "lang=de%00",
    "lang=%",
    "lang=%E0%A4%A",
    "lang=de\u202e",
    "l%61ng=de",
    "dir=auto",
    "theme=auto",
    "theme=dark;color:red",
    "accent=red",
    "accent=%23fff",
    "accent=%23000000;background:url(https://evil.example/)",
    "accent=red;background:url(https://evil.example/)",
    "accent=%2300000g",
    "accent=var(--ink)",
    "accent=%23000000%0a",
    "datasets=",
    "datasets=,",
    "datasets=a,,b",
    "datasets=<img src=x onerror=alert(1)>",
    "datasets=a\u202eb",
    "datasets=%D9%85",
    `datasets=${"a".repeat(65)}`,
    `datasets=${"a,".repeat(64)}a`,
    "compact=yes",
    "heading=0",
    "heading=7",
    "heading=2.5",
    "heading=1e0",
    "pym=<script>",
    `pym=${"x".repeat(65)}`,
    "__proto__=1&constructor=2&toString=3",
    "lang=de&lang=de",
    "theme=dark&theme",
    "accent=%23123456&x=1&accent=%23654321",
  ]) {
    assert.deepEqual(settingsOf(hostile), NOTHING, hostile);
  }
  assert.equal(settingsOf("", `childId=${"<".repeat(3)}`).child, undefined);
});

test("a build that is meant and cannot be read is never taken for none", () => {
  const meant = [
    "build",
    "build=",
    "build=latest",
    `build=${BUILD.toUpperCase()}`,
    `build=${BUILD}0`,
    `build=%${BUILD}`,
    `build=${BUILD}&build=${BUILD}`,
    `${"x".repeat(10_000)}&build=${BUILD}`,
  ];
  for (const fragment of meant) assert.equal(settingsOf(fragment).build, "", fragment.slice(-80));
});

test("settings that cannot be read leave the others alone", () => {
  assert.deepEqual(settingsOf("lang=%&theme=light&heading=9"), { ...NOTHING, theme: "light" });
});
