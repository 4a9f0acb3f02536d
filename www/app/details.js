// @ts-check
/** Which photos: first the offer to fetch the details, labelled with what that tells the host, then the details. */
import { DETAILS, pageId } from "./answer.js";
import { chartsView } from "./charts.js";
import { h, offer, region } from "./dom.js";
import { hasMore, itemsOf } from "./found.js";
import { cost, costOf, oddsSentence } from "./leak.js";
import { ofDetails, toldByDetails, totalBytes } from "./leak-more.js";
import { isPassing } from "./passing.js";
import { accountView, groupsView } from "./photos.js";
import { picturesOffer } from "./thumbnails.js";
import { troubleNotice } from "./trouble.js";
import { about, bytes, number, say } from "./words.js";
/** @import { Actions, Asked, Found, Region, State, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */

/**
 * What is shown below a hit. A page of photos is made once, however many follow it.
 *
 * @param {Actions} actions
 * @returns {Region}
 */
export function detailsRegion(actions) {
  /** @type {WeakMap<Found, Node>} */
  const made = new WeakMap();
  /**
   * @param {Found} found
   * @param {Summary} summary
   */
  function pageOnce(found, summary) {
    const view = made.get(found) ?? pageView(found, summary);
    made.set(found, view);
    return view;
  }
  const parts = [
    region(
      "head",
      ({ asked, summary }) => [asked?.question, asked?.pages, summary],
      (/** @type {State} */ now) => headView(now),
    ),
    region(
      "pages",
      ({ asked }) => [asked?.pages],
      (/** @type {State} */ { asked, summary }) => summary && asked?.pages.map((page) => pageOnce(page, summary)),
    ),
    region(
      "rest",
      ({ asked, summary }) => [asked, summary],
      (/** @type {State} */ now) => restView(now, actions),
    ),
  ];
  const element = h("section", { class: "details" }, parts.map((part) => part.element));
  /** @param {State} now */
  function show(now) {
    element.hidden = !hasHit(now.asked);
    parts.forEach((part) => part.show(now));
  }
  return { element, show };
}

/** @param {Asked | undefined} asked */
function hasHit(asked) {
  const outcome = asked?.renewed ? undefined : asked?.checked?.outcome;
  return outcome?.outcome === "verdicts" && outcome.verdicts.some(({ answer }) => answer === "almost-certainly");
}

/**
 * The heading, and the photos in numbers.
 *
 * @param {State} state
 */
function headView({ asked, summary }) {
  if (!asked || !summary) return null;
  const { question, pages } = asked;
  const isThere = pages.length > 0;
  return [
    h("h2", { id: DETAILS, tabindex: "-1" }, say(isThere ? "details" : "details.ask", { which: question.scope })),
    noteOf(pages, question.identifier, summary),
    isThere && chartsView(itemsOf(pages), hasMore(pages), summary),
  ];
}

/**
 * What must be known of what is listed.
 *
 * @param {readonly Found[]} pages
 * @param {string} asked
 * @param {Summary} summary
 */
function noteOf(pages, asked, { scheme }) {
  if (!pages.length) return null;
  if (!itemsOf(pages).length) return h("p", { class: "lead" }, say("accounts.none", { domain: asked }));
  return h("p", { class: "note" }, say(scheme === "plain" ? "details.one-name" : "details.links"));
}

/**
 * A page of photos.
 *
 * @param {Found} found
 * @param {Summary} summary
 */
function pageView(found, summary) {
  const lists = h("div", { class: "lists" });
  if (found.found === "item") {
    lists.append(...groupsView([found.item], summary, "h3"));
    return h("section", { class: "page" }, picturesOffer([found.item], lists), lists);
  }
  const { page, pages, accounts } = found;
  for (const list of accounts) {
    lists.append(accountView(list, summary), ...groupsView(list.items, summary, list.account ? "h4" : "h3"));
  }
  return h(
    "section",
    { class: "page" },
    pages > 1 && h("h3", { id: pageId(page), tabindex: "-1" }, say("details.page", { page, of: pages })),
    accounts.length > 1 && h("p", { class: "note" }, say("accounts.several", { n: accounts.length })),
    picturesOffer(itemsOf([found]), lists),
    lists,
  );
}

/**
 * What stands below the photos: what is missing, what the host was told, and what can be asked next.
 *
 * @param {State} state
 * @param {Actions} actions
 * @returns {Children}
 */
function restView({ asked, summary }, actions) {
  if (!asked || !summary || !hasHit(asked)) return null;
  const { pages, problem, question, requests } = asked;
  const more = hasMore(pages);
  return [
    pages.length > 0 && missingMark(asked, more),
    problem && problemView(asked, summary, actions),
    requests.length > 0 && h("p", { class: "told" }, toldByDetails(summary, question.scope, requests)),
    pages.map((page) => ownerView(page, asked, summary, actions)),
    !problem && (more || !pages.length) && offerPage(asked, summary, actions),
  ];
}

/**
 * The button that fetches the next page, under a sentence on what it tells, and beside it the one that fetches
 * everything and tells nothing.
 *
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function offerPage({ question, pages, busy }, summary, actions) {
  const page = pages.length + 1;
  const exposure = ofDetails(summary, question.scope, page);
  if (!exposure) return null;
  const last = pages.at(-1);
  const of = last?.found === "lists" ? last.pages : 1;
  const values = { shards: exposure.shards, keys: about(exposure.keys), which: question.scope };
  const first = page === 1;
  const hit = say(first ? "details.hit" : "details.long", { which: question.scope, cap: summary.page_cap });
  const part = exposure.shards === 1 ? say("details.whole") : say(first ? "details.part" : "details.part-more", values);
  const does = first ? say("details.show", { which: question.scope }) : say("details.next", { page, of });
  const costs = summary.held ? say("cost.held") : [costOf(exposure), " ", say(first ? "cost.hit" : "cost.long")];
  return h(
    "div",
    { class: "offered" },
    h("p", {}, summary.held ? say("foresee.held") : [hit, " ", part, oddsSentence(exposure)]),
    h(
      "div",
      { class: "choice" },
      offer(busy ? say("fetching") : does, costs, () => actions.more(page), busy),
      !summary.held && offer(say("everything"), say("everything.cost", { bytes: bytes(totalBytes(summary)) }), actions.downloadAll, busy),
    ),
  );
}

/**
 * Why the details, or their next page, did not come.
 *
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function problemView(asked, summary, actions) {
  const { problem, pages, question, busy } = asked;
  if (!problem) return null;
  if (problem.details !== "unavailable") {
    // Both stages must say yes; behind a first page there is no doubt left, so a missing page is a damaged index.
    const key = problem.details === "not-covered" ? "details.not-covered" : pages.length ? "why.damaged" : "details.wrong";
    return h("p", { class: "lead" }, say(key, { times: [number(2 ** summary.fingerprint_bits)] }));
  }
  const page = pages.length + 1;
  const exposure = ofDetails(summary, question.scope, page);
  const retry = isPassing(problem)
    ? offer(say("again"), exposure ? [say("again.same"), " ", costOf(exposure)] : [], () => actions.more(page), busy)
    : offer(say("again.check"), say("again.cost"), actions.again, busy);
  return h("div", { class: "notice" }, h("p", {}, h("strong", {}, say("details.failed"))), troubleNotice(problem, retry));
}

/**
 * Whose a photo is, with the offer to check that account.
 *
 * @param {Found} found
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
function ownerView(found, { busy }, summary, actions) {
  const owner = found.found === "item" && found.owner;
  if (!owner) return null;
  return h(
    "div",
    { class: "owner" },
    h("p", {}, say("owner", { owner: owner.id })),
    h("p", { class: "note" }, say("owner.note")),
    offer(say("owner.ask", { owner: owner.id }), cost(summary, "owners"), () => actions.askOwner(owner), busy),
  );
}

/**
 * That the photo of the address is not among the account's.
 *
 * @param {Asked} asked
 * @param {boolean} more whether further pages may have it
 */
function missingMark({ question, pages }, more) {
  const { mark, scope } = question;
  if (!mark || scope !== "owners" || itemsOf(pages).some(({ asked }) => asked)) return null;
  return h("p", { class: "lead" }, say(more ? "mark.not-yet" : "mark.missing", { id: mark }));
}
