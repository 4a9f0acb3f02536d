// @ts-check
/** Form controls with their labels. They only ever report a choice; what follows from it is the form's business. */
import { h } from "../dom.js";
import { say } from "../words.js";
/** @import { Child, Children } from "../dom.js" */
/** @import { Key } from "../words.js" */

/** Radio buttons of one page need groups of different names. */
let groups = 0;

/**
 * A button that asks nobody for anything, and so has no cost to state.
 *
 * @param {Key} does
 * @param {() => void} act
 */
export function button(does, act) {
  return h("button", { type: "button", class: "act", onclick: act }, say(does));
}

/**
 * One of several.
 *
 * @template Value
 * @param {Children} legend
 * @param {readonly { value: Value, label: Children }[]} options
 * @param {Value | undefined} chosen
 * @param {(value: Value) => void} choose
 * @param {Children[]} notes what stands below the legend
 */
export function oneOf(legend, options, chosen, choose, ...notes) {
  const name = `choice-${(groups += 1)}`;
  const items = options.map(({ value, label }) =>
    h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name, checked: value === chosen, onchange: () => choose(value) }),
      h("span", {}, label),
    ),
  );
  return h("fieldset", { class: "options" }, h("legend", {}, legend), notes, items);
}

/**
 * Any of several.
 *
 * @template {string} Value
 * @param {Children} legend
 * @param {readonly { value: Value, label: Children }[]} options
 * @param {ReadonlySet<Value>} chosen
 * @param {(chosen: ReadonlySet<Value>) => void} choose
 * @param {Children[]} notes what stands below the legend
 */
export function anyOf(legend, options, chosen, choose, ...notes) {
  const ticked = new Set(chosen);
  const items = options.map(({ value, label }) => {
    const box = h("input", { type: "checkbox", checked: ticked.has(value), onchange: toggle });
    return h("label", { class: "option" }, box, h("span", {}, label));

    function toggle() {
      if (box.checked) ticked.add(value);
      else ticked.delete(value);
      choose(new Set(ticked));
    }
  });
  return h("fieldset", { class: "options" }, h("legend", {}, legend), notes, items);
}

/**
 * A text to fill in. Nothing remembers it, and no spelling aid sends it to a server.
 *
 * @param {string} id
 * @param {{ label: Children, note?: readonly Child[], type?: "textarea" | "date", value?: string }} about
 * @param {(value: string) => void} fill
 */
export function field(id, { label, note, type, value = "" }, fill) {
  const noteId = `${id}-note`;
  const properties = { id, "aria-describedby": note && noteId, autocomplete: "off", spellcheck: "false", oninput };
  const input =
    type === "textarea"
      ? h("textarea", { ...properties, dir: "auto", rows: "3" })
      : h("input", { ...properties, type: type ?? "text", dir: type ? null : "auto" });
  input.value = value;
  const hint = note && h("p", { id: noteId, class: "hint" }, note);
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), hint, input) };

  function oninput() {
    fill(input.value.trim());
  }
}
