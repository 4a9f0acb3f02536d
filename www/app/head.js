// @ts-check
/**
 * What the page's head says of the site.
 *
 * @param {"root" | "scheme" | "key" | "build" | "policy" | "wave"} what
 * @returns {string | undefined}
 */
export function said(what) {
  return document.querySelector(`meta[name=hushset-${what}]`)?.getAttribute("content") ?? undefined;
}
