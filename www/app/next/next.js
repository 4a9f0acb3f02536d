// @ts-check
/**
 * What a reader can do now: about photos, write a letter and change settings on Flickr; keep the results. It says only what the check
 * has said: without photos there is no letter, and after a miss nothing here speaks as if there had been a hit.
 */
import { DETAILS } from "../answer.js";
import { h } from "../dom.js";
import { say } from "../words.js";
import { flickrAdvice, ibmAdvice } from "./advice.js";
import { button } from "./controls.js";
import { letterForm } from "./form.js";
import { keepView } from "./keep.js";
import { isHit, verdictsOf } from "./results.js";
/** @import { Actions, Asked, Question, State, Summary } from "../types.js" */

/**
 * The forms by the questions they are about: more pages of photos reach the form that was begun.
 *
 * @type {WeakMap<Question, ReturnType<typeof letterForm>>}
 */
const forms = new WeakMap();

/**
 * @param {State} state
 * @param {Actions} actions
 */
export function nextView({ asked, summary }, actions) {
  if (!asked || !summary || !verdictsOf(asked).length) return null;
  return [
    h("h2", {}, say("next")),
    h("p", { class: "note" }, say("next.advice")),
    summary.scheme === "flickr" && photosView(asked, summary, actions),
    h("section", { class: "copies" }, h("h3", {}, say("next.copies")), h("p", {}, say("next.copies.text"))),
    keepView(asked, summary),
  ];
}

/**
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function photosView(asked, summary, actions) {
  const letter = asked.pages.length ? formView(asked, summary) : withoutPhotos(asked, actions);
  return [letter, flickrAdvice(), ibmAdvice()];
}

/**
 * @param {Asked} asked
 * @param {Summary} summary
 */
function formView(asked, summary) {
  const form = forms.get(asked.question) ?? letterForm();
  forms.set(asked.question, form);
  form.show(asked, summary);
  return form.element;
}

/**
 * Why there is no letter.
 *
 * @param {Asked} asked
 * @param {Actions} actions
 */
function withoutPhotos(asked, actions) {
  if (!isHit(asked)) return h("p", {}, say("next.miss"));
  if (asked.problem?.details === "not-covered") return null;
  return [h("p", {}, say("next.wait")), button("next.go", () => actions.go(DETAILS))];
}
