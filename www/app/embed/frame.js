// @ts-check
/**
 * The frame's shell: all that is loaded before a reader scrolls to the box or touches it. Then the rest comes in one wave, which
 * is the same for everybody.
 *
 * The frame keeps to itself. It writes nothing into its address or history, takes the focus from nobody, opens no frames, and says
 * nothing but what stands in messages.js.
 */
import { said } from "../head.js";
import { showAddresses } from "./links.js";
import { announce } from "./messages.js";
import { settingsOf } from "./settings.js";
/** @import { Settings } from "./settings.js" */

confine();
const settings = settingsOf(location.hash.slice(1), location.search.slice(1));
dress(settings);
showAddresses();
announce(settings.child);
whenWanted(() => begin().catch(() => document.dispatchEvent(new Event("error"))));

/**
 * Puts the site's policy into force: from here on, nobody but the site is asked for anything. Its 'self' is written out,
 * since to some versions of WebKit (https://bugs.webkit.org/show_bug.cgi?id=316847) that is nothing in a sandboxed frame.
 */
function confine() {
  const policy = said("policy") ?? "default-src 'none'";
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = policy.replaceAll("'self'", location.origin);
  document.head.append(meta);
}

/**
 * Makes the box look as it was wished.
 *
 * @param {Settings} settings
 */
function dress({ lang, dir, theme, accent, compact, heading }) {
  const { documentElement: root } = document;
  const voice = lang ? voices().get(lang) : undefined;
  if (lang && voice) {
    root.lang = lang;
    root.dir = voice.dir;
    document.querySelectorAll("[data-below]").forEach((link) => {
      const below = link instanceof HTMLElement ? link.dataset["below"] : "";
      link.setAttribute("href", `${voice.home}${below}`);
    });
  }
  if (dir) root.dir = dir;
  if (theme) root.dataset["theme"] = theme;
  root.toggleAttribute("data-compact", compact);
  root.dataset["heading"] = String(heading);
  document.querySelector("h1")?.setAttribute("aria-level", String(heading));
  if (accent) import("./colour.js").then(({ paint }) => paint(accent));
}

/** The languages of the site: in which direction each is read, and the way to its first page. */
function voices() {
  const voices = document.querySelectorAll("link[rel=alternate][hreflang]");
  return new Map(
    [...voices].map((voice) => {
      const get = (/** @type {string} */ name) => voice.getAttribute(name) ?? "";
      return [get("hreflang"), { dir: get("data-dir"), home: get("data-home") }];
    }),
  );
}

/**
 * Begins once: when the box comes into view, or is touched, or reached by a key.
 *
 * @param {() => void} begin
 */
function whenWanted(begin) {
  const touched = new AbortController();
  const seen = new IntersectionObserver((changes) => changes.some(({ isIntersecting }) => isIntersecting) && once());
  function once() {
    touched.abort();
    seen.disconnect();
    begin();
  }
  const { signal } = touched;
  for (const kind of ["pointerdown", "focusin", "keydown"]) addEventListener(kind, once, { signal });
  seen.observe(document.body);
}

/** Everything else. All files are asked for at once: each of them names some of the others, and would wait for them in turn. */
async function begin() {
  const wave = said("wave") ?? "";
  const wasm = new URL("../core/hushset_wasm_bg.wasm", import.meta.url);
  const module = typeof WebAssembly === "object" ? fetch(wasm) : undefined;
  // Whoever needs it looks at what became of it.
  module?.catch(() => {});
  const { lang } = document.documentElement;
  const names = [...wave.split(" "), `locales/${lang}.js`, `locales/${lang}.embed.js`];
  const modules = names.map((name) => import(new URL(`../${name}`, import.meta.url).href));
  const { start } = await import("./start.js");
  await Promise.all(modules);
  await start(settings, module);
}
