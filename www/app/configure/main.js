// @ts-check
/**
 * The configurator: an editor's choices, the real frame as they make it, and the text to paste. Everything is made anew from
 * the form whenever the form changes.
 */
import { h } from "../dom.js";
import { HEIGHT, SANDBOX, frameAddress, snippet } from "./snippets.js";
/** @import { Choices, Kind, Place } from "./snippets.js" */

/** How wide the preview is, in pixels: a common phone, and the column of a news site. */
const WIDTHS = { phone: 360, desktop: 680 };

const form = /** @type {HTMLFormElement} */ (document.getElementById("choices"));
const { root = ".", address, tag = "", integrity = "" } = form.dataset;
/** Where this page is open: the preview comes from here, wherever the site will be. */
const here = new URL(root, location.href);
const site = address ?? here.href;

/** @type {HTMLInputElement[]} */
const datasets = [...form.querySelectorAll("input")].filter(({ name }) => name === "datasets");

let previewed = "";

/** @returns {Choices} */
function choices() {
  const data = new FormData(form);
  const ticked = data.getAll("datasets").map(String);
  return {
    theme: chosen(data, "theme"),
    accent: data.has("coloured") ? chosen(data, "accent") : "",
    datasets: ticked.length < datasets.length ? ticked : [],
    compact: data.has("compact"),
    heading: chosen(data, "heading"),
    build: chosen(data, "build"),
  };
}

/** @param {FormData} data @param {string} name */
function chosen(data, name) {
  return String(data.get(name) ?? "");
}

/** @returns {Place} */
function place() {
  const { value: lang, selectedOptions } = /** @type {HTMLSelectElement} */ (form.elements.namedItem("lang"));
  const { home = "", title = "", more = "" } = selectedOptions[0]?.dataset ?? {};
  return { site, lang, home: site + home, title, more, tag: { file: tag, integrity } };
}

function show() {
  // A box that names no dataset would answer nothing: then it is all of them.
  if (!datasets.some(({ checked }) => checked)) for (const dataset of datasets) dataset.checked = true;
  const data = new FormData(form);
  const kind = /** @type {Kind} */ (chosen(data, "kind"));
  const [chosenNow, there] = [choices(), place()];
  write("snippet", snippet(kind, chosenNow, there));
  write("oembed", there.home);
  for (const hint of form.querySelectorAll("[data-for]")) hint.toggleAttribute("hidden", hint.getAttribute("data-for") !== kind);
  document.getElementById("colour")?.toggleAttribute("hidden", !data.has("coloured"));
  preview(frameAddress(chosenNow, there.home.replace(site, here.href)), there.title, WIDTHS[/** @type {keyof typeof WIDTHS} */ (chosen(data, "width"))]);
}

/**
 * The real frame. Another fragment alone would not load it anew, so it is made anew.
 *
 * @param {string} src
 * @param {string} title
 * @param {number} width
 */
function preview(src, title, width) {
  const region = document.getElementById("preview");
  if (src !== previewed) {
    previewed = src;
    const referrerpolicy = "no-referrer";
    region?.replaceChildren(h("iframe", { src, title, sandbox: SANDBOX, height: `${HEIGHT}`, referrerpolicy }));
  }
  region?.querySelector("iframe")?.setAttribute("width", `${width}`);
}

/** @param {string} id @param {string} text */
function write(id, text) {
  document.getElementById(id)?.replaceChildren(text);
}

const isLocal = /^(localhost|127\.|\[::1\]|.*\.local$)/.test(new URL(site).hostname);
document.getElementById("local")?.toggleAttribute("hidden", !isLocal);
form.hidden = false;
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
