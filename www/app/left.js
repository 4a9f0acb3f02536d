// @ts-check
/**
 * Has a page begin anew when somebody comes back to it. Browsers keep a page that was left as it was, in memory, with what was
 * asked and what came of it: the next user of the device would only have to go back.
 */
export function beginAnewWhenLeft() {
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    // What the page says is gone at once; the site may take its time.
    document.body.replaceChildren();
    location.reload();
  });
}
