// @ts-check
/**
 * A picture of one kind of file of the index: as many equal cells as there are parts, and those that were asked for
 * filled. However many there are, the drawing has a handful of nodes.
 */
import { svg } from "./drawing.js";

/** The drawing's own units: as many as the column of text has pixels. */
const WIDTH = 640;

/** No cell is higher: two parts would make two huge squares. */
const TALLEST = 32;

/** Narrower cells cannot be told apart, and are drawn as one area. */
const NARROWEST = 4;

/** More lit cells than this are seen without a ring around each. */
const RINGED = 12;

let patterns = 0;

/**
 * @typedef {object} Grid
 * @property {number} columns
 * @property {number} rows
 * @property {number} width of a cell
 * @property {number} height of a cell
 * @property {number} gap between the filled parts of two cells
 */

/**
 * How so many cells lie: in rows of a power of two, four times as wide as high or wider.
 *
 * @param {number} cells
 * @returns {Grid}
 */
export function gridOf(cells) {
  const bits = Math.ceil(Math.log2(Math.max(1, cells)));
  const columns = Math.min(cells, 2 ** Math.max(3, Math.ceil((bits + 2) / 2)));
  const width = WIDTH / columns;
  const gap = width < NARROWEST ? 0 : Math.min(3, width / 5);
  return { columns, rows: Math.ceil(cells / columns), width, height: Math.min(width, TALLEST), gap };
}

/**
 * Where a cell lies.
 *
 * @param {Grid} grid
 * @param {number} cell from 0
 */
export function placeOf({ columns, width, height }, cell) {
  return { x: (cell % columns) * width, y: Math.floor(cell / columns) * height };
}

/**
 * The outline of so many cells: all full rows, and what stands in the last.
 *
 * @param {Grid} grid
 * @param {number} cells
 */
export function outlineOf({ columns, width, height }, cells) {
  const full = Math.floor(cells / columns);
  const rest = cells % columns;
  const rows = full ? `M0 0H${columns * width}V${full * height}H0Z` : "";
  return rest ? `${rows}M0 ${full * height}H${rest * width}V${(full + 1) * height}H0Z` : rows;
}

/**
 * The picture. What it says stands in the text beside it, too, which `label` repeats.
 *
 * @param {number} cells
 * @param {readonly number[]} lit which were asked for, from 0
 * @param {string} label
 */
export function gridPicture(cells, lit, label) {
  const grid = gridOf(cells);
  const margin = grid.width < 12 ? 8 : 2;
  const size = { width: grid.columns * grid.width, height: grid.rows * grid.height };
  const view = [-margin, -margin, size.width + 2 * margin, size.height + 2 * margin];
  return svg(
    "svg",
    { class: "cells", role: "img", "aria-label": label, viewBox: view.join(" ") },
    svg("title", {}, label),
    field(grid, cells, "unlit"),
    lit.length === cells ? field(grid, cells, "lit") : svg("path", { class: "lit", d: lit.map((cell) => cellPath(grid, cell)).join("") }),
    margin > 2 && lit.length <= RINGED && lit.map((cell) => ring(grid, cell)),
  );
}

/**
 * All cells at once: a pattern within their outline.
 *
 * @param {Grid} grid
 * @param {number} cells
 * @param {"unlit" | "lit"} kind
 */
function field(grid, cells, kind) {
  const outline = outlineOf(grid, cells);
  if (!grid.gap) return svg("path", { class: kind, d: outline });
  patterns += 1;
  const id = `cells-${patterns}`;
  const measures = { width: String(grid.width), height: String(grid.height) };
  return [
    svg("pattern", { id, ...measures, patternUnits: "userSpaceOnUse" }, svg("path", { class: kind, d: cellPath(grid, 0) })),
    svg("path", { d: outline, fill: `url(#${id})` }),
  ];
}

/**
 * @param {Grid} grid
 * @param {number} cell
 */
function cellPath(grid, cell) {
  const { x, y } = placeOf(grid, cell);
  const { width, height, gap } = grid;
  return `M${x + gap / 2} ${y + gap / 2}h${width - gap}v${height - gap}h${gap - width}z`;
}

/**
 * What makes a small cell stand out.
 *
 * @param {Grid} grid
 * @param {number} cell
 */
function ring(grid, cell) {
  const { x, y } = placeOf(grid, cell);
  return svg("circle", { class: "ring", cx: String(x + grid.width / 2), cy: String(y + grid.height / 2), r: "7" });
}
