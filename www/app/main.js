// @ts-check
/** The page: its regions, and when they come. */
import { answerRegion } from "./answer.js";
import { askRegion } from "./ask.js";
import { addStyle, fill, region } from "./dom.js";
import { flow } from "./flow.js";
import { said } from "./head.js";
import { beginAnewWhenLeft } from "./left.js";
import { Session } from "./session.js";
import { incompleteNotice } from "./trouble.js";
import { learn } from "./words.js";
/** @import { State } from "./types.js" */

// In some languages the page lies a folder below the site.
const site = new URL(said("root") ?? ".", location.href).href;
const session = new Session(site, { key: said("key"), build: said("build") });
const page = flow(session, () => ask.read());
const { actions, change, regions } = page;

/**
 * What the first question can do without. Everybody gets it at the same moment and before asking anything, so that
 * no request for it says what was found or pressed.
 */
async function loadLater() {
  const [later] = await Promise.all([import("./later.js"), learn(".more"), addStyle("more.css")]);
  const next = region(
    "next",
    ({ asked, summary }) => [asked, summary],
    (/** @type {State} */ now) => later.nextView(now, actions),
  );
  result.element.after(next.element);
  const below = [later.offlineRegion(page), later.bulkRegion(page)];
  host.element.after(...below.map(({ element }) => element));
  regions.push(next, ...below);
  change({ later });
}

beginAnewWhenLeft();
await learn("");
const ask = askRegion(actions);
const result = answerRegion(actions);
const host = region(
  "host",
  ({ summary, later }) => [summary, later],
  (/** @type {State} */ { summary, later }) => later?.hostView(summary),
);
regions.push(
  ask,
  result,
  region("incomplete", ({ incomplete }) => [incomplete], (/** @type {State} */ now) => now.incomplete && incompleteNotice()),
  region(
    "receipt",
    ({ receipt, asked, summary, later }) => [receipt, asked, summary, later],
    (/** @type {State} */ now) => now.later?.receiptView(now),
  ),
  host,
);
change({});
const place = document.getElementById("page");
if (place) fill(place, regions.map(({ element }) => element));
change({ program: await session.load() });
await actions.open();
await loadLater().catch(() => change({ incomplete: true }));
