// @ts-check
/** Photos: by the datasets that they are in, each once, with what the tables say of it. */
import { datasetName } from "./dataset.js";
import { h, name } from "./dom.js";
import { implications } from "./family.js";
import { licenceName } from "./licence.js";
import { link } from "./link.js";
import { pictureSlot } from "./thumbnails.js";
import { language, list, say } from "./words.js";
/** @import { AccountItems, FoundItem, Summary } from "./types.js" */

/**
 * Whose photos, which of the names was asked, and how many there are.
 *
 * @param {AccountItems} list
 * @param {Summary} summary
 */
export function accountView({ account, named_by, total, items }, summary) {
  const title = account && (account.display || account.alias || account.id.id);
  // Elsewhere than at Flickr an owner has one name, if in two spellings.
  const isFlickr = summary.scheme === "flickr";
  const names = isFlickr && account && [account.alias, account.id.id].filter((other) => other && other !== title);
  const ways = /** @type {const} */ (["nsid", "alias", "display"]).filter((way) => isFlickr && named_by[way]);
  const isWhole = total === items.length;
  return h(
    "div",
    { class: "account" },
    title && h("h3", {}, name(title)),
    names && names.length ? h("p", { class: "about" }, names.flatMap((other, at) => [at > 0 && " · ", name(other ?? "")])) : null,
    ways.map((way) => h("p", { class: "about" }, say("named", { which: way }))),
    h("p", { class: "count" }, isWhole ? say("photos", { n: total }) : say("photos.some", { n: total, here: items.length })),
    isWhole && h("p", { class: "about" }, counts(items, summary)),
  );
}

/**
 * How many of the photos each dataset has, where that is not one number.
 *
 * @param {readonly FoundItem[]} items
 * @param {Summary} summary
 */
function counts(items, summary) {
  const all = perDataset(items, summary);
  if (all.every(({ n }) => n === items.length)) return null;
  return all.flatMap(({ label, n }, at) => [at > 0 && " · ", ...say("photos.in", { dataset: label, count: n })]);
}

/**
 * How many of the photos each dataset has, listed or implied.
 *
 * @param {readonly FoundItem[]} items
 * @param {Summary} summary
 */
export function perDataset(items, { datasets }) {
  const has = (/** @type {FoundItem} */ item, /** @type {string} */ slug) =>
    item.datasets.includes(slug) || item.implied.includes(slug);
  return datasets
    .map(({ slug, name }) => ({ label: name, n: items.filter((item) => has(item, slug)).length }))
    .filter(({ n }) => n > 0);
}

/**
 * Photos by the datasets that they are in.
 *
 * @param {readonly FoundItem[]} items
 * @param {Summary} summary
 * @param {"h3" | "h4"} heading below what it stands
 */
export function groupsView(items, summary, heading) {
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
      h("ul", { class: summary.scheme === "flickr" ? "photos" : "photos long", role: "list" }, group.map(itemView)),
    );
  });
}

/** @param {FoundItem} item */
function itemView(item) {
  const { id, url, month, licence, asked } = item;
  const facts = [month && date(month), licence != null && licenceName(licence)].filter(Boolean);
  return h(
    "li",
    { class: asked && "asked" },
    pictureSlot(item),
    link(url, name(id)),
    facts.length > 0 && [" ", h("span", { class: "facts" }, facts.join(" · "))],
    asked && [" ", h("strong", {}, say("item.asked"))],
  );
}

/**
 * A month.
 *
 * @param {string} month `YYYY-MM`
 */
function date(month) {
  const time = Date.parse(`${month}-01T00:00:00Z`);
  if (Number.isNaN(time)) return month;
  return new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" }).format(time);
}
