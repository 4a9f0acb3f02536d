// @ts-check
/**
 * The page's only way to the core, and through it to the index. The core makes every request for the index;
 * nothing else in the page fetches anything.
 */
import { load } from "./core/load.js";
import { forget } from "./core/browser.js";
/** @import { Checked, Detailed, Opened, Pins, Question, Refused, Summary, Unavailable, Understood } from "./types.js" */
/** @import { Core } from "./core/load.js" */
/** @import { Index } from "./core/hushset_wasm_bg.js" */

/** @type {Unavailable} */
export const STOPPED = { reason: "stopped" };

export class Session {
  /** @type {string} */
  #site;
  #pins;
  /** @type {Core | undefined} */
  #core;
  /** @type {Index | undefined} */
  #index;
  /** The rules by which the index reads what is typed. */
  #scheme = "";
  /** The build of which every file is held. */
  #whole = "";
  /** The highest number that was seen: a list with a lower one is an old one. */
  #newest = 0;
  /** @type {Summary["signature"]} */
  #signature;

  /**
   * @param {string} site its address
   * @param {Pins} [pins]
   */
  constructor(site, pins = {}) {
    this.#site = site;
    this.#pins = pins;
  }

  /**
   * Starts the core.
   *
   * @param {Promise<Response>} [module] its file, if it has been asked for
   * @returns {Promise<"ready" | "failed">}
   */
  async load(module) {
    const { key } = this.#pins;
    try {
      this.#core = (await load(module)).core;
      if (key) this.#signature = await (await import("./core/signature.js")).trust(this.#site, key);
      return "ready";
    } catch {
      return "failed";
    }
  }

  /**
   * Opens the build of the index that is to be asked: the site's current one, if none is pinned.
   *
   * @returns {Promise<{ summary?: Summary, trouble?: Unavailable, requests: Checked["requests"] }>}
   */
  async open() {
    const { index, ...opened } = await this.latest();
    if (!index) return opened;
    if (opened.summary?.build !== this.#index?.summary().build) forget();
    this.#index = index;
    const summary = this.summary();
    this.#scheme = summary.scheme;
    return { ...opened, summary };
  }

  /**
   * The same, without asking it from now on.
   *
   * @returns {Promise<{ index?: Index, summary?: Summary, trouble?: Unavailable, requests: Checked["requests"] }>}
   */
  async latest() {
    try {
      /** @type {Opened<Index> | undefined} */
      const opened = await this.#core?.Index.open(this.#site, this.#pins.build);
      const { index, requests = [] } = opened ?? {};
      if (!index) return { trouble: opened?.unavailable ?? STOPPED, requests };
      /** @type {Summary} */
      const summary = index.summary();
      const number = summary.sequence ?? 0;
      if (number < this.#newest) return { trouble: { reason: "doubted", doubt: "older" }, requests };
      this.#newest = number;
      return { index, summary, requests };
    } catch {
      return { trouble: STOPPED, requests: [] };
    }
  }

  /**
   * @returns {Summary}
   */
  summary() {
    const summary = this.opened().summary();
    return { ...summary, held: summary.build === this.#whole, signature: this.#signature };
  }

  /**
   * Understands what was typed, here and now.
   *
   * @param {string} text
   * @returns {Understood | Refused | undefined} nothing before the index is open
   */
  understand(text) {
    /** @type {Understood | Refused | undefined} */
    const understood = this.#core?.understand(this.#scheme, text);
    if (!understood) return undefined;
    const alternatives = understood.alternatives.map((question, at) => ({ ...question, text, which: at + 1 }));
    if ("refusal" in understood) return { ...understood, alternatives };
    return { ...understood, question: { ...understood.question, text, which: 0 }, alternatives };
  }

  /**
   * @param {Question} question
   * @returns {Promise<Checked>}
   */
  async check(question) {
    try {
      return known(await this.opened().check(question.text, question.which));
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
      return known(await this.opened().details(question.text, question.which, page));
    } catch {
      return { outcome: { details: "unavailable", ...STOPPED }, requests: [] };
    }
  }

  /**
   * Notes that every shard of a build has been kept.
   *
   * @param {string} build
   */
  keptAll(build) {
    this.#whole = build;
    return this.summary();
  }

  /** The index that is asked. */
  opened() {
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
export function known(value) {
  if (value == null) throw new Error("nothing there");
  return value;
}
