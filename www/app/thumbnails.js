// @ts-check
/**
 * Small pictures of photos. They lie at Flickr, which sees who loads them, so each is loaded by a click alone: on one
 * photo, or on all of a page.
 */
import { h, moveFocus, offer } from "./dom.js";
import { say, text } from "./words.js";
/** @import { FoundItem } from "./types.js" */

/** Of the small image, in its own pixels. Shown at half of that and sharp on a dense screen. */
const SIDE = "150";

/** What can be such an address. It is made of what tables say, which is somebody else's input. */
const ADDRESS = /^https:\/\/live\.staticflickr\.com\/\d+\/\d+_[0-9a-f]{10}_q\.jpg$/;

/**
 * Where the small image of a photo lies, if the list has that.
 *
 * @param {Pick<FoundItem, "thumbnail">} item
 */
export function imageAddress({ thumbnail }) {
  return thumbnail && ADDRESS.test(thumbnail) ? thumbnail : undefined;
}

/**
 * A button where the picture of a photo will stand.
 *
 * @param {FoundItem} item
 */
export function pictureSlot(item) {
  const address = imageAddress(item);
  if (!address) return null;
  const label = text("picture.one.label", { id: item.id });
  const button = h("button", { type: "button", class: "picture", "aria-label": label, onclick: open }, say("picture.one"));
  function open() {
    const hadFocus = button === document.activeElement;
    const line = button.parentElement;
    button.replaceWith(picture(item, address ?? ""));
    if (hadFocus) moveFocus(line?.querySelector("a"));
  }
  return button;
}

/**
 * The offer to load all pictures of a list of photos, under what that tells Flickr.
 *
 * @param {readonly FoundItem[]} items
 * @param {Element} lists where they are shown
 */
export function picturesOffer(items, lists) {
  const n = items.filter((item) => imageAddress(item)).length;
  if (!n) return null;
  const panel = h(
    "div",
    { class: "offered pictures" },
    h("p", {}, say("picture.note")),
    n > 1 && offer(say("picture.all", { n }), say("picture.all.cost", { n }), openAll),
  );
  function openAll() {
    lists.querySelectorAll("button.picture").forEach((button) => button instanceof HTMLElement && button.click());
    panel.querySelector("button")?.remove();
    moveFocus(lists.querySelector("a"));
  }
  return panel;
}

/**
 * The picture itself, in a frame that keeps its size whatever comes.
 *
 * @param {FoundItem} item
 * @param {string} src
 */
function picture({ id }, src) {
  const frame = h("span", { class: "picture" });
  // At once and not while scrolling, which would tell Flickr how somebody reads.
  const image = h("img", {
    alt: text("picture.alt", { id }),
    width: SIDE,
    height: SIDE,
    loading: "eager",
    decoding: "async",
    referrerpolicy: "no-referrer",
    onerror: () => frame.replaceChildren(text("picture.missing")),
  });
  // Last, so that nothing is asked before how to ask is said.
  image.src = src;
  frame.append(image);
  return frame;
}
