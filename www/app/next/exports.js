// @ts-check
/** Results of a check as JSON and CSV. Both say what was asked of which list, so that a file explains itself. */
import { csv } from "../csv.js";
import { datasetName } from "../dataset.js";
import { accountsOf, isComplete, verdictsOf } from "./results.js";
/** @import { Asked, Summary } from "../types.js" */

const COLUMNS = [
  ...["question", "asked_by", "checked", "list", "publisher", "build", "dataset", "dataset_name", "answer", "item"],
  ...["url", "owner", "listed", "month", "licence_id", "licence"],
];

/**
 * @param {Asked} asked
 * @param {Summary} summary
 * @param {string} checked the day of the check
 */
export function resultsOf(asked, summary, checked) {
  const { question, pages } = asked;
  const { title, publisher, build } = summary;
  const accounts = accountsOf(pages);
  return {
    question: { text: question.identifier, asked_by: question.asked_by },
    checked,
    list: { title, publisher, build },
    datasets: verdictsOf(asked).map(({ dataset, answer }) => ({
      slug: dataset,
      name: datasetName(summary, dataset),
      answer,
    })),
    // Nothing, rather than an empty list, where details were not fetched.
    items: pages.length
      ? accounts.flatMap(({ label, items }) =>
          items.map(({ id, url, datasets, implied, month, licence }) => ({
            id,
            url: url ?? null,
            owner: label ?? null,
            datasets,
            implied,
            month: month ?? null,
            licence: licence ?? null,
          })),
        )
      : null,
    complete: isComplete(pages),
  };
}

/** @typedef {ReturnType<typeof resultsOf>} Results */

/** @param {Results} results */
export function jsonOf(results) {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}

/**
 * One row for each item in each dataset, and one for each dataset without items.
 *
 * @param {Results} results
 * @param {(licence: number) => string} licenceName
 */
export function csvOf(results, licenceName) {
  const { question, checked, list, datasets, items } = results;
  const same = [question.text, question.asked_by, checked, list.title, list.publisher, list.build];
  const rows = datasets.flatMap(({ slug, name, answer }) => {
    const here = (items ?? []).filter(({ datasets, implied }) => [...datasets, ...implied].includes(slug));
    const start = [...same, slug, name, answer];
    if (!here.length) return [start];
    return here.map(({ id, url, owner, datasets, month, licence }) => {
      const listed = datasets.includes(slug) ? "listed" : "implied";
      return [...start, id, url, owner, listed, month, licence, licence === null ? null : licenceName(licence)];
    });
  });
  return csv([COLUMNS, ...rows.map((row) => COLUMNS.map((_, at) => row[at]))]);
}
