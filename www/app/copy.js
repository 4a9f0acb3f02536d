// @ts-check
/** Buttons that copy a text of the page. Without this program they stay hidden, and the text can be selected. */

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const { copies, done } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(copies ?? "")?.textContent ?? "");
    button.nextElementSibling?.replaceChildren(done ?? "");
  });
}
