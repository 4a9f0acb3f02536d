// @ts-check
/**
 * What happens between a question and its details, in the page and in the frame alike. State flows one way: a reader's
 * action changes the state, and the regions are shown from it.
 *
 * What a reader asks stands in this state and in the field, and nowhere else: not in the address, the title, the
 * history, storage or the console.
 */
import { DETAILS, HEADLINE, pageId } from "./answer.js";
import { moveFocus } from "./dom.js";
import { ofCheck } from "./leak.js";
/** @import { Actions, Asked, DetailsOutcome, Page, Question, Region, State } from "./types.js" */
/** @import { Session } from "./session.js" */

/** The ids of headings in the second wave, which get the focus when they are asked for from elsewhere. */
const EVERYTHING = "everything";
const SEVERAL = "several";

/**
 * @param {Session} session
 * @param {() => void} afterOpening reads again what was typed before it was known how to read it
 * @returns {Page}
 */
export function flow(session, afterOpening) {
  /** @type {State} */
  const state = { program: "loading", text: "", receipt: [] };
  /** @type {Region[]} */
  const regions = [];

  /** @type {Actions} */
  const actions = {
    typed(text) {
      try {
        change({ text, typed: session.understand(text) });
      } catch {
        change({ text, program: "failed" });
      }
    },

    async ask(question, alternatives = []) {
      if (state.asked?.busy || !state.summary) return;
      const { asked: last, text } = state;
      // The same text, asked once more or otherwise, is still the text it was; the field may hold another by now.
      const unanswered = newly(question, alternatives, question.text === last?.question.text ? last.field : text);
      change({ asked: { ...unanswered, busy: true } });
      const checked = await session.check(question);
      const details = checked.outcome.outcome === "verdicts" ? checked.outcome.details : undefined;
      /** @type {Asked} */
      const asked = { ...unanswered, checked };
      noteRequests(checked.requests);
      change({ asked: details ? withDetails(asked, details) : asked });
      moveTo(HEADLINE);
    },

    askOwner(owner) {
      state.later?.askOwner(page, owner);
    },

    // The build that the page opened may have been replaced since, so it is opened anew. Should the new one tell the
    // host more than the label of the first click said, the reader decides again.
    async again() {
      const { asked, summary: before } = state;
      if (!asked || asked.busy || !before) return;
      const { question, alternatives, field } = asked;
      change({ asked: { ...asked, busy: true } });
      const { summary, trouble, requests } = await session.open();
      noteRequests(requests);
      if (!summary) {
        const outcome = /** @type {const} */ ({ outcome: "unavailable", ...(trouble ?? { reason: "stopped" }) });
        change({ asked: { ...asked, busy: false, checked: { outcome, requests } } });
        return moveTo(HEADLINE);
      }
      const shards = [before, summary].map((one) => (one.held ? 0 : (ofCheck(one, question.scope)?.shards ?? 1)));
      const renewed = (shards[1] ?? 1) > (shards[0] ?? 1);
      change({ summary, asked: { ...newly(question, alternatives, field), renewed } });
      if (renewed) moveTo(HEADLINE);
      else actions.ask(question, alternatives);
    },

    async open() {
      if (state.program !== "ready") return;
      change({ trouble: undefined });
      const { requests, ...opened } = await session.open();
      noteRequests(requests);
      change(opened);
      afterOpening();
    },

    async more(page) {
      const { asked } = state;
      if (!asked || asked.busy) return;
      change({ asked: { ...asked, busy: true, problem: undefined } });
      const { outcome, requests } = await session.details(asked.question, page);
      noteRequests(requests);
      change({ asked: withDetails({ ...asked, busy: false, requests: [...asked.requests, ...requests] }, outcome) });
      moveTo(page > 1 && outcome.details === "found" ? pageId(page) : DETAILS);
    },

    downloadAll() {
      state.later?.downloadAll(page);
      moveTo(EVERYTHING);
    },

    several(lines) {
      state.later?.readLines?.(page, lines);
      moveTo(SEVERAL);
    },

    go: moveTo,
  };

  /** @type {Page} */
  const page = { session, actions, state, regions, change, note: noteRequests };

  /** @type {Page["note"]} */
  function noteRequests(requests) {
    if (requests.length) state.receipt = [...state.receipt, ...requests];
  }

  /** @type {Page["change"]} */
  function change(changes) {
    Object.assign(state, changes);
    const { asked, text } = state;
    const earlier = text !== asked?.field;
    if (asked && asked.earlier !== earlier) state.asked = { ...asked, earlier };
    show();
  }

  function show() {
    regions.forEach((one) => one.show(state));
  }

  return page;
}

/**
 * @param {Question} question
 * @param {Question[]} alternatives
 * @param {string} field
 * @returns {Asked}
 */
function newly(question, alternatives, field) {
  return { question, alternatives, field, earlier: false, busy: false, pages: [], requests: [] };
}

/**
 * @param {Asked} asked
 * @param {DetailsOutcome} outcome
 * @returns {Asked}
 */
function withDetails(asked, outcome) {
  if (outcome.details !== "found") return { ...asked, problem: outcome };
  return { ...asked, problem: undefined, pages: [...asked.pages, outcome] };
}

/** @param {string} id */
function moveTo(id) {
  const element = document.getElementById(id);
  if (element) moveFocus(element);
}
