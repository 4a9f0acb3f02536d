// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { gridOf, outlineOf, placeOf } from "./grid.js";

test("every number of parts has a cell for each, in a drawing that is wide and not high", () => {
  for (let bits = 0; bits <= 20; bits += 1) {
    const cells = 2 ** bits;
    const { columns, rows, width, height } = gridOf(cells);
    assert.equal(columns * rows, cells);
    assert.equal(columns * width, 640);
    assert.ok(rows * height <= 160, `${cells} cells are ${rows * height} high`);
  }
});

test("one part is one cell, and few parts stand in a row", () => {
  assert.deepEqual(gridOf(1), { columns: 1, rows: 1, width: 640, height: 32, gap: 3 });
  assert.equal(gridOf(8).rows, 1);
  assert.deepEqual([gridOf(64).columns, gridOf(64).rows], [16, 4]);
});

test("a cell lies where one counts to", () => {
  const grid = gridOf(64);
  assert.deepEqual(placeOf(grid, 0), { x: 0, y: 0 });
  assert.deepEqual(placeOf(grid, 17), { x: 40, y: 32 });
  assert.deepEqual(placeOf(grid, 63), { x: 600, y: 96 });
});

test("the outline ends where the cells end", () => {
  assert.equal(outlineOf(gridOf(64), 64), "M0 0H640V128H0Z");
  assert.equal(outlineOf({ columns: 4, rows: 2, width: 10, height: 10, gap: 2 }, 6), "M0 0H40V10H0ZM0 10H20V20H0Z");
  assert.equal(outlineOf({ columns: 4, rows: 1, width: 10, height: 10, gap: 2 }, 3), "M0 0H30V10H0Z");
});
