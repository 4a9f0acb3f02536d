// @ts-check
/** The answer to a check: a headline, a verdict for each dataset, what the host was told, and what can be asked next. */
import { detailsView } from "./details.js";
import { h, offer } from "./dom.js";
import { cost, foresee, told } from "./leak.js";
import { troubleNotice } from "./trouble.js";
import { headline, verdictList } from "./verdict.js";
import { number, say } from "./words.js";
/** @import { Actions, Asked, Question, State, Summary } from "./types.js" */
/** @import { Child, Children } from "./dom.js" */

/** The id of the headline, which gets the focus when an answer has come. */
export const HEADLINE = "verdict";

/**
 * What is shown of the last check.
 *
 * @param {State} state
 * @param {Actions} actions
 * @returns {Children}
 */
export function answerView({ asked, summary }, actions) {
  if (!asked || !summary) return null;
  if (asked.renewed) return renewed(asked, summary, actions);
  if (!asked.checked) return frame(asked, "waiting", say("checking"));
  const { outcome, requests } = asked.checked;
  // A request tells what it tells whether or not it is answered.
  const cost = h("p", { class: "told" }, told(summary, asked.question.scope, requests));
  switch (outcome.outcome) {
    case "unavailable": {
      const retry = offer(say("again"), say("again.cost"), actions.again, asked.busy);
      const notice = [h("p", { class: "lead" }, say("unavailable.note")), troubleNotice(outcome, retry)];
      return frame(asked, "unavailable", say("unavailable"), notice, requests.length > 0 && cost);
    }
    case "not-covered":
      return frame(
        asked,
        "uncovered",
        say("foresee.absent", { which: asked.question.scope }),
        h("p", { class: "lead" }, say("not-covered.note")),
        instead(asked, summary, actions),
      );
    case "verdicts": {
      const isHit = outcome.verdicts.some(({ answer }) => answer === "almost-certainly");
      return frame(
        asked,
        isHit ? "hit" : "miss",
        headline(outcome.verdicts),
        verdictList(outcome.verdicts, asked.question, summary),
        cost,
        h("p", { class: "note" }, say("miss.note"), " ", chance(summary)),
        isHit && detailsView(asked, summary, actions),
        instead(asked, summary, actions),
      );
    }
  }
}

/**
 * @param {Asked} asked
 * @param {string} kind
 * @param {Child[]} heading
 * @param {Children[]} rest
 */
function frame({ question }, kind, heading, ...rest) {
  const subject = say("asked", { which: question.asked_by, id: question.identifier });
  return h(
    "div",
    { class: `answer ${kind}`, "aria-busy": kind === "waiting" && "true" },
    h("p", { class: "subject" }, subject),
    h("h2", { id: HEADLINE, tabindex: "-1" }, heading),
    rest,
  );
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
 * What else the same text can ask.
 *
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function instead({ question, alternatives, busy }, summary, actions) {
  const all = [question, ...alternatives];
  /** @param {Question} other */
  const label = (other) => say("instead", { which: other.asked_by, id: other.identifier });
  return alternatives.map((other) => {
    const ask = () => actions.ask(other, all.filter((one) => one !== other));
    return h("p", {}, offer(label(other), cost(summary, other.scope), ask, busy));
  });
}

/**
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function renewed(asked, summary, actions) {
  const { question, alternatives } = asked;
  const ask = offer(say("ask.submit"), cost(summary, question.scope), () => actions.ask(question, alternatives));
  const explained = h("p", { class: "lead" }, say("renewed.note"), " ", foresee(summary, question.scope));
  return frame(asked, "unavailable", say("renewed"), explained, h("p", {}, ask));
}
