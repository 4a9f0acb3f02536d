/**
 * Every language says everything that English says, with the same values in it and all its plurals; and everything
 * that is said is used somewhere. (That modules say nothing else, tsc knows: see `Key` in words.js.)
 *
 * Each language has four files: `<language>.json` (a reader's first download), `<language>.more.json` (the second),
 * `<language>.embed.json` (what only the frame says) and `<language>.pages.json` (only in the pages that are written at
 * build time; no browser loads it).
 *
 * For each scheme but Flickr's there is `<language>.<scheme>.json`: other words for what these files say, and what only
 * that scheme has to say.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const WWW = fileURLToPath(new URL("..", import.meta.url));
const PARTS = ["json", "more.json", "embed.json", "pages.json"];
const SCHEMES = ["web.json", "plain.json"];
const PLURALS = new Set(["zero", "one", "two", "few", "many", "other"]);

const languages = readdirSync(`${WWW}/locales`).flatMap((file) => /^(\w+)\.json$/.exec(file)?.[1] ?? []);
const english = Object.assign({}, ...PARTS.map((part) => read("en", part)));

/**
 * @param {string} language
 * @param {string} part
 * @returns {Record<string, string | Record<string, string>>}
 */
function read(language, part) {
  return JSON.parse(readFileSync(`${WWW}/locales/${language}.${part}`, "utf8"));
}

/** The values that a sentence is filled in with. */
const values = (/** @type {string} */ sentence) => new Set(sentence.match(/\{\w+\}/g));

/** @param {string | Record<string, string>} message */
const isPlural = (message) => typeof message === "object" && Object.keys(message).every((key) => PLURALS.has(key));

/** @param {string | Record<string, string>} message */
const sentences = (message) => (typeof message === "string" ? { "": message } : message);

/**
 * What is wrong with a message, compared with English.
 *
 * @param {string | Record<string, string>} message
 * @param {string | Record<string, string>} model
 * @param {string} language
 */
function complaint(message, model, language) {
  const wanted = isPlural(model) ? plurals(model, language) : Object.keys(sentences(model));
  const there = sentences(message);
  const missing = wanted.filter((variant) => !there[variant]);
  if (missing.length) return `lacks ${missing}`;
  const allowed = new Set(Object.values(sentences(model)).flatMap((sentence) => [...values(sentence)]));
  for (const [variant, sentence] of Object.entries(there)) {
    const filled = values(sentence);
    const foreign = [...filled].filter((value) => !allowed.has(value));
    if (foreign.length) return `${variant}: English does not fill in ${foreign}`;
    // A language may write "one photo" and "two photos" without a figure.
    const same = sentences(model)[variant] ?? sentences(model)["other"];
    const left = [...values(same)].filter((value) => !filled.has(value) && !(isPlural(model) && value === "{n}"));
    if (left.length) return `${variant}: leaves out ${left}`;
    if (!isPlural(model) && !(variant in sentences(model))) return `${variant}: English has no such variant`;
  }
  return undefined;
}

/**
 * The plural categories that a message needs. English with `other` alone says that there are always several.
 *
 * @param {string | Record<string, string>} model
 * @param {string} language
 */
function plurals(model, language) {
  const severalOnly = !("one" in Object(model));
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return needed.filter((category) => !(severalOnly && ["zero", "one"].includes(category)));
}

for (const language of languages) {
  test(`${language} says everything that English says`, () => {
    for (const part of [...PARTS, ...SCHEMES]) {
      const [messages, models] = [read(language, part), read("en", part)];
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(models).sort(), `${language}.${part}`);
      const complaints = Object.entries(models).flatMap(([key, model]) => {
        const wrong = complaint(messages[key] ?? "", model, language);
        return wrong ? [`${key} ${wrong}`] : [];
      });
      assert.deepEqual(complaints, [], `${language}.${part}`);
    }
  });
}

test("no key is in two files", () => {
  const count = PARTS.reduce((sum, part) => sum + Object.keys(read("en", part)).length, 0);
  assert.equal(count, Object.keys(english).length);
});

/**
 * The values that a message is filled in with, in the variants that are asked for.
 *
 * @param {string | Record<string, string>} message
 * @param {(variant: string) => boolean} isAsked
 */
function allValues(message, isAsked) {
  const asked = Object.entries(sentences(message)).filter(([variant]) => isAsked(variant));
  return [...new Set(asked.flatMap(([, sentence]) => [...values(sentence)]))].sort();
}

test("a scheme says otherwise only what can be said, with the same values in it", () => {
  for (const scheme of SCHEMES) {
    const others = Object.entries(read("en", scheme)).filter(([key]) => key in english);
    for (const [key, message] of others) {
      const isShared = (/** @type {string} */ variant) => typeof message === "string" || variant in message;
      assert.deepEqual(allValues(message, () => true), allValues(english[key], isShared), `${scheme}: ${key}`);
      if (typeof message === "string") continue;
      const unknown = Object.keys(message).filter((variant) => !(variant in Object(english[key])));
      assert.deepEqual(unknown, [], `${scheme}: ${key}`);
    }
  }
});

/** @param {string} folder @param {string} ending */
function sources(folder, ending) {
  return readdirSync(`${WWW}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(`${WWW}/${folder}/${file}`, "utf8"));
}

/**
 * The keys that a source may name: its string literals. What a literal leaves open (`why.${reason}` in a module,
 * `"fact." ~ kind` in a template) may be anything.
 *
 * @param {string} source
 */
function named(source) {
  const literals = source.match(/"[^"\n]*"( ~)?|`[^`\n]*`/g) ?? [];
  return literals.flatMap((literal) => {
    const [, text = "", open] = /^["`]([a-z].*)["`]( ~)?$/.exec(literal) ?? [];
    const parts = `${text}${open ? "${}" : ""}`.split(/\$\{[^}]*\}/).map((part) => part.replace(/[^\w-]/g, "\\$&"));
    return text ? [new RegExp(`^${parts.join("[\\w-]+")}$`)] : [];
  });
}

test("every message is used", () => {
  const modules = sources("app", ".js").flatMap(named);
  const expressions = sources("templates", ".html").flatMap((source) => source.match(/\{[{%].*?[}%]\}/gs) ?? []);
  const templates = [...expressions, ...sources("../index-build/src/site", ".rs")].flatMap(named);
  const unused = PARTS.flatMap((part) => {
    const users = part === "pages.json" ? templates : [...modules, ...templates];
    return Object.keys(read("en", part)).filter((key) => !users.some((user) => user.test(key)));
  });
  for (const scheme of SCHEMES) {
    const own = Object.keys(read("en", scheme)).filter((key) => !(key in english));
    unused.push(...own.filter((key) => !modules.some((user) => user.test(key))));
  }
  assert.deepEqual(unused, []);
});

test("templates say only what there is", () => {
  const said = sources("templates", ".html").flatMap((source) => [...source.matchAll(/\b(?:t|plain)\("([\w.-]+)"[,)]/g)]);
  const unknown = said.map(([, key]) => key).filter((key) => !(key in english));
  assert.deepEqual(unknown, []);
});
