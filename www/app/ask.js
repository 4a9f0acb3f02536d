// @ts-check
/**
 * The field, what was understood of the text in it, and what a check will tell the host. Nothing here makes a request
 * before the button is pressed.
 */
import { h, moveFocus, offer, region } from "./dom.js";
import { cost, foresee, ofCheck } from "./leak.js";
import { troubleNotice } from "./trouble.js";
import { plain, say, text } from "./words.js";
/** @import { Actions, Question, Refused, State, Understood } from "./types.js" */
/** @import { Child } from "./dom.js" */

/** How long typing must rest before a screen reader is told what was understood, in milliseconds. */
const REST = 800;

/**
 * The region.
 *
 * @param {Actions} actions
 */
export function askRegion(actions) {
  // No name, so that no form can send it; no spelling or writing aids, since some browsers ask a server for those.
  const input = h("input", {
    id: "text",
    type: "text",
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    "aria-describedby": "hint reading foresight",
    oninput: () => read(),
    onpaste: paste,
    onkeydown: (event) => event instanceof KeyboardEvent && event.key === "Enter" && !event.isComposing && submit(event),
  });
  // A frame may not be allowed to submit forms. Then `submit` never happens, and pressing and Enter do.
  const button = h("button", { type: "submit", class: "submit", onclick: submit }, say("ask.submit"));
  /** @type {State | undefined} */
  let state;
  const reading = region("reading", ({ typed }) => [typed], readingOf);
  const foresight = region(
    "foresight",
    // Some of the words about trouble come later.
    ({ program, summary, trouble, typed, later }) => [
      program,
      summary,
      trouble,
      scopeOf(typed),
      refusalOf(typed)?.refusal,
      trouble && later,
    ],
    (now) => foresightOf(now, actions),
  );
  const also = region(
    "also",
    ({ typed, summary, asked, later }) => [typed, summary, asked, later],
    (now) => [now.later?.severalOffer?.(now, takeSeveral), alternatives(now, actions)],
  );
  const help = region(
    "names",
    ({ later }) => [later],
    ({ later }) => later?.helpView(askAgain),
  );
  const parts = [reading, foresight, also];
  const status = h("p", { class: "spoken", role: "status" });
  // Comes with what it says: what stands above it has its height by then. Its place below is kept until then.
  const helping = h("details", { class: "help", hidden: true }, h("summary", {}, say("help")), help.element);
  const element = h(
    "form",
    { class: "ask", novalidate: true, onsubmit: submit },
    h("label", { for: "text" }, say("ask.label")),
    h("p", { id: "hint", class: "hint" }, say("ask.hint")),
    h("div", { class: "row" }, input, button),
    parts.map((part) => part.element),
    helping,
    status,
  );
  reading.element.id = "reading";
  foresight.element.id = "foresight";
  let resting = 0;

  /** @param {string} lines */
  function takeSeveral(lines) {
    actions.several(lines);
    // Of the field itself there is nothing to complain of.
    actions.typed(input.value);
  }

  function askAgain() {
    moveFocus(input);
    input.select();
  }

  function read() {
    actions.typed(input.value);
    clearTimeout(resting);
    if (input.value) resting = setTimeout(() => announce(plain(readingOf(state ?? {}))), REST);
  }

  // The field would join several lines to a name that nobody has.
  /** @param {Event} event */
  function paste(event) {
    const pasted = event instanceof ClipboardEvent ? (event.clipboardData?.getData("text") ?? "") : "";
    if (!/[\r\n]/.test(pasted.trim())) return;
    event.preventDefault();
    actions.typed(pasted);
    announce(plain(readingOf(state ?? {})));
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    actions.typed(input.value);
    const typed = state?.typed;
    if (!isReady(state) || !typed) return announce(plain(foresightText(state ?? {})));
    if ("question" in typed) {
      clearTimeout(resting);
      actions.ask(typed.question, typed.alternatives);
    } else {
      announce(plain(readingOf(state ?? {})));
      moveFocus(input);
    }
  }

  /** @param {string} message */
  function announce(message) {
    status.textContent = message;
  }

  /** @param {State} now */
  function show(now) {
    if (state?.asked?.busy !== now.asked?.busy) announce(now.asked?.busy ? text("checking") : "");
    const refused = refusalOf(now.typed) !== undefined;
    reading.element.classList.toggle("refused", refused);
    input.setAttribute("aria-invalid", String(refused));
    button.setAttribute("aria-disabled", String(!isReady(now)));
    const hadFocus = element.contains(document.activeElement);
    [...parts, help].forEach((part) => part.show(now));
    helping.hidden = !now.later;
    if (hadFocus && !element.contains(document.activeElement)) moveFocus(input);
    state = { ...now };
  }

  return { element, show, read };
}

/** @param {State | undefined} state */
function isReady(state) {
  return Boolean(state?.summary && state.program === "ready" && !state.asked?.busy);
}

/**
 * Why the text cannot be looked up. That nothing was typed yet is no mistake.
 *
 * @param {State["typed"]} typed
 */
function refusalOf(typed) {
  return typed && "refusal" in typed && typed.refusal.refusal !== "empty" ? typed.refusal : undefined;
}

/**
 * The family of names that a check would ask.
 *
 * @param {State["typed"]} typed
 */
function scopeOf(typed) {
  return typed && "question" in typed ? typed.question.scope : "owners";
}

/**
 * What was understood, or why it cannot be looked up.
 *
 * @param {Pick<State, "typed">} state
 * @returns {Child[]}
 */
function readingOf({ typed }) {
  if (!typed) return say("reading.none");
  if ("refusal" in typed) {
    const { refusal } = typed;
    return say(`refusal.${refusal.refusal}`, refusal);
  }
  const { reading } = typed;
  return say(reading.kind === "photo" && reading.owner ? "reading.photo-of" : `reading.${reading.kind}`, reading);
}

/**
 * What a check will tell the host, or why there can be none.
 *
 * @param {State} state
 * @param {Actions} actions
 */
function foresightOf(state, actions) {
  const isBroken = state.program === "failed";
  // A text that asks nothing tells the host nothing.
  if (state.summary && refusalOf(state.typed)) return null;
  if (isBroken || !state.trouble) return h("p", { class: isBroken && "notice" }, foresightText(state));
  const retry = offer(say("open.again"), say("open.again.cost"), actions.open);
  const heading = h("p", {}, h("strong", {}, say("open.failed")));
  return h("div", { class: "notice" }, heading, troubleNotice(state.trouble, retry));
}

/** @param {Partial<State>} state */
function foresightText({ program, summary, trouble, typed }) {
  if (program === "failed") return say("program.failed");
  if (!summary) return say(trouble ? "open.failed" : "opening");
  const which = scopeOf(typed);
  return ofCheck(summary, which) ? foresee(summary, which) : say("ask.absent", { which });
}

/**
 * What else the text can ask, as long as none of it was asked: then the answer offers the rest.
 *
 * @param {State} state
 * @param {Actions} actions
 */
function alternatives({ typed, summary, asked }, actions) {
  if (!summary || !typed) return null;
  if (questionsOf(typed).some((question) => isSame(question, asked?.question))) return null;
  return typed.alternatives.map((question) =>
    offer(
      say("instead", { which: question.asked_by, id: question.identifier }),
      cost(summary, question.scope),
      () => actions.ask(question, others(typed, question)),
      asked?.busy,
    ),
  );
}

/**
 * The questions that a text can ask.
 *
 * @param {Understood | Refused} typed
 */
function questionsOf(typed) {
  return "question" in typed ? [typed.question, ...typed.alternatives] : typed.alternatives;
}

/**
 * The questions that a text can ask, but for one.
 *
 * @param {Understood | Refused} typed
 * @param {Question} question
 */
function others(typed, question) {
  return questionsOf(typed).filter((other) => other !== question);
}

/**
 * @param {Question} question
 * @param {Question | undefined} other
 */
function isSame(question, other) {
  return question.text === other?.text && question.which === other.which;
}
