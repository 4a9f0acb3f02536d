// @ts-check
/** Parts of drawings. */
import { finish } from "./dom.js";
/** @import { Children, Property } from "./dom.js" */

/**
 * An element of SVG, made as `h` makes one of HTML.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Property>>} properties
 * @param {Children[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, properties, ...children) {
  return finish(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}
