// @ts-check
/**
 * A removal letter. Pure: the same order makes the same letter. Every letter names the dataset, the photos, how they
 * were found, whose account they are from, what is asked, until when, and where to answer; the rest depends on who
 * writes and on which law.
 */
import { datasetName } from "../dataset.js";
import { implications } from "../family.js";
import { emailOf, fact, versioned } from "./contact.js";
import { lawOf } from "./law.js";
/** @import { Letter, Order } from "./types.js" */

/**
 * @param {Order} order
 * @returns {Letter}
 */
export function letter(order) {
  const { dataset, photos, today, tongue } = order;
  const { say } = tongue;
  const values = { n: photos.length, dataset: versioned(dataset) };
  return {
    to: emailOf(dataset),
    recipient: fact(dataset, "contact") ?? fact(dataset, "makers") ?? say("letter.holder", { dataset: dataset.name }),
    date: tongue.date(today),
    subject: say("letter.subject", values),
    paragraphs: [
      say("letter.greeting"),
      ...introduction(order),
      ...asks(order),
      ...licences(order),
      ...lawOf(order),
      reply(order),
      say("letter.closing"),
      ...(order.name ? [order.name] : []),
    ],
    list: {
      heading: say("letter.list", values),
      lines: photos.map(({ id, url }) => `${id} ${url ?? ""}`.trim()),
    },
  };
}

/**
 * Who writes, about which photos, and how they were found.
 *
 * @param {Order} order
 */
function introduction(order) {
  const { writer, dataset, photos, account, asked, checked, summary, note, tongue } = order;
  const { say } = tongue;
  const { title, publisher, build } = summary;
  const found = { asked, date: tongue.date(checked), title, publisher, build };
  return [
    say("letter.who", { which: writer }),
    say("letter.photos", { n: photos.length, dataset: versioned(dataset) }),
    ...(account ? [say("letter.account", { account })] : []),
    say("letter.found", found),
    ...origins(order),
    ...(note ? [note] : []),
  ];
}

/**
 * Why photos are in the dataset though the list names them in others, which were taken from it.
 *
 * @param {Order} order
 */
function origins({ dataset, summary, photos, tongue }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { datasets, implied } of photos.filter((photo) => photo.implied.includes(dataset.slug))) {
    const reason = implications(datasets, implied, summary).find(({ parents }) => parents.includes(dataset.slug));
    const children = tongue.list((reason?.children ?? []).map((child) => datasetName(summary, child)));
    counts.set(children, (counts.get(children) ?? 0) + 1);
  }
  return [...counts].map(([children, n]) => tongue.say("letter.origin", { n, children, dataset: dataset.name }));
}

/**
 * What is asked, whatever the law.
 *
 * @param {Order} order
 * @returns {Letter["paragraphs"]}
 */
function asks({ until, tongue }) {
  const { say } = tongue;
  const confirm = say("letter.ask.confirm", { date: tongue.date(until) });
  return [say("letter.ask"), [say("letter.ask.delete"), say("letter.ask.pass-on"), confirm]];
}

/**
 * The licences whose terms are at issue: a photographer's to name, and nobody else's.
 *
 * @param {Order} order
 * @returns {Letter["paragraphs"]}
 */
function licences({ writer, photos, tongue: { say } }) {
  if (writer !== "photographer") return [];
  /** @type {Map<number | undefined, number>} */
  const counts = new Map();
  for (const { licence } of photos) counts.set(licence ?? undefined, (counts.get(licence ?? undefined) ?? 0) + 1);
  const lines = [...counts].map(([licence, n]) => {
    if (licence === undefined) return say("letter.licence.unknown", { n });
    const number = String(licence);
    return say("letter.licence", { n, terms: say("letter.terms", { which: number, number }) });
  });
  return [say("letter.licences"), lines, say("letter.licences.ask")];
}

/** @param {Order} order */
function reply({ reply: address, tongue: { say } }) {
  return address ? say("letter.reply", { address }) : say("letter.reply.sender");
}
