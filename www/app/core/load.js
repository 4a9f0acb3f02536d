// @ts-check
/**
 * Starts the core: as WebAssembly, or, in a browser that has none (Tor Browser "Safer", Lockdown Mode) or may not
 * compile it, as the same module translated to JavaScript when the page was built. The glue is one for both.
 */
import * as core from "./hushset_wasm_bg.js";

/** @typedef {typeof import("./hushset_wasm_bg.js")} Core */
/** @typedef {typeof import("./hushset_translated.js")} Exports */

/** SHA-256 of the module. */
const HASH = "";

/**
 * @returns {Promise<{ core: Core, translated: boolean }>}
 * @throws if what is needed cannot be fetched
 */
export async function load() {
  const exports = await startWasm();
  core.__wbg_set_wasm(exports ?? (await import("./hushset_translated.js")));
  return { core, translated: !exports };
}

/**
 * @returns {Promise<Exports | undefined>} nothing if this browser cannot run the module
 */
async function startWasm() {
  if (typeof WebAssembly !== "object") return undefined;
  const response = await fetch(new URL("./hushset_wasm_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status} in place of the module`);
  const module = await response.arrayBuffer();
  const hash = await crypto.subtle?.digest("SHA-256", module);
  if (hash && String(new Uint8Array(hash)) !== HASH) throw new Error("damaged");
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
