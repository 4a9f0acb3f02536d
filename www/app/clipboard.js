// @ts-check

/**
 * Copies a text or, where a browser or a frame forbids it, selects it for the reader to copy.
 *
 * @param {string} content
 * @param {HTMLElement} shown where the reader sees it
 * @returns {Promise<"copied" | "selected">}
 */
export async function copyText(content, shown) {
  try {
    await navigator.clipboard.writeText(content);
    return "copied";
  } catch {
    getSelection()?.selectAllChildren(shown);
    return "selected";
  }
}
