// @ts-check
/**
 * Starts the core: as WebAssembly, or, in a browser that has none (Tor Browser "Safer", Lockdown Mode) or may not
 * compile it, as the same module translated to JavaScript when the page was built. The glue is one for both.
 */
import * as core from "./hushset_wasm_bg.js";

/** @typedef {typeof import("./hushset_wasm_bg.js")} Core */
/** @typedef {typeof import("./hushset_translated.js")} Exports */

/** The first half of the module's SHA-256: damage is noticed by less, and whoever forged it would change this, too. */
const HASH = "";

/** @type {ReturnType<typeof start> | undefined} */
let started;

/**
 * Starts it once, however many indexes are asked: a second start would take the memory from under the first.
 *
 * @param {Promise<Response>} [file] the module, if it has been asked for
 * @returns {Promise<{ core: Core, translated: boolean }>}
 * @throws if what is needed cannot be fetched
 */
export async function load(file) {
  try {
    return await (started ??= start(file));
  } catch (error) {
    started = undefined;
    throw error;
  }
}

/** @param {Promise<Response>} [file] */
async function start(file) {
  const exports = await startWasm(file);
  core.__wbg_set_wasm(exports ?? (await import("./hushset_translated.js")));
  return { core, translated: !exports };
}

/**
 * @param {Promise<Response>} [file]
 * @returns {Promise<Exports | undefined>} nothing if this browser cannot run the module
 */
async function startWasm(file) {
  if (typeof WebAssembly !== "object") return undefined;
  const response = await (file ?? fetch(new URL("./hushset_wasm_bg.wasm", import.meta.url)));
  if (!response.ok) throw new Error(String(response.status));
  const module = await response.arrayBuffer();
  const hash = await crypto.subtle?.digest("SHA-256", module);
  if (hash && String(new Uint8Array(hash, 0, 16)) !== HASH) throw new Error("damaged");
  try {
    const { instance } = await WebAssembly.instantiate(module, { "./hushset_wasm_bg.js": core });
    const exports = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
    // A first step, before anything relies on it: it may compile and then not run.
    exports.__wbindgen_free(exports.__wbindgen_malloc(1, 1), 1, 1);
    return exports;
  } catch {
    return undefined;
  }
}
