// @ts-check
/**
 * Many at once: lines that were pasted, or a file. They are answered from the downloaded lists alone, because each
 * alone would be a request, and all of them together would say who is asking.
 */
import { batchResults } from "./bulk-results.js";
import { checkAll } from "./batch.js";
import { fill, h, moveFocus, offer, region } from "./dom.js";
import { downloadAll } from "./everything.js";
import { totalBytes } from "./leak-more.js";
import { deskOf } from "./shards.js";
import { MAX_BYTES, tableOfFile, tableOfLines, textOf, textsOf } from "./table.js";
import { bytes, number, plain, say } from "./words.js";
/** @import { Bulk, Page, Region, State, Table } from "./types.js" */

/** The id of the heading. */
const HEADING = "several";

/** Rows of results that are shown at first, and with each click. */
const SHOWN = 50;

/** A longer text is not put into the field, which browsers then take seconds to lay out. */
const LONG = 50_000;

/** How often the page shows how far it is, in milliseconds. */
const PACE = 100;

let controller = new AbortController();

/**
 * Takes lines from elsewhere on the page.
 *
 * @param {Page} page
 * @param {string} lines
 */
export function readLines({ change }, lines) {
  change({ bulk: { ...read(tableOfLines(lines)), lines: lines.length > LONG ? "" : lines } });
}

/**
 * @param {Table} table
 * @returns {Bulk}
 */
function read(table) {
  controller.abort();
  return { stage: "reading", table, lines: "", done: 0, of: 0, rows: [], shown: SHOWN };
}

/**
 * @param {Page} page
 * @param {File} file
 */
async function readFile({ change, state: { summary } }, file) {
  const content = file.size > MAX_BYTES ? undefined : textOf(await file.arrayBuffer());
  const problem = file.size > MAX_BYTES ? "too-large" : content === undefined ? "not-text" : undefined;
  change({ bulk: { ...read(tableOfFile(file.name, content ?? "", summary?.scheme)), file: file.name, problem } });
}

/** @param {Page} page */
async function start({ session, state, change }) {
  const { bulk, summary } = state;
  if (!bulk || !summary?.held) return;
  controller = new AbortController();
  const { signal } = controller;
  const texts = textsOf(bulk.table);
  const fresh = { problem: undefined, done: 0, of: texts.length, rows: [], kind: undefined, shown: SHOWN };
  change({ bulk: { ...bulk, ...fresh, stage: "checking" } });
  let shown = performance.now();
  /** @param {number} done */
  function progress(done) {
    if (performance.now() < shown + PACE || signal.aborted || !state.bulk) return;
    shown = performance.now();
    change({ bulk: { ...state.bulk, done } });
  }
  try {
    const rows = await checkAll(texts, summary, deskOf(session), signal, progress);
    // Other lines may have been handed over since.
    if (state.bulk?.stage !== "checking" || controller.signal !== signal) return;
    const stage = rows.length < texts.length ? "stopped" : "done";
    change({ bulk: { ...state.bulk, stage, rows, done: rows.length } });
  } catch {
    if (state.bulk) change({ bulk: { ...state.bulk, stage: "stopped", problem: "failed" } });
  }
}

/**
 * @param {Page} page
 * @returns {Region}
 */
export function bulkRegion(page) {
  const lines = h("textarea", {
    id: "lines",
    rows: "4",
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "lines-hint",
    oninput: typed,
    onpaste: paste,
  });
  const file = h("input", {
    id: "file",
    type: "file",
    accept: ".csv,.tsv,.txt,text/plain,text/csv",
    onchange: () => take(file.files),
  });
  const progress = h("progress", { "aria-labelledby": HEADING, max: "1" });
  const status = h("p", { class: "spoken", role: "status" });
  const parts = [
    region("table", ({ bulk }) => [bulk?.table.rows, bulk?.problem], (now) => tableView(now, page)),
    region(
      "start",
      ({ bulk, summary, download }) => [bulk?.table, bulk?.stage, summary, download?.stage],
      (now) => startView(now, page),
    ),
  ];
  const results = batchResults(page, SHOWN);
  const heading = h("h2", { id: HEADING, tabindex: "-1" }, say("bulk"));
  const element = h(
    "section",
    { class: "bulk", ondragover, ondragleave: () => mark(false), ondrop },
    heading,
    h("p", {}, say("bulk.what")),
    h("label", { for: "lines" }, say("bulk.lines")),
    h("p", { id: "lines-hint", class: "hint" }, say("bulk.lines.hint")),
    lines,
    h("p", { class: "file" }, h("label", { for: "file" }, say("bulk.file")), " ", file),
    parts.map((part) => part.element),
    progress,
    results.element,
    status,
  );

  // What is shown is what the state says; to compare the two would mean to read all of a long text, over and over.
  let shown = "";

  function typed() {
    shown = lines.value;
    page.change({ bulk: { ...read(tableOfLines(shown)), lines: shown } });
  }

  /** @param {Event} event */
  function paste(event) {
    const pasted = event instanceof ClipboardEvent ? (event.clipboardData?.getData("text") ?? "") : "";
    if (pasted.length <= LONG) return;
    event.preventDefault();
    readLines(page, pasted);
  }

  /** @param {FileList | null | undefined} files */
  function take(files) {
    if (files?.[0]) readFile(page, files[0]);
  }

  /** @param {boolean} over */
  function mark(over) {
    element.classList.toggle("over", over);
  }

  /** @param {Event} event */
  function ondragover(event) {
    event.preventDefault();
    mark(true);
  }

  /** @param {Event} event */
  function ondrop(event) {
    event.preventDefault();
    mark(false);
    if (event instanceof DragEvent) take(event.dataTransfer?.files);
  }

  /** @param {State} state */
  function show(state) {
    const { bulk, summary } = state;
    element.hidden = !summary;
    if (bulk && shown !== bulk.lines) lines.value = shown = bulk.lines;
    if (!bulk?.file) file.value = "";
    progress.hidden = bulk?.stage !== "checking";
    progress.value = bulk?.of ? bulk.done / bulk.of : 0;
    const said = bulk && bulk.stage !== "reading" ? plain(stageText(bulk)) : "";
    if (status.textContent !== said) status.textContent = said;
    const hadFocus = element.contains(document.activeElement);
    parts.forEach((part) => part.show(state));
    results.show(state);
    if (hadFocus && !element.contains(document.activeElement)) moveFocus(heading);
  }
  return { element, show };
}

/**
 * What is said aloud of it: not every step.
 *
 * @param {Bulk} bulk
 */
function stageText({ stage, done, of }) {
  if (stage === "checking") return say("bulk.checking");
  return say(stage === "done" ? "bulk.done" : "bulk.stopped", { n: done, of });
}

/**
 * What was read, and which of its columns is asked about.
 *
 * @param {State} state
 * @param {Page} page
 */
function tableView({ bulk }, page) {
  if (!bulk) return null;
  if (bulk.problem) return h("p", { class: "notice" }, say(`bulk.${bulk.problem}`, { bytes: bytes(MAX_BYTES) }));
  const [first = []] = bulk.table.rows;
  const source = bulk.file && h("p", { class: "note" }, say("bulk.read", { file: bulk.file, n: bulk.table.rows.length }));
  if (first.length < 2) return source;
  /** @param {Partial<Table>} changes */
  function choose(changes) {
    const now = page.state.bulk;
    if (now) page.change({ bulk: { ...read({ ...now.table, ...changes }), file: now.file } });
  }
  const column = h("select", { id: "column", onchange: () => choose({ column: column.selectedIndex }) });
  fill(column, first.map((cell, at) => h("option", { selected: at === bulk.table.column }, optionText(cell, at))));
  const headed = h("input", {
    type: "checkbox",
    checked: bulk.table.headed,
    onchange: () => choose({ headed: headed.checked }),
  });
  return [
    source,
    h("p", {}, h("label", { for: "column" }, say("bulk.column")), " ", column),
    h("p", {}, h("label", { class: "check" }, headed, " ", say("bulk.headed"))),
  ];
}

/**
 * @param {string} cell of the first row
 * @param {number} at
 */
function optionText(cell, at) {
  return plain(say("bulk.option", { column: [number(at + 1)], cell: [cell.trim().slice(0, 60)] }));
}

/**
 * The button that checks them, or what must come first.
 *
 * @param {State} state
 * @param {Page} page
 */
function startView({ bulk, summary, download }, page) {
  if (!summary) return null;
  if (!summary.held) {
    const isRunning = download?.stage === "running";
    const cost = say("offline.cost", { bytes: bytes(totalBytes(summary)) });
    return [
      h("p", {}, say("bulk.needs")),
      isRunning ? h("p", {}, say("bulk.waits")) : h("p", {}, offer(say("offline.start"), cost, () => downloadAll(page))),
    ];
  }
  if (bulk?.stage === "checking") return h("p", {}, offer(say("offline.stop"), [], () => controller.abort()));
  const n = bulk ? textsOf(bulk.table).length : 0;
  if (!n) return null;
  return h("p", {}, offer(say("bulk.start", { n }), say("cost.held"), () => start(page)));
}
