// @ts-check
/** An accent that somebody else has chosen, made so that it can be read whatever it was. Loaded where there is one. */

/** What WCAG 2.2 asks of text. */
const ENOUGH = 4.5;

/** What the accent stands on in style.css: the darker of its light grounds, and the lighter of its dark ones. */
const GROUNDS = { light: "#f4f1ea", dark: "#202225" };

/** By how much a colour is mixed with black or white at a time. */
const STEP = 1 / 16;

/**
 * Gives the box an accent.
 *
 * @param {string} accent `#rrggbb`
 */
export function paint(accent) {
  const { light, dark } = accentsOf(accent);
  const { style } = document.documentElement;
  style.setProperty("--accent", `var(--light, ${light.accent}) var(--dark, ${dark.accent})`);
  style.setProperty("--on-accent", `var(--light, ${light.on}) var(--dark, ${dark.on})`);
}

/**
 * The accent on light and on dark ground, and what is written on it.
 *
 * @param {string} accent `#rrggbb`
 */
export function accentsOf(accent) {
  return { light: readable(accent, GROUNDS.light, "#000000"), dark: readable(accent, GROUNDS.dark, "#ffffff") };
}

/**
 * The colour itself, or the nearest to it on the way to black or white that is told from its ground.
 *
 * @param {string} colour
 * @param {string} ground
 * @param {string} away
 */
function readable(colour, ground, away) {
  let accent = colour;
  for (let share = STEP; contrast(accent, ground) < ENOUGH; share += STEP) accent = mixed(colour, away, share);
  return { accent, on: contrast(accent, "#ffffff") >= ENOUGH ? "#ffffff" : "#000000" };
}

/**
 * The contrast of two colours as WCAG defines it, from 1 to 21.
 *
 * @param {string} one
 * @param {string} other
 */
export function contrast(one, other) {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {string} colour
 * @param {string} other
 * @param {number} share of the other
 */
function mixed(colour, other, share) {
  const others = channels(other);
  const mix = channels(colour).map((channel, at) => Math.round(channel + ((others[at] ?? 0) - channel) * Math.min(share, 1)));
  return `#${mix.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** @param {string} colour `#rrggbb` */
function channels(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
