// @ts-check
/**
 * All that the frame ever says to the page around it. Nothing of it depends on what is asked or found:
 *
 *     { hushset: 1, event: "ready" }             the box is there
 *     { hushset: 1, event: "resize", height }    the height that it takes, in pixels, at the width that it has
 *     { hushset: 1, event: "error" }             the box cannot work here at all (sent by `fallback.js`, too)
 *
 * Heights follow from the width alone ({@link heightAt}). They come at the start and when the width changes, and are said in
 * two more languages, for articles that make frames with other people's scripts:
 *
 *     { sentinel: "amp", type: "embed-size", height }     AMP's `amp-iframe`
 *     "pymxPYMx<child>xPYMxheightxPYMx<height>"           Pym.js, if the frame's address names the child
 *
 * The frame listens to no message.
 */

/** The width from which on lines are long enough for a lower box, and the heights below and from there, in pixels. */
const WIDE = 480;
const HEIGHTS = { narrow: 640, wide: 560 };

/**
 * The height that the box takes.
 *
 * @param {number} width
 */
export function heightAt(width) {
  return width < WIDE ? HEIGHTS.narrow : HEIGHTS.wide;
}

/**
 * What is said of a height.
 *
 * @param {number} height
 * @param {string} [child] the frame's name at Pym
 * @returns {(object | string)[]}
 */
export function resizing(height, child) {
  const messages = [
    { hushset: 1, event: "resize", height },
    { sentinel: "amp", type: "embed-size", height },
  ];
  return child ? [...messages, ["pym", child, "height", height].join("xPYMx")] : messages;
}

/**
 * Says that the box is there and what height it takes, now and at every other width.
 *
 * @param {string} [child] the frame's name at Pym
 */
export function announce(child) {
  tell({ hushset: 1, event: "ready" });
  let width = -1;
  function measure() {
    if (innerWidth === width) return;
    width = innerWidth;
    resizing(heightAt(width), child).forEach(tell);
  }
  measure();
  addEventListener("resize", measure);
}

/**
 * Whoever embeds the box may know this, so that it may be anybody.
 *
 * @param {object | string} message
 */
function tell(message) {
  if (parent !== window) parent.postMessage(message, "*");
}
