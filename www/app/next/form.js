// @ts-check
/**
 * The form that a letter is made in. A choice changes the draft, and the letter follows from the draft at once. The
 * draft stands here alone: not in the page's state, nor in storage, and it goes with the page.
 */
import { h, region } from "../dom.js";
import { say, text } from "../words.js";
import {
  accountChoice,
  basisChoice,
  datasetChoice,
  expectation,
  groundsChoice,
  photoChoice,
  recipient,
  tongueChoice,
  writerChoice,
} from "./choices.js";
import { field } from "./controls.js";
import { dayOf } from "./days.js";
import { delivery, paper } from "./deliver.js";
import { blank, isEuropean, orderOf, untilOf } from "./draft.js";
import { letter } from "./letter.js";
import { tongues } from "./tongues.js";
/** @import { Asked, Summary } from "../types.js" */
/** @import { Change, Draft, Drafting } from "./types.js" */

/** The form for one question. `show` gives it the photos found so far. */
export function letterForm() {
  const spoken = tongues();
  const first = blank(dayOf(new Date()), spoken[0]);
  /** @type {Drafting | undefined} */
  let now;

  /** @type {Change} */
  function change(changes) {
    if (now) draw({ ...now, draft: { ...now.draft, ...changes } });
  }

  // The letter follows each letter that is typed; only a choice is worth a word from a screen reader.
  /** @type {Change} */
  function choose(changes) {
    change(changes);
    const order = now && orderOf(now);
    announce(order ? text("letter.ready", { n: order.photos.length }) : "");
  }

  const status = h("p", { class: "status", role: "status" });
  /** @param {string} message */
  function announce(message) {
    status.textContent = message;
  }

  const fields = fieldset(first, change);
  const which = [
    region("account-choice", ofPhotos, (/** @type {Drafting} */ now) => accountChoice(now, choose)),
    region("dataset-choice", ofAccount, (/** @type {Drafting} */ now) => datasetChoice(now, choose)),
    region("photo-choice", ofDataset, (/** @type {Drafting} */ now) => photoChoice(now, choose)),
  ];
  const law = [
    region("expect", ({ draft }) => [draft.basis, draft.writer], expectation),
    region("grounds", ({ draft }) => [isEuropean(draft)], (/** @type {Drafting} */ now) => groundsChoice(now, choose)),
  ];
  const to = region("recipient", ofDataset, recipient);
  const result = region("written", ofDraft, (/** @type {Drafting} */ now) => written(now, announce));
  const element = h(
    "section",
    { class: "letter-maker" },
    h("h3", {}, say("letter")),
    h("p", {}, say("letter.local")),
    h("p", {}, say("letter.lawyer")),
    writerChoice(choose),
    which.map((part) => part.element),
    basisChoice(first, choose),
    law.map((part) => part.element),
    fields.element,
    tongueChoice(spoken, choose),
    to.element,
    status,
    result.element,
  );

  /** @param {Drafting} next */
  function draw(next) {
    now = next;
    fields.show(next.draft);
    [...which, ...law, to, result].forEach((part) => part.show(next));
  }

  return {
    element,
    /** @type {(asked: Asked, summary: Summary) => void} */
    show(asked, summary) {
      draw({ draft: now?.draft ?? first, asked, summary });
    },
  };
}

/**
 * What may be filled in.
 *
 * @param {Draft} first
 * @param {Change} change
 */
function fieldset(first, change) {
  const name = field("letter-name", { label: say("letter.field.name") }, (name) => change({ name }));
  const reply = field(
    "letter-reply",
    { label: say("letter.field.reply"), note: say("letter.field.reply.note") },
    (reply) => change({ reply }),
  );
  const note = field(
    "letter-note",
    { label: say("letter.field.note"), note: say("letter.field.note.note"), type: "textarea" },
    (note) => change({ note }),
  );
  const today = field(
    "letter-date",
    { label: say("letter.field.date"), type: "date", value: first.today },
    (today) => change({ today: today || first.today }),
  );
  const until = field("letter-until", { label: say("letter.field.until"), type: "date" }, (until) =>
    change({ until: until || undefined }),
  );
  const element = h(
    "fieldset",
    { class: "fields" },
    h("legend", {}, say("letter.fields")),
    h("p", { class: "hint" }, say("letter.fields.note")),
    [name, reply, note, today, until].map((one) => one.element),
  );
  return {
    element,
    // The date follows from the law, until a reader sets another; never while it is being set.
    /** @param {Draft} draft */
    show(draft) {
      if (document.activeElement !== until.input) until.input.value = untilOf(draft);
    },
  };
}

/**
 * The letter, or what it still needs.
 *
 * @param {Drafting} now
 * @param {(message: string) => void} announce
 */
function written(now, announce) {
  if (!now.draft.writer) return h("p", {}, say("letter.first"));
  const order = orderOf(now);
  if (!order) return h("p", {}, say("letter.empty"));
  const made = letter(order);
  const article = paper(made, order);
  return [delivery(made, order, article, announce), article];
}

/** What of a draft the parts of the form follow, so that none is made anew while it is used. */
/** @param {Drafting} now */
const ofPhotos = ({ asked }) => [asked.pages];
/** @param {Drafting} now */
const ofAccount = (now) => [...ofPhotos(now), now.draft.account];
/** @param {Drafting} now */
const ofDataset = (now) => [...ofAccount(now), now.draft.dataset];
/** @param {Drafting} now */
const ofDraft = ({ asked, draft }) => [asked.pages, draft];
