// @ts-check
/**
 * Many questions at once, answered from the shards that the page holds. They are asked shard by shard, so that each is
 * opened once; and in short turns, so that the page stays usable meanwhile.
 */
/** @import { Answer, BulkRow, Checked, Detailed, Place, Question, Refused, Scope, Summary, Understood } from "./types.js" */
/** @import { Verdict } from "./types.js" */

/** How long a turn takes, in milliseconds: less than a frame. */
const TURN = 12;

/**
 * What answers.
 *
 * @typedef {object} Desk
 * @property {(text: string) => Understood | Refused | undefined} understand
 * @property {(question: Question, details: boolean) => number | undefined} place
 * @property {(place: Place) => Promise<{ ask(text: string, which: number): any, free(): void }>} shard
 * @property {(question: Question) => readonly Verdict[]} miss
 */

/** @typedef {{ row: BulkRow, question: Question }} Entry */
/** @typedef {Map<string, { place: Place, entries: Entry[] }>} Groups */

/**
 * Checks all texts. Rows are filled in as answers come; `progress` is told how many have theirs.
 *
 * @param {readonly { text: string, line: number }[]} texts
 * @param {Summary} summary
 * @param {Desk} desk
 * @param {AbortSignal} stop
 * @param {(done: number) => void} progress
 * @returns {Promise<BulkRow[]>} those that have an answer: all, unless it was stopped
 */
export async function checkAll(texts, summary, desk, stop, progress) {
  const families = summary.scopes.map(({ scope }) => scope);
  /** @type {Set<BulkRow>} */
  const done = new Set();
  const turn = turns(stop, () => progress(done.size));
  const answers = sharedLists();

  /** @type {Groups} */
  const inFilters = new Map();
  const rows = texts.map(({ text, line }) => /** @type {BulkRow} */ ({ text, line }));
  for (const row of rows) {
    if (await turn()) break;
    const question = questionOf(row, desk, families);
    if (!question || !put(inFilters, { row, question }, false)) done.add(row);
  }

  /** @type {Groups} */
  const inDetails = new Map();
  await eachEntry(inFilters, ({ row, question }, shard) => {
    const { outcome } = /** @type {Checked} */ (shard.ask(question.text, question.which));
    if (outcome.outcome !== "verdicts") throw new Error(outcome.outcome);
    row.answers = answers(outcome.verdicts);
    const isHit = row.answers.includes("almost-certainly");
    if (!isHit || !put(inDetails, { row, question }, true)) done.add(row);
  });

  await eachEntry(inDetails, ({ row, question }, shard) => {
    const { outcome } = /** @type {Detailed} */ (shard.ask(question.text, question.which));
    if (outcome.details === "unavailable") throw new Error(outcome.reason);
    if (outcome.details === "found") Object.assign(row, countsOf(outcome));
    // Among so many questions the filters' rare mistakes do happen. Details have none.
    else row.answers = answers(desk.miss(question));
    done.add(row);
  });
  progress(done.size);
  return rows.filter((row) => done.has(row));

  /**
   * Puts a question with the others of its shard, if the index has such names.
   *
   * @param {Groups} groups
   * @param {Entry} entry
   * @param {boolean} details
   */
  function put(groups, entry, details) {
    const family = families.indexOf(entry.question.scope);
    const number = desk.place(entry.question, details);
    if (number === undefined) return false;
    const key = `${family}/${number}`;
    const group = groups.get(key);
    if (group) group.entries.push(entry);
    else groups.set(key, { place: { family, details, number }, entries: [entry] });
    return true;
  }

  /**
   * @param {Groups} groups
   * @param {(entry: Entry, shard: Awaited<ReturnType<Desk["shard"]>>) => void} answer
   */
  async function eachEntry(groups, answer) {
    for (const { place, entries } of groups.values()) {
      if (stop.aborted) return;
      const shard = await desk.shard(place);
      try {
        for (const entry of entries) {
          if (await turn()) return;
          answer(entry, shard);
        }
      } finally {
        shard.free();
      }
    }
  }
}

/**
 * What a text asks. An address of a photo or a page asks about just that, wherever the index knows such: it needs no
 * second look into a list of the owner's.
 *
 * @param {BulkRow} row takes what was understood
 * @param {Desk} desk
 * @param {readonly Scope[]} families
 */
function questionOf(row, desk, families) {
  const understood = desk.understand(row.text);
  if (!understood) return undefined;
  if ("refusal" in understood) {
    row.refusal = understood.refusal;
    return undefined;
  }
  const { reading, question, alternatives } = understood;
  const isItem = reading.kind === "photo" || reading.kind === "page";
  const item = isItem && alternatives.find(({ scope }) => scope === "items" && families.includes(scope));
  const asked = item || question;
  row.reading = reading;
  row.scope = asked.scope;
  return asked;
}

/**
 * How much a name has, and how many accounts go by it.
 *
 * @param {Extract<Detailed["outcome"], { details: "found" }>} found
 */
function countsOf(found) {
  if (found.found === "item") return { items: 1 };
  return { items: found.accounts.reduce((sum, { total }) => sum + total, 0), accounts: found.accounts.length };
}

/** Most lines have one of a few lists of answers, so each is kept once. */
function sharedLists() {
  /** @type {Map<string, Answer["answer"][]>} */
  const lists = new Map();
  /** @param {readonly Verdict[]} verdicts */
  return (verdicts) => {
    const list = verdicts.map(({ answer }) => answer);
    const key = list.join();
    const shared = lists.get(key) ?? list;
    lists.set(key, shared);
    return shared;
  };
}

/**
 * Lets the browser do its own work whenever a turn is over.
 *
 * @param {AbortSignal} stop
 * @param {() => void} pause what is done in between
 * @returns {() => Promise<boolean> | boolean} whether to stop
 */
function turns(stop, pause) {
  let end = performance.now() + TURN;
  async function rest() {
    pause();
    await new Promise((next) => setTimeout(next));
    end = performance.now() + TURN;
    return stop.aborted;
  }
  return () => (performance.now() < end ? false : rest());
}
