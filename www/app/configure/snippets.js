// @ts-check
/**
 * What an editor copies into an article: text made of the choices, and of nothing else. Every value is escaped, since titles
 * come from a publisher's settings and may hold anything.
 */

/**
 * @typedef {object} Choices
 * @property {string} [theme] `light` or `dark`; the reader's own if there is none
 * @property {string} [accent] `#rrggbb`
 * @property {readonly string[]} [datasets] all if there is none
 * @property {boolean} [compact]
 * @property {string} [heading] the level of the box's first heading
 * @property {string} [build] the one build to ask
 */

/**
 * @typedef {object} Place
 * @property {string} site its address, with a slash at the end
 * @property {string} lang the language of the box
 * @property {string} home the address of the site's first page in that language
 * @property {string} title the site's, in that language
 * @property {string} more what a button says that shows the whole box
 * @property {{ file: string, integrity: string }} tag the tag's script, below the site
 */

/** @typedef {keyof typeof WRITERS} Kind */
/** @typedef {Readonly<Record<string, string | true>>} Attributes `true` is an attribute without a value */

/** What the frame may do. It never gets an origin. */
export const SANDBOX = "allow-scripts allow-forms allow-popups allow-downloads";

/** Enough for the frame at every width, in pixels. */
export const HEIGHT = 640;

/**
 * Room for the box until the tag's script has come, so that the article does not jump: 640 pixels on a phone and 560 on
 * wider screens.
 */
export const ROOM = "display: block; min-height: clamp(560px, (512px - 100vw) * 99, 640px)";

const WRITERS = { iframe, tag, wordpress, amp, pym };

/**
 * @param {Kind} kind
 * @param {Choices} choices
 * @param {Place} place
 */
export function snippet(kind, choices, place) {
  return WRITERS[kind](choices, place);
}

/**
 * The address of the frame in a language, with its settings in the fragment, which no server sees.
 *
 * @param {Choices} choices
 * @param {string} home the address of the first page in that language
 */
export function frameAddress(choices, home) {
  const settings = new URLSearchParams(settingsOf(choices)).toString().replaceAll("%2C", ",");
  return `${home}embed/${settings && "#"}${settings}`;
}

/**
 * The settings that are not as they are anyway.
 *
 * @param {Choices} choices
 * @returns {[name: string, value: string][]}
 */
function settingsOf({ theme, accent, datasets, compact, heading, build }) {
  /** @type {[string, string | undefined][]} */
  const settings = [
    ["theme", theme],
    ["accent", accent],
    ["datasets", datasets?.join(",")],
    ["compact", compact ? "1" : undefined],
    ["heading", heading],
    ["build", build],
  ];
  return settings.flatMap(([name, value]) => (value ? [/** @type {[string, string]} */ ([name, value])] : []));
}

/** @param {Choices} choices @param {Place} place */
function iframe(choices, place) {
  return frame(choices, place, SANDBOX);
}

/**
 * WordPress leaves an unknown site's frame nothing but scripts, and the box works with that.
 *
 * @param {Choices} choices
 * @param {Place} place
 */
function wordpress(choices, place) {
  return frame(choices, place, "allow-scripts");
}

/**
 * @param {Choices} choices
 * @param {Place} place
 * @param {string} sandbox
 */
function frame(choices, { home, title }, sandbox) {
  return element("iframe", {
    src: frameAddress(choices, home),
    title,
    width: "100%",
    height: `${HEIGHT}`,
    frameborder: "0",
    sandbox,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

/** @param {Choices} choices @param {Place} place */
function tag(choices, { site, lang, home, title, tag: { file, integrity } }) {
  const script = element("script", { async: true, src: `${site}${file}`, integrity, crossorigin: "anonymous" });
  const box = element("hush-check", { site, lang, ...Object.fromEntries(settingsOf(choices)), style: ROOM }, link(home, title));
  return `${script}\n${box}`;
}

/** @param {Choices} choices @param {Place} place */
function amp(choices, { home, title, more }) {
  const program = element("script", {
    async: true,
    "custom-element": "amp-iframe",
    src: "https://cdn.ampproject.org/v0/amp-iframe-0.1.js",
  });
  /** @type {Attributes} */
  const attributes = {
    src: frameAddress(choices, home),
    title,
    layout: "fixed-height",
    height: `${HEIGHT}`,
    frameborder: "0",
    sandbox: SANDBOX,
    referrerpolicy: "no-referrer",
    resizable: true,
  };
  const placeholder = element("div", { placeholder: true }, link(home, title));
  const overflow = element("div", { overflow: true, tabindex: "0", role: "button", "aria-label": more }, escape(more));
  const box = element("amp-iframe", attributes, `\n  ${placeholder}\n  ${overflow}\n`);
  return `${program}\n${box}`;
}

/**
 * Pym would put the article's title and address into the frame's address, and so tell the site; it is told not to.
 *
 * @param {Choices} choices
 * @param {Place} place
 */
function pym(choices, { home, title }) {
  const attributes = {
    "data-pym-src": frameAddress(choices, home),
    "data-pym-title": title,
    "data-pym-sandbox": SANDBOX,
    "data-pym-optionalparams": "false",
  };
  const box = element("div", attributes, link(home, title));
  return `${box}\n${element("script", { async: true, src: "https://pym.nprapps.org/pym.v1.min.js" })}`;
}

/** @param {string} href @param {string} text */
function link(href, text) {
  return element("a", { href }, escape(text));
}

/**
 * @param {string} name
 * @param {Attributes} attributes
 * @param {string} [content] HTML
 */
function element(name, attributes, content = "") {
  const written = Object.entries(attributes).map(([key, value]) => (value === true ? key : `${key}="${escape(value)}"`));
  return `<${[name, ...written].join(" ")}>${content}</${name}>`;
}

/** @param {string} text */
function escape(text) {
  /** @type {Readonly<Record<string, string>>} */
  const references = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => references[character] ?? "");
}
