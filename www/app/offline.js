// @ts-check
/** "Download everything": how much it is, how far it is, and what it is good for when it is there. */
import { h, moveFocus, offer, region } from "./dom.js";
import { downloadAll, stopDownload } from "./everything.js";
import { totalBytes } from "./leak-more.js";
import { troubleNotice } from "./trouble.js";
import { bytes, plain, say } from "./words.js";
/** @import { Download, Page, Region, State, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */

/** The id of the heading. */
const HEADING = "everything";

/**
 * @param {Page} page
 * @returns {Region}
 */
export function offlineRegion(page) {
  // Not part of what is made anew, so that it moves instead of flickering.
  const progress = h("progress", { "aria-labelledby": HEADING, max: "1" });
  const amount = h("p", { class: "note" });
  const status = h("p", { class: "spoken", role: "status" });
  const view = region(
    "stage",
    ({ summary, download }) => [summary, download?.stage, download?.trouble],
    (/** @type {State} */ { summary, download }) => summary && stageView(summary, download, page),
  );
  const heading = h("h2", { id: HEADING, tabindex: "-1" }, say("offline"));
  const element = h("section", { class: "offline" }, heading, view.element, progress, amount, status);

  /** @param {State} state */
  function show(state) {
    const { summary, download } = state;
    element.hidden = !summary;
    progress.hidden = amount.hidden = !download || download.stage === "complete" || !summary;
    if (download && summary) {
      const of = totalBytes(summary);
      progress.value = download.bytes / of;
      const values = { files: download.files, of: download.of, bytes: bytes(download.bytes), all: bytes(of) };
      amount.textContent = plain(say("offline.progress", values));
    }
    const said = download ? plain(say(`offline.${download.stage}`)) : "";
    if (status.textContent !== said) status.textContent = said;
    const hadFocus = element.contains(document.activeElement);
    view.show(state);
    if (hadFocus && !element.contains(document.activeElement)) moveFocus(heading);
  }
  return { element, show };
}

/**
 * @param {Summary} summary
 * @param {Download | undefined} download
 * @param {Page} page
 * @returns {Children}
 */
function stageView(summary, download, page) {
  const start = () => downloadAll(page);
  if (summary.held) {
    return [
      h("p", { class: "lead" }, say("offline.complete")),
      h("p", {}, say("offline.switch-off")),
      h("p", { class: "note" }, say("offline.forgets")),
    ];
  }
  switch (download?.stage) {
    case undefined:
    case "complete": {
      const cost = say("offline.cost", { bytes: bytes(totalBytes(summary)) });
      return [h("p", {}, say("offline.why")), h("p", {}, offer(say("offline.start"), cost, start))];
    }
    case "running":
      return h("p", {}, offer(say("offline.stop"), say("offline.stop.cost"), stopDownload));
    case "stopped":
      return h("p", {}, offer(say("offline.continue"), say("offline.continue.cost"), start));
    case "interrupted":
    case "replaced": {
      const goOn = [say("offline.continue"), say("offline.continue.cost")];
      const startAnew = [say("offline.anew"), say("offline.anew.cost")];
      const [does, costs] = download.stage === "replaced" ? startAnew : goOn;
      const retry = offer(does, costs, start);
      const { stage, trouble } = download;
      const reason = stage === "interrupted" && trouble ? troubleNotice(trouble, retry) : h("p", {}, retry);
      return h("div", { class: "notice" }, h("p", {}, h("strong", {}, say(`offline.${stage}`))), reason);
    }
  }
}
