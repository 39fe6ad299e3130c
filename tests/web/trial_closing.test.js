"use strict";

const assert = require("node:assert");
const test = require("node:test");

const closing = require("../../circles/publish/web/trial_closing.js");

test("only what closes and nothing else is a closing, by whatever tier it is looked at", () => {
  assert.strictEqual(closing.onlyCloses({ close: ["C1"] }), true);
  assert.strictEqual(closing.onlyCloses({ close: ["C1"], tier: "upper" }), true);
  assert.strictEqual(closing.onlyCloses({}), false);
  assert.strictEqual(closing.onlyCloses({ tier: "upper" }), false);
  assert.strictEqual(closing.onlyCloses({ close: ["C1"], minutes: 10 }), false);
  assert.strictEqual(closing.onlyCloses({ close: ["C1"], add: [{ lon: 1, lat: 2 }] }), false);
});

test("who was inside by a center that closes goes to the nearest that stays", () => {
  // Centers 0 and 2 close. Block 0 was not theirs, block 5 was outside already, block 4 has no path any more.
  const before = {
    verdict: [0, 0, 0, 0, 0, 1],
    walk_mm: [100, 200, 300, 400, 500, 9000],
    center: [1, 0, 0, 2, 2, 0],
  };
  const after = {
    verdict: [0, 0, 1, 0, 1, 1],
    walk_mm: [100, 900, 2300, 450, -1, 9500],
    center: [1, 1, 1, 3, null, 1],
  };
  assert.deepStrictEqual(closing.goneTo(before, after, [0, 2]), [
    { center: 1, rows: [1, 2], lost: 1, most_mm: 2000 },
    { center: 3, rows: [3], lost: 0, most_mm: 50 },
    { center: null, rows: [4], lost: 1, most_mm: 0 },
  ]);
  assert.deepStrictEqual(closing.goneTo(before, before, []), []);
});

test("columns of what is solved name centers by their rows", () => {
  const solved = {
    verdict: [0, 1],
    walk_mm: [12, -1],
    rank: Int32Array.from([1, -1]),
    open: [{ row: 4 }, { row: 7 }],
  };
  assert.deepStrictEqual(closing.columnsOf(solved), {
    verdict: [0, 1],
    walk_mm: [12, -1],
    center: [7, null],
  });
});
