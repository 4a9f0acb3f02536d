// @ts-check
/** The answer to a check: a headline, a verdict for each dataset, what the host was told, and what can be asked next. */
import { h, offer, region } from "./dom.js";
import { cost, foresee, told } from "./leak.js";
import { troubleNotice } from "./trouble.js";
import { headline, verdictList, waitingList } from "./verdict.js";
import { number, say } from "./words.js";
/** @import { Actions, Asked, Checked, Question, Region, State, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */

/** The id of the headline, which gets the focus when an answer has come. */
export const HEADLINE = "verdict";

/** The id of the heading of the details, which gets the focus when they have come. */
export const DETAILS = "details";

/**
 * The id of the heading of a page of details.
 *
 * @param {number} page
 */
export const pageId = (page) => `page-${page}`;

/**
 * What is shown of the last check. Its parts are regions of their own: a button pressed below a thousand photos does
 * not make them anew. The details are of the second wave.
 *
 * @param {Actions} actions
 * @returns {Region}
 */
export function answerRegion(actions) {
  const verdict = region(
    "verdict",
    ({ asked, summary }) => [asked?.question, asked?.checked, asked?.renewed, asked?.earlier, asked?.busy, summary],
    (/** @type {State} */ now) => verdictView(now, actions),
  );
  const instead = region(
    "instead",
    ({ asked, summary }) => [asked?.question, asked?.checked, asked?.busy, summary],
    (/** @type {State} */ now) => insteadView(now, actions),
  );
  const answer = h("div", {}, verdict.element, instead.element);
  const element = h("div", { class: "result" }, answer);
  /** @type {Region[]} */
  const parts = [verdict, instead];

  /** @param {State} now */
  function show(now) {
    if (now.later && parts.length === 2) {
      const details = now.later.detailsRegion(actions);
      verdict.element.after(details.element);
      parts.push(details);
    }
    element.hidden = !now.asked;
    answer.className = `answer ${kindOf(now.asked)}`;
    answer.setAttribute("aria-busy", String(now.asked?.busy ?? false));
    parts.forEach((part) => part.show(now));
  }
  return { element, show };
}

/**
 * @param {Asked | undefined} asked
 * @returns {"waiting" | "unavailable" | "uncovered" | "hit" | "miss"}
 */
function kindOf(asked) {
  if (asked?.renewed) return "unavailable";
  if (!asked?.checked) return "waiting";
  const { outcome } = asked.checked;
  if (outcome.outcome === "unavailable") return "unavailable";
  if (outcome.outcome === "not-covered") return "uncovered";
  return outcome.verdicts.some(({ answer }) => answer === "almost-certainly") ? "hit" : "miss";
}

/**
 * @param {State} state
 * @param {Actions} actions
 * @returns {Children}
 */
function verdictView({ asked, summary }, actions) {
  if (!asked || !summary) return null;
  const { question, checked, earlier, renewed } = asked;
  return [
    h("p", { class: "subject" }, say("asked", { which: question.asked_by, id: question.identifier })),
    h("h2", { id: HEADLINE, tabindex: "-1" }, renewed ? say("renewed") : headlineOf(question, checked)),
    earlier && checked && h("p", { class: "earlier" }, say("asked.earlier")),
    renewed ? renewedView(asked, summary, actions) : outcomeView(asked, summary, actions),
  ];
}

/**
 * @param {Question} question
 * @param {Checked | undefined} checked
 */
function headlineOf({ scope }, checked) {
  switch (checked?.outcome.outcome) {
    case undefined:
      return say("checking");
    case "unavailable":
      return say("unavailable");
    case "not-covered":
      return say("foresee.absent", { which: scope });
    case "verdicts":
      return headline(checked.outcome.verdicts);
  }
}

/**
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 * @returns {Children}
 */
function outcomeView({ question, checked, busy }, summary, actions) {
  if (!checked) return waitingList(summary);
  const { outcome, requests } = checked;
  // A request tells what it tells whether or not it is answered.
  const toldNow = h("p", { class: "told" }, told(summary, question.scope, requests));
  switch (outcome.outcome) {
    case "unavailable": {
      const retry = offer(say("again"), say("again.cost"), actions.again, busy);
      const notice = [h("p", { class: "lead" }, say("unavailable.note")), troubleNotice(outcome, retry)];
      return [notice, requests.length > 0 && toldNow];
    }
    case "not-covered":
      return h("p", { class: "lead" }, say("not-covered.note"));
    case "verdicts":
      return [
        verdictList(outcome.verdicts, question, summary),
        toldNow,
        h("p", { class: "note" }, say("miss.note"), " ", chance(summary)),
      ];
  }
}

/**
 * How often "almost certainly" is wrong.
 *
 * @param {Summary} summary
 */
function chance({ fingerprint_bits }) {
  return say("chance", { times: [number(2 ** fingerprint_bits)] });
}

/**
 * What else the same text can ask, once it has been answered.
 *
 * @param {State} state
 * @param {Actions} actions
 */
function insteadView({ asked, summary }, actions) {
  if (!asked?.checked || !summary || kindOf(asked) === "unavailable") return null;
  const { question, alternatives, busy } = asked;
  const all = [question, ...alternatives];
  return alternatives.map((other) => {
    const ask = () => actions.ask(other, all.filter((one) => one !== other));
    const label = say("instead", { which: other.asked_by, id: other.identifier });
    return h("p", {}, offer(label, cost(summary, other.scope), ask, busy));
  });
}

/**
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function renewedView({ question, alternatives, busy }, summary, actions) {
  const ask = () => actions.ask(question, alternatives);
  return [
    h("p", { class: "lead" }, say("renewed.note"), " ", foresee(summary, question.scope)),
    h("p", {}, offer(say("ask.submit"), cost(summary, question.scope), ask, busy)),
  ];
}
