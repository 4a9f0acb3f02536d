// @ts-check
/**
 * The page. State flows one way: a reader's action changes the state, and the regions of the page are shown from it.
 *
 * What a reader asks stands in this state and in the field, and nowhere else: not in the address, the title, the
 * history, storage or the console.
 */
import { HEADLINE, answerView } from "./answer.js";
import { askRegion } from "./ask.js";
import { DETAILS, pageId } from "./details.js";
import { fill, region } from "./dom.js";
import { hostView } from "./host.js";
import { ofCheck } from "./leak.js";
import { receiptView } from "./receipt.js";
import { Session } from "./session.js";
import { speak } from "./words.js";
/** @import { Actions, Asked, DetailsOutcome, State } from "./types.js" */

const session = new Session();

/** @type {State} */
const state = { program: "loading", receipt: [] };

/** @type {Actions} */
const actions = {
  typed(text) {
    try {
      change({ typed: session.understand(text) });
    } catch {
      change({ program: "failed" });
    }
  },

  async ask(question, alternatives = []) {
    if (state.asked?.busy || !state.summary) return;
    change({ asked: { question, alternatives, busy: true, pages: [], requests: [] } });
    const checked = await session.check(question);
    const details = checked.outcome.outcome === "verdicts" ? checked.outcome.details : undefined;
    /** @type {Asked} */
    const asked = { question, alternatives, busy: false, checked, pages: [], requests: [] };
    noteRequests(checked.requests);
    change({ asked: details ? withDetails(asked, details) : asked });
    focus(HEADLINE);
  },

  askOwner(owner) {
    const question = session.askOwner(owner.id);
    if (question) actions.ask(question);
  },

  // The build that the page opened may have been replaced since, so it is opened anew. Should the new one tell the
  // host more than the label of the first click said, the reader decides again.
  async again() {
    const { asked, summary: before } = state;
    if (!asked || asked.busy || !before) return;
    const { question, alternatives } = asked;
    change({ asked: { ...asked, busy: true } });
    const { summary, trouble, requests } = await session.open();
    noteRequests(requests);
    if (!summary) {
      const outcome = /** @type {const} */ ({ outcome: "unavailable", ...(trouble ?? { reason: "stopped" }) });
      change({ asked: { ...asked, busy: false, checked: { outcome, requests } } });
      return focus(HEADLINE);
    }
    const shards = [before, summary].map((one) => ofCheck(one, question.scope)?.shards ?? 1);
    const renewed = (shards[1] ?? 1) > (shards[0] ?? 1);
    change({ summary, asked: { question, alternatives, busy: false, pages: [], requests: [], renewed } });
    if (renewed) focus(HEADLINE);
    else actions.ask(question, alternatives);
  },

  async open() {
    if (state.program !== "ready") return;
    change({ trouble: undefined });
    const { requests, ...opened } = await session.open();
    noteRequests(requests);
    change(opened);
  },

  async more(page) {
    const { asked } = state;
    if (!asked || asked.busy) return;
    change({ asked: { ...asked, busy: true, problem: undefined } });
    const { outcome, requests } = await session.details(asked.question, page);
    noteRequests(requests);
    change({ asked: withDetails({ ...asked, busy: false, requests: [...asked.requests, ...requests] }, outcome) });
    focus(page > 1 && outcome.details === "found" ? pageId(page) : DETAILS);
  },
};

/**
 * @param {Asked} asked
 * @param {DetailsOutcome} outcome
 * @returns {Asked}
 */
function withDetails(asked, outcome) {
  if (outcome.details !== "found") return { ...asked, problem: outcome };
  return { ...asked, problem: undefined, pages: [...asked.pages, outcome] };
}

/** @param {State["receipt"]} requests */
function noteRequests(requests) {
  state.receipt = [...state.receipt, ...requests];
}

/** @param {Partial<State>} changes */
function change(changes) {
  Object.assign(state, changes);
  show();
}

function show() {
  regions.forEach((one) => one.show(state));
}

/** @param {string} id */
function focus(id) {
  document.getElementById(id)?.focus();
}

await speak(navigator.languages);
const ask = askRegion(actions);
const regions = [
  ask,
  region("result", ({ asked }) => [asked], (/** @type {State} */ now) => answerView(now, actions)),
  region("receipt", ({ receipt }) => [receipt], (/** @type {State} */ { receipt }) => receiptView(receipt)),
  region("host", ({ summary }) => [summary], (/** @type {State} */ { summary }) => hostView(summary)),
];
show();
const page = document.getElementById("page");
if (page) fill(page, regions.map(({ element }) => element));
change({ program: await session.load() });
// What was typed while the module was on its way.
ask.read();
await actions.open();
