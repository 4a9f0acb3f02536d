// @ts-check
/** What the settings of the frame make of its session: it asks one build only, and speaks of some of the datasets. */
import { said } from "../head.js";
import { Session } from "../session.js";
/** @import { Question } from "../types.js" */
/** @import { Settings } from "./settings.js" */

/** @typedef {typeof import("./narrow.js")} Narrow */

export class FrameSession extends Session {
  #settings;
  #narrow;

  /**
   * @param {string} site
   * @param {Settings} settings
   * @param {Narrow} [narrow] loaded where datasets are chosen
   */
  constructor(site, settings, narrow) {
    super(site, { key: said("key"), build: settings.build ?? said("build") });
    this.#settings = settings;
    this.#narrow = narrow;
  }

  /** @override */
  async latest() {
    const { build } = this.#settings;
    if (build === "") return { trouble: PINNED, requests: [] };
    const opened = await super.latest();
    const { trouble } = opened;
    const isGone = trouble?.reason === "failed" && trouble.failure === "status" && trouble.status === 404;
    return build && isGone ? { ...opened, trouble: PINNED } : opened;
  }

  /** @override */
  summary() {
    const summary = super.summary();
    const known = this.#settings.datasets.filter((slug) => summary.datasets.some((dataset) => dataset.slug === slug));
    return known.length ? { ...summary, shown: known } : summary;
  }

  /**
   * @override
   * @param {Question} question
   */
  async check(question) {
    const checked = await super.check(question);
    const { shown } = this.summary();
    return this.#narrow && shown ? { ...checked, outcome: this.#narrow.narrowedVerdicts(checked.outcome, shown) } : checked;
  }

  /**
   * @override
   * @param {Question} question
   * @param {number} page
   */
  async details(question, page) {
    const detailed = await super.details(question, page);
    const { shown } = this.summary();
    return this.#narrow && shown ? { ...detailed, outcome: this.#narrow.narrowedDetails(detailed.outcome, shown) } : detailed;
  }
}

const PINNED = /** @type {const} */ ({ reason: "pinned" });
