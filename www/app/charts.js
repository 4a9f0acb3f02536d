// @ts-check
/**
 * Photos in numbers. A chart is a table with a bar in each row: labels and numbers are text, which can be read aloud,
 * enlarged, printed and copied, and a bar repeats what its number says.
 */
import { h, name } from "./dom.js";
import { svg } from "./drawing.js";
import { licenceName } from "./licence.js";
import { perDataset } from "./photos.js";
import { number, say } from "./words.js";
/** @import { FoundItem, Summary } from "./types.js" */

/** Fewer photos are counted faster by eye. */
const FEWEST = 3;

/** More years than this are a mistake in some table's dates, and would stretch the chart beyond reading. */
const MOST_YEARS = 40;

/** @typedef {{ label: string, n: number }} Row */

/**
 * How many of the photos are in each dataset, from each year, under each licence; those charts that say more than the
 * number of photos.
 *
 * @param {readonly FoundItem[]} items
 * @param {boolean} more whether further pages may follow
 * @param {Summary} summary
 */
export function chartsView(items, more, summary) {
  const dated = items.filter(({ month }) => month).length;
  const licensed = items.filter(({ licence }) => licence != null).length;
  const charts = [
    chart("datasets", perDataset(items, summary)),
    chart("years", perYear(items), items.length - dated),
    chart("licences", perLicence(items, licenceName), items.length - licensed),
  ].filter((one) => one !== null);
  if (items.length < FEWEST || !charts.length) return null;
  return h(
    "div",
    { class: "charts" },
    more && h("p", { class: "note" }, say("chart.shown", { n: items.length })),
    h("div", { class: "panes" }, charts),
  );
}

/**
 * The photos of each year, with the years between that have none.
 *
 * @param {readonly Pick<FoundItem, "month">[]} items
 * @returns {Row[]}
 */
export function perYear(items) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { month } of items) {
    const year = Number(/^(\d{4})-\d\d$/.exec(month ?? "")?.[1] ?? Number.NaN);
    if (year) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const years = [...counts.keys()].sort((a, b) => a - b);
  const [first = 0, last = 0] = [years[0], years.at(-1)];
  const all = last - first < MOST_YEARS ? Array.from({ length: years.length && last - first + 1 }, (_, at) => first + at) : years;
  return all.map((year) => ({ label: String(year), n: counts.get(year) ?? 0 }));
}

/**
 * The photos under each licence, most first.
 *
 * @param {readonly Pick<FoundItem, "licence">[]} items
 * @param {(licence: number) => string} nameOf
 * @returns {Row[]}
 */
export function perLicence(items, nameOf) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { licence } of items) {
    if (licence != null) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b).map(([licence, n]) => ({ label: nameOf(licence), n }));
}

/**
 * @param {"datasets" | "years" | "licences"} kind
 * @param {readonly Row[]} rows
 * @param {number} [unknown] photos of which the tables do not say it
 */
function chart(kind, rows, unknown = 0) {
  if (rows.length < 2) return null;
  const most = Math.max(...rows.map(({ n }) => n));
  return h(
    "figure",
    { class: `chart ${kind}` },
    h(
      "table",
      { class: "bars" },
      h("caption", {}, say(`chart.${kind}`)),
      h("tbody", {}, rows.map((row) => rowView(row, most))),
    ),
    unknown > 0 && h("figcaption", { class: "note" }, say("chart.unknown", { n: unknown })),
  );
}

/**
 * @param {Row} row
 * @param {number} most the longest bar's number
 */
function rowView({ label, n }, most) {
  const bar = svg("rect", { width: `${(100 * n) / most}%`, height: "100%" });
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, name(label)),
    h("td", { class: "bar" }, svg("svg", { "aria-hidden": "true" }, bar)),
    h("td", { class: "number" }, number(n)),
  );
}
