// @ts-check
/** What a reader chooses for a letter, and what to expect of the choice. */
import { h, name } from "../dom.js";
import { say } from "../words.js";
import { fact } from "./contact.js";
import { anyOf, oneOf } from "./controls.js";
import { BASES, GROUNDS, WRITERS, chosen, isEuropean } from "./draft.js";
import { accountsOf, isComplete } from "./results.js";
import { ownName } from "./tongues.js";
/** @import { Child } from "../dom.js" */
/** @import { Change, Draft, Drafting, Tongue } from "./types.js" */

/** @param {Change} choose */
export function writerChoice(choose) {
  const options = WRITERS.map((value) => ({ value, label: say("letter.writer.is", { which: value }) }));
  const note = hint(say("letter.writer.note"));
  return oneOf(say("letter.writer"), options, undefined, (writer) => choose({ writer }), note);
}

/**
 * @param {Draft} draft
 * @param {Change} choose
 */
export function basisChoice({ basis }, choose) {
  const options = BASES.map((value) => ({ value, label: say("letter.basis.is", { which: value }) }));
  return oneOf(say("letter.basis"), options, basis, (chosen) => choose({ basis: chosen }));
}

/** @param {Drafting} now */
export function expectation({ draft: { basis, writer } }) {
  return [
    hint(say("letter.expect", { which: basis })),
    writer === "photographer" && hint(say("letter.expect.photographer", { which: basis })),
  ];
}

/**
 * @param {Drafting} now
 * @param {Change} choose
 */
export function groundsChoice({ draft }, choose) {
  if (!isEuropean(draft)) return null;
  const options = GROUNDS.map((value) => ({ value, label: say("letter.ground.is", { which: value }) }));
  return anyOf(
    say("letter.grounds"),
    options,
    new Set(draft.grounds),
    (grounds) => choose({ grounds: GROUNDS.filter((one) => grounds.has(one)) }),
    hint(say("letter.grounds.note")),
  );
}

/**
 * One name can be that of several accounts, and a letter is about one.
 *
 * @param {Drafting} now
 * @param {Change} choose
 */
export function accountChoice({ asked, draft }, choose) {
  const accounts = accountsOf(asked.pages);
  if (accounts.length < 2) return null;
  const options = accounts.map(({ label }, value) => ({
    value,
    label: label ? name(label) : say("letter.account.unknown"),
  }));
  return oneOf(say("letter.account.which"), options, draft.account, (account) => choose({ account }));
}

/**
 * @param {Drafting} now
 * @param {Change} choose
 */
export function datasetChoice(now, choose) {
  const { datasets, dataset } = chosen(now);
  const options = datasets.map(({ dataset: { slug, name }, photos: { length } }) => ({
    value: slug,
    label: say("letter.dataset.is", { dataset: name, n: length }),
  }));
  return [
    oneOf(say("letter.dataset"), options, dataset?.slug, (slug) => choose({ dataset: slug })),
    !isComplete(now.asked.pages) && hint(say("letter.partial")),
  ];
}

/**
 * Which photos to leave out: somebody depicted is rarely in all photos of an account. There may be thousands, so the
 * list is made when it is opened.
 *
 * @param {Drafting} now
 * @param {Change} choose
 */
export function photoChoice(now, choose) {
  const details = h("details", { ontoggle: fill }, h("summary", {}, say("letter.choose")));
  return details;

  function fill() {
    if (details.childElementCount === 1) details.append(photoList(now, choose));
  }
}

/**
 * @param {Drafting} now
 * @param {Change} choose
 */
function photoList(now, choose) {
  const ids = chosen(now).photos.map(({ id }) => id);
  const { without } = now.draft;
  const elsewhere = [...without].filter((id) => !ids.includes(id));
  return anyOf(
    say("letter.choose.which"),
    ids.map((value) => ({ value, label: name(value) })),
    new Set(ids.filter((id) => !without.has(id))),
    (kept) => choose({ without: new Set([...elsewhere, ...ids.filter((id) => !kept.has(id))]) }),
    hint(say("letter.choose.note")),
  );
}

/**
 * @param {readonly Tongue[]} tongues
 * @param {Change} choose
 */
export function tongueChoice(tongues, choose) {
  if (tongues.length < 2) return null;
  const options = tongues.map((value) => ({
    value,
    label: h("span", { lang: value.language, dir: value.direction }, ownName(value.language)),
  }));
  return oneOf(say("letter.language"), options, tongues[0], (tongue) => choose({ tongue }));
}

/**
 * Whom to send the letter to, as far as that is known.
 *
 * @param {Drafting} now
 */
export function recipient(now) {
  const { dataset } = chosen(now);
  if (!dataset) return null;
  const [contact, makers, removal] = ["contact", "makers", "removal"].map((key) => fact(dataset, key));
  const values = { dataset: dataset.name, contact: contact ?? "" };
  return [
    h("p", {}, say(contact ? "letter.contact" : "letter.contact.none", values)),
    !contact && makers && h("p", {}, say("letter.contact.makers", { makers })),
    removal && h("p", {}, say("letter.contact.removal", { removal })),
  ];
}

/** @param {readonly Child[]} text */
function hint(text) {
  return h("p", { class: "hint" }, text);
}
