import { open, type Check, type Index } from "@hushset/check";

/** The site whose index is asked; here it is named in the page's address, so that a test can name one. */
const site = new URLSearchParams(location.search).get("site") ?? "https://check.example.org/";

const find = <Kind extends Element>(selector: string) => document.querySelector<Kind>(selector)!;
const status = find<HTMLElement>("[role=status]");
const which = find<HTMLButtonElement>("#which");

let index: Index | undefined;
let check: Check | undefined;

/** Opens the index on the first use, and again after a failure. */
async function opened(): Promise<Index | undefined> {
  if (!index) ({ index } = await open(site));
  if (!index) status.textContent = "The check could not be made. That says nothing about you: try again later.";
  return index;
}

find("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  show("#verdicts", []);
  show("#photos", []);
  which.hidden = true;
  status.textContent = "Checking …";
  const asked = await (await opened())?.check(find<HTMLInputElement>("#name").value);
  if (!asked) return;
  check = asked.question && asked;
  switch (asked.outcome.outcome) {
    case "refused":
      status.textContent = `This cannot be asked: ${asked.outcome.refusal}.`;
      break;
    case "unavailable":
      // Never to be mistaken for "not found".
      status.textContent = "The check could not be made. That says nothing about you: try again later.";
      break;
    case "not-covered":
      status.textContent = "These lists have no names of this kind.";
      break;
    case "verdicts": {
      status.textContent = `Done, with ${asked.requests.length} request(s).`;
      show("#verdicts", asked.outcome.verdicts.map(({ dataset, answer }) => `${dataset}: ${answer}`));
      which.hidden = !asked.outcome.verdicts.some(({ answer }) => answer === "almost-certainly");
    }
  }
});

which.addEventListener("click", async () => {
  const { outcome } = (await check?.details(1)) ?? {};
  if (outcome?.details !== "found") {
    status.textContent = `The photos could not be shown: ${outcome?.details}.`;
    return;
  }
  const items = outcome.found === "lists" ? outcome.accounts.flatMap(({ items }) => items) : [outcome.item];
  show("#photos", items.map(({ id, datasets }) => `${id} (${datasets.join(", ")})`));
});

find("#everything").addEventListener("click", async () => {
  const { stage } = (await (await opened())?.downloadAll(({ files, of }) => {
    status.textContent = `${files} of ${of} files`;
  })) ?? {};
  if (stage) status.textContent = `Download: ${stage}.`;
});

function show(list: string, lines: readonly string[]) {
  const items = lines.map((line) => Object.assign(document.createElement("li"), { textContent: line }));
  find(list).replaceChildren(...items);
}
