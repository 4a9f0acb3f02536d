// @ts-check
/** Which photos: first the offer to fetch the details, labelled with what that tells the host, then the details. */
import { h, link, name, offer } from "./dom.js";
import { datasetName, implications } from "./family.js";
import { cost, costOf, oddsSentence, ofDetails, toldByDetails } from "./leak.js";
import { licenceName } from "./licence.js";
import { isPassing, troubleNotice } from "./trouble.js";
import { about, date, list, number, say } from "./words.js";
/** @import { AccountItems, Actions, Asked, Found, FoundItem, Summary } from "./types.js" */
/** @import { Children } from "./dom.js" */

/** The id of the heading, which gets the focus when details have come. */
export const DETAILS = "details";

/**
 * The id of a page's heading.
 *
 * @param {number} page
 */
export const pageId = (page) => `page-${page}`;

/**
 * What is shown below a hit.
 *
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 */
export function detailsView(asked, summary, actions) {
  const { pages, problem } = asked;
  const last = pages.at(-1);
  const more = last?.found === "lists" && last.pages > pages.length;
  return h(
    "section",
    { class: "details" },
    h("h2", { id: DETAILS, tabindex: "-1" }, say(pages.length ? "details" : "details.ask", { which: asked.question.scope })),
    pages.length > 0 && h("p", { class: "note" }, say("details.links")),
    pages.map((page) => pageView(page, asked, summary, actions)),
    pages.length > 0 && missingMark(asked, Boolean(more)),
    problem && problemView(asked, summary, actions),
    asked.requests.length > 0 && h("p", { class: "told" }, toldByDetails(summary, asked.question.scope, asked.requests)),
    !problem && (more || !pages.length) && offerPage(asked, summary, actions),
  );
}

/**
 * The button that fetches the next page, under a sentence on what it tells.
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
  const costs = [costOf(exposure), " ", say(first ? "cost.hit" : "cost.long")];
  return h(
    "div",
    { class: "offered" },
    h("p", {}, hit, " ", part, oddsSentence(exposure)),
    offer(busy ? say("fetching") : does, costs, () => actions.more(page), busy),
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
 * @param {Found} found
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {Actions} actions
 * @returns {Children}
 */
function pageView(found, asked, summary, actions) {
  if (found.found === "item") {
    const { item, owner } = found;
    const ask = () => owner && actions.askOwner(owner);
    const follow =
      owner &&
      h(
        "div",
        { class: "owner" },
        h("p", {}, say("owner", { owner: owner.id })),
        h("p", { class: "note" }, say("owner.note")),
        offer(say("owner.ask", { owner: owner.id }), cost(summary, "owners"), ask, asked.busy),
      );
    return [groupsView([item], summary, "h3"), follow];
  }
  const { page, pages, accounts } = found;
  return h(
    "section",
    { class: "page" },
    pages > 1 && h("h3", { id: pageId(page), tabindex: "-1" }, say("details.page", { page, of: pages })),
    accounts.length > 1 && h("p", { class: "note" }, say("accounts.several", { n: accounts.length })),
    accounts.map((list) => [
      accountView(list, summary),
      groupsView(list.items, summary, list.account ? "h4" : "h3"),
    ]),
  );
}

/**
 * Whose photos, which of the names was asked, and how many there are.
 *
 * @param {AccountItems} list
 * @param {Summary} summary
 */
function accountView({ account, named_by, total, items }, summary) {
  const title = account && (account.display || account.alias || account.id.id);
  const names = account && [account.alias, account.id.id].filter((other) => other && other !== title);
  const ways = /** @type {const} */ (["nsid", "alias", "display"]).filter((way) => named_by[way]);
  return h(
    "div",
    { class: "account" },
    title && h("h3", {}, name(title)),
    names?.length ? h("p", { class: "about" }, names.flatMap((other, at) => [at > 0 && " · ", name(other ?? "")])) : null,
    ways.map((way) => h("p", { class: "about" }, say("named", { which: way }))),
    h("p", { class: "count" }, total > items.length ? say("photos.some", { n: total, here: items.length }) : say("photos", { n: total })),
    total === items.length && h("p", { class: "about" }, counts(items, summary)),
  );
}

/**
 * How many of the photos each dataset has, where that is not one number.
 *
 * @param {readonly FoundItem[]} items
 * @param {Summary} summary
 */
function counts(items, summary) {
  const inDataset = (/** @type {string} */ slug) =>
    items.filter(({ datasets, implied }) => datasets.includes(slug) || implied.includes(slug)).length;
  const all = summary.datasets.map(({ slug, name }) => ({ name, n: inDataset(slug) })).filter(({ n }) => n > 0);
  if (all.every(({ n }) => n === items.length)) return null;
  return all.flatMap(({ name, n }, at) => [at > 0 && " · ", ...say("photos.in", { dataset: name, count: n })]);
}

/**
 * Photos by the datasets that they are in.
 *
 * @param {readonly FoundItem[]} items
 * @param {Summary} summary
 * @param {"h3" | "h4"} heading below what it stands
 */
function groupsView(items, summary, heading) {
  /** @type {Map<string, FoundItem[]>} */
  const groups = new Map();
  for (const item of items) {
    const key = JSON.stringify([item.datasets, item.implied]);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()].map((group) => {
    const [{ datasets, implied } = { datasets: [], implied: [] }] = group;
    const names = (/** @type {string[]} */ slugs) => list(slugs.map((slug) => datasetName(summary, slug)));
    return h(
      "div",
      { class: "group" },
      h(heading, {}, say("group", { datasets: names(datasets), n: group.length })),
      implications(datasets, implied, summary).map(({ parents, children }) =>
        h("p", { class: "about" }, say("group.implied", { n: children.length, implied: names(parents), datasets: names(children) })),
      ),
      h("ul", { class: "photos", role: "list" }, group.map(itemView)),
    );
  });
}

/** @param {FoundItem} item */
function itemView({ id, url, month, licence, asked }) {
  const facts = [month && date(month), licence != null && licenceName(licence)].filter(Boolean);
  return h(
    "li",
    { class: asked && "asked" },
    link(url, name(id)),
    facts.length > 0 && h("span", { class: "facts" }, " ", facts.join(" · ")),
    asked && h("strong", {}, " ", say("item.asked")),
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
  const items = pages.flatMap((page) => (page.found === "lists" ? page.accounts.flatMap(({ items }) => items) : []));
  if (!mark || scope !== "owners" || items.some(({ asked }) => asked)) return null;
  return h("p", { class: "lead" }, say(more ? "mark.not-yet" : "mark.missing", { id: mark }));
}
