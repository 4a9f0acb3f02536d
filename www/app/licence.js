// @ts-check
/** Licences by their number in Flickr's API (`flickr.photos.licenses.getInfo`). */
import { plain, say } from "./words.js";

/** The names of the Creative Commons licences are the same in every language. */
const NAMES = new Map([
  [1, "CC BY-NC-SA 2.0"],
  [2, "CC BY-NC 2.0"],
  [3, "CC BY-NC-ND 2.0"],
  [4, "CC BY 2.0"],
  [5, "CC BY-SA 2.0"],
  [6, "CC BY-ND 2.0"],
  [9, "CC0 1.0"],
]);

/** @param {number} licence */
export function licenceName(licence) {
  return NAMES.get(licence) ?? plain(say("licence", { which: String(licence), number: String(licence) }));
}
