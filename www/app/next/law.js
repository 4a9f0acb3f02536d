// @ts-check
/**
 * What a letter says because of the law it names. Summaries of the law, hedged where it is uncertain whether it
 * applies; what a reader should expect of each stands beside the form, not in the letter.
 */
/** @import { Basis, Letter, Order } from "./types.js" */

/** @typedef {Letter["paragraphs"]} Paragraphs */

/**
 * @param {Order} order
 * @returns {Paragraphs}
 */
export function lawOf(order) {
  return LAWS[order.basis](order);
}

/** @type {Readonly<Record<Basis, (order: Order) => Paragraphs>>} */
const LAWS = { plain, gdpr: dataProtection, ukgdpr: dataProtection, ccpa, bipa };

/** @type {(order: Order) => Paragraphs} */
function plain({ tongue: { say } }) {
  return [say("letter.plain"), say("letter.identity")];
}

/** @type {(order: Order) => Paragraphs} */
function dataProtection({ tongue: { say }, basis, writer, grounds }) {
  return [
    say("letter.gdpr", { which: basis }),
    say("letter.gdpr.data", { which: writer }),
    say("letter.gdpr.access"),
    ...erasure(),
    say("letter.gdpr.recipients"),
    say("letter.gdpr.restriction"),
    say("letter.gdpr.special"),
    say("letter.gdpr.find"),
    say("letter.gdpr.time"),
    say("letter.gdpr.identity"),
    say("letter.gdpr.complaint", { which: basis }),
  ];

  /** @returns {Paragraphs} */
  function erasure() {
    if (!grounds.length) return [say("letter.gdpr.erasure")];
    const named = grounds.map((ground) => {
      if (ground === "objection") return say("letter.gdpr.objection", { which: writer });
      return say("letter.gdpr.ground", { which: ground });
    });
    return [say("letter.gdpr.erasure-because"), named];
  }
}

/** @type {(order: Order) => Paragraphs} */
function ccpa({ tongue: { say }, writer }) {
  return [
    say("letter.ccpa", { which: writer }),
    say("letter.ccpa.know"),
    say("letter.ccpa.delete"),
    say("letter.ccpa.time"),
    say("letter.identity"),
  ];
}

/** @type {(order: Order) => Paragraphs} */
function bipa({ tongue: { say }, writer }) {
  return [
    say("letter.bipa", { which: writer }),
    say("letter.bipa.policy"),
    say("letter.bipa.release"),
    say("letter.bipa.disclosure"),
    say("letter.identity"),
  ];
}
