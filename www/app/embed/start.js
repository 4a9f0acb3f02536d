// @ts-check
/** What the frame does once it is wanted: the flow of the page, in a box. */
import { answerRegion } from "../answer.js";
import { askRegion } from "../ask.js";
import { addStyle, fill, h, region } from "../dom.js";
import { flow } from "../flow.js";
import { said } from "../head.js";
import { incompleteNotice } from "../trouble.js";
import { learn, say, text } from "../words.js";
import { FrameSession } from "./session.js";
/** @import { Page, State, Summary } from "../types.js" */
/** @import { Settings } from "./settings.js" */
/** @import { Key } from "../words.js" */

/**
 * @param {Settings} settings
 * @param {Promise<Response>} [module] the core, which has been asked for
 * @throws if the box cannot work here
 */
export async function start(settings, module) {
  const narrowing = settings.datasets.length ? import("./narrow.js") : undefined;
  const [narrow] = await Promise.all([narrowing, learn(""), learn(".embed")]);
  speakAll();
  const session = new FrameSession(new URL(said("root") ?? ".", location.href).href, settings, narrow);
  const page = flow(session, () => ask.read());
  const { actions, change, regions } = page;
  const ask = askRegion(actions);
  const result = answerRegion(actions);
  regions.push(
    ask,
    result,
    region("narrowed", ({ summary }) => [summary], (/** @type {State} */ { summary }) => summary && narrowedNote(summary)),
    region("incomplete", ({ incomplete }) => [incomplete], (/** @type {State} */ now) => now.incomplete && incompleteNotice()),
  );
  change({});
  const place = document.getElementById("page");
  if (place) takeOver(place, regions.map(({ element }) => element));
  const program = await session.load(module);
  if (program === "failed") throw new Error(program);
  change({ program });
  await actions.open();
  await loadLater(page).catch(() => change({ incomplete: true }));
}

/** Says what the shell says in the language that was chosen, which need not be that of the file. */
function speakAll() {
  if (!isApart()) document.querySelector("[data-say='embed.unseen']")?.setAttribute("data-say", "embed.seen");
  for (const element of document.querySelectorAll("[data-say]")) {
    const key = /** @type {Key} */ (element.getAttribute("data-say"));
    element.textContent = text(key);
  }
}

/** Whether the page around the frame is kept from looking into it: a frame of its own site without a sandbox is not. */
function isApart() {
  try {
    return parent === window || !parent.document;
  } catch {
    return true;
  }
}

/**
 * Puts the regions in the place of what the shell has shown. What a reader has begun to do there goes on.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement[]} elements
 */
function takeOver(place, elements) {
  const before = place.querySelector("input");
  const hadFocus = before && before === document.activeElement;
  fill(place, elements);
  const input = place.querySelector("input");
  if (!before || !input) return;
  input.value = before.value;
  if (hadFocus) input.focus({ preventScroll: true });
}

/**
 * What the first question can do without, at the same moment for everybody.
 *
 * @param {Page} page
 */
async function loadLater(page) {
  const [later] = await Promise.all([import("./later.js"), learn(".more"), addStyle("more.css")]);
  const further = later.furtherRegions(page);
  document.getElementById("page")?.append(...further.map(({ element }) => element));
  page.regions.push(...further);
  page.change({ later });
}

/**
 * That there are more datasets than are shown.
 *
 * @param {Summary} summary
 */
function narrowedNote({ datasets, shown }) {
  return shown && h("p", { class: "note" }, say("embed.narrowed", { shown: shown.length, all: datasets.length }));
}
