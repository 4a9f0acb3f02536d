// @ts-check
/**
 * The page's only way to the Wasm module, and through it to the index. The module makes every request for the index;
 * nothing else in the page fetches anything.
 */
/** @import { Checked, Detailed, Opened, Question, Refused, Summary, Unavailable, Understood } from "./types.js" */
/** @typedef {typeof import("./core/hushset_wasm.js")} Core */

/** @type {Unavailable} */
const STOPPED = { reason: "stopped" };

export class Session {
  /** @type {Core | undefined} */
  #core;
  /** @type {import("./core/hushset_wasm.js").Index | undefined} */
  #index;

  /**
   * Loads the module.
   *
   * @returns {Promise<"ready" | "no-wasm" | "failed">}
   */
  async load() {
    if (typeof WebAssembly !== "object") return "no-wasm";
    try {
      const core = await import("./core/hushset_wasm.js");
      await core.default();
      this.#core = core;
      return "ready";
    } catch (error) {
      const refused = error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError;
      return refused ? "no-wasm" : "failed";
    }
  }

  /**
   * Opens the current build of the index that lies beside the page.
   *
   * @returns {Promise<{ summary?: Summary, trouble?: Unavailable, requests: Checked["requests"] }>}
   */
  async open() {
    try {
      /** @type {Opened<import("./core/hushset_wasm.js").Index> | undefined} */
      const opened = await this.#core?.Index.open(new URL(".", location.href).href);
      const requests = opened?.requests ?? [];
      if (!opened?.index) return { trouble: opened?.unavailable ?? STOPPED, requests };
      this.#index = opened.index;
      return { summary: opened.index.summary(), requests };
    } catch {
      return { trouble: STOPPED, requests: [] };
    }
  }

  /**
   * Understands what was typed, here and now.
   *
   * @param {string} text
   * @returns {Understood | Refused | undefined} nothing before the module is there
   */
  understand(text) {
    /** @type {Understood | Refused | undefined} */
    const understood = this.#core?.understand(text);
    if (!understood) return undefined;
    const alternatives = understood.alternatives.map((question, at) => ({ ...question, text, which: at + 1 }));
    if ("refusal" in understood) return { ...understood, alternatives };
    return { ...understood, question: { ...understood.question, text, which: 0 }, alternatives };
  }

  /**
   * The question about an account that details have named.
   *
   * @param {string} owner
   * @returns {Question | undefined}
   */
  askOwner(owner) {
    const understood = this.understand(owner);
    if (!understood) return undefined;
    const questions = "question" in understood ? [understood.question] : [];
    return [...questions, ...understood.alternatives].find(({ scope }) => scope === "owners");
  }

  /**
   * @param {Question} question
   * @returns {Promise<Checked>}
   */
  async check(question) {
    try {
      return known(await this.#opened().check(question.text, question.which));
    } catch {
      return { outcome: { outcome: "unavailable", ...STOPPED }, requests: [] };
    }
  }

  /**
   * @param {Question} question
   * @param {number} page from 1
   * @returns {Promise<Detailed>}
   */
  async details(question, page) {
    try {
      return known(await this.#opened().details(question.text, question.which, page));
    } catch {
      return { outcome: { details: "unavailable", ...STOPPED }, requests: [] };
    }
  }

  #opened() {
    return known(this.#index);
  }
}

/**
 * What must be there: an index before it is asked, an answer to a question that the module still knows.
 *
 * @template Value
 * @param {Value | null | undefined} value
 * @returns {Value}
 */
function known(value) {
  if (value == null) throw new Error("nothing there");
  return value;
}
