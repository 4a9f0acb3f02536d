// @ts-check
/**
 * The settings of the frame, which stand in the fragment of its address:
 *
 *     #lang=de&theme=dark&accent=%230b5560&datasets=megaface,diveface&compact=1&heading=3&build=<64 hex digits>
 *
 * Whoever embeds the frame writes the fragment, so it is hostile input. It chooses among what is listed here and nothing
 * else: what does not match, or is said twice, is as if it had not been said. Only a build that cannot be read is not: whoever
 * pins one must never get another.
 */

/**
 * @typedef {object} Settings
 * @property {string | undefined} lang a language's code
 * @property {"ltr" | "rtl" | undefined} dir
 * @property {"light" | "dark" | undefined} theme the reader's own if there is none
 * @property {string | undefined} accent `#rrggbb`
 * @property {readonly string[]} datasets their slugs; all if there is none
 * @property {boolean} compact
 * @property {number} heading the level of the first heading
 * @property {string | undefined} build the one build to ask; empty if one is meant and cannot be read
 * @property {string | undefined} child the frame's name at Pym
 */

/** Longer than any settings that mean something: a build, and as many datasets as an index can have. */
const LONGEST = 8_192;

/** A box stands below an article's title. */
const HEADING = 2;

const PATTERNS = {
  lang: /^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$/,
  dir: /^(?:ltr|rtl)$/,
  theme: /^(?:light|dark)$/,
  accent: /^#[0-9a-f]{6}$/i,
  datasets: /^[a-z0-9_-]{1,64}(?:,[a-z0-9_-]{1,64}){0,63}$/,
  compact: /^1$/,
  heading: /^[1-6]$/,
  build: /^[0-9a-f]{64}$/,
  pym: /^[\w:.-]{1,64}$/,
};

/**
 * Reads the settings.
 *
 * @param {string} fragment what follows the #
 * @param {string} [query] in which Pym names its children
 * @returns {Settings}
 */
export function settingsOf(fragment, query = "") {
  const said = pairsOf(fragment);
  /** @param {keyof typeof PATTERNS} name */
  const get = (name) => valid(name, said.get(name));
  return {
    lang: get("lang"),
    dir: /** @type {Settings["dir"]} */ (get("dir")),
    theme: /** @type {Settings["theme"]} */ (get("theme")),
    accent: get("accent")?.toLowerCase(),
    datasets: get("datasets")?.split(",") ?? [],
    compact: get("compact") !== undefined,
    heading: Number(get("heading") ?? HEADING),
    build: fragment.length > LONGEST || said.has("build") ? (get("build") ?? "") : undefined,
    child: get("pym") ?? valid("pym", pairsOf(query).get("childId")),
  };
}

/**
 * @param {keyof typeof PATTERNS} name
 * @param {string | undefined} value
 */
function valid(name, value) {
  return value !== undefined && PATTERNS[name].test(value) ? value : undefined;
}

/**
 * What is said, by name. What is said twice or cannot be decoded has no value.
 *
 * @param {string} text
 * @returns {Map<string, string | undefined>}
 */
function pairsOf(text) {
  /** @type {Map<string, string | undefined>} */
  const pairs = new Map();
  if (text.length > LONGEST) return pairs;
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=");
    const name = at < 0 ? pair : pair.slice(0, at);
    pairs.set(name, pairs.has(name) || at < 0 ? undefined : decoded(pair.slice(at + 1)));
  }
  return pairs;
}

/** @param {string} value */
function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
