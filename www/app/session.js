// @ts-check
/**
 * The page's only way to the core, and through it to the index. The core makes every request for the index;
 * nothing else in the page fetches anything.
 */
import { load } from "./core/load.js";
import { forget, run } from "./core/browser.js";
/** @import { Checked, Detailed, Fetched, Opened, Place, Question, Refused, Summary, Unavailable } from "./types.js" */
/** @import { Understood, Verdict } from "./types.js" */
/** @import { Core } from "./core/load.js" */
/** @import { Index, Shard } from "./core/hushset_wasm_bg.js" */

/** The address of the site. In some languages the page lies a folder below it. */
const root = document.querySelector("meta[name=hushset-root]")?.getAttribute("content");
const SITE = new URL(root ?? ".", location.href).href;

/** @type {Unavailable} */
const STOPPED = { reason: "stopped" };

export class Session {
  /** @type {Core | undefined} */
  #core;
  /** @type {Index | undefined} */
  #index;
  /** The rules by which the index reads what is typed. */
  #scheme = "";
  /** The build of which every file is held. */
  #whole = "";

  /**
   * Starts the core.
   *
   * @returns {Promise<"ready" | "failed">}
   */
  async load() {
    try {
      this.#core = (await load()).core;
      return "ready";
    } catch {
      return "failed";
    }
  }

  /**
   * Opens the current build of the index that lies beside the page.
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
   * Opens the current build without asking it from now on.
   *
   * @returns {Promise<{ index?: Index, summary?: Summary, trouble?: Unavailable, requests: Checked["requests"] }>}
   */
  async latest() {
    try {
      /** @type {Opened<Index> | undefined} */
      const opened = await this.#core?.Index.open(SITE);
      const { index, requests = [] } = opened ?? {};
      if (!index) return { trouble: opened?.unavailable ?? STOPPED, requests };
      return { index, summary: index.summary(), requests };
    } catch {
      return { trouble: STOPPED, requests: [] };
    }
  }

  /**
   * @returns {Summary}
   */
  summary() {
    const summary = this.#opened().summary();
    return { ...summary, held: summary.build === this.#whole };
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

  /** What fetches shards of the build that is open now to have them, for no question in particular. */
  keeper() {
    const index = this.#opened();
    /**
     * @param {Place} place
     * @param {AbortSignal} stop
     * @returns {Promise<{ trouble?: Unavailable | undefined, requests: Checked["requests"] }>}
     */
    return async ({ family, details, number }, stop) => {
      try {
        const fetched = /** @type {Fetched<Shard>} */ (await run(index.shard(family, details, number), stop));
        fetched.shard?.free();
        return { trouble: fetched.unavailable ?? undefined, requests: fetched.requests };
      } catch {
        return { trouble: STOPPED, requests: [] };
      }
    };
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

  /**
   * The number of the shard that the answer to a question stands in, if the index has such names.
   *
   * @param {Question} question
   * @param {boolean} details
   */
  place({ text, which }, details) {
    return this.#opened().place(text, which, details);
  }

  /**
   * A shard to ask many questions, which is to be freed. Nothing is requested for one that is kept.
   *
   * @param {Place} place
   * @returns {Promise<Shard>}
   */
  async shard({ family, details, number }) {
    const fetched = /** @type {Fetched<Shard>} */ (await run(this.#opened().shard(family, details, number)));
    return known(fetched.shard);
  }

  /**
   * What a name of this kind gets that no list has.
   *
   * @param {Question} question
   * @returns {Verdict[]}
   */
  miss({ text, which }) {
    return this.#opened().miss(text, which);
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
