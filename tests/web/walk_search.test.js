"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const search = require("../../circles/publish/web/walk_search.js");

const SIDE = 12;
const MOST_MM = 2500;

/** Return numbers from 0 to below `most`, the same each time. */
function dice(seed) {
  let state = seed;
  return function (most) {
    state = (state * 48271) % 2147483647;
    return state % most;
  };
}

/** Return a grid of streets of uneven lengths; many walks tie. */
function grid(roll) {
  const streets = { start: [], end: [], length_mm: [], nodes: SIDE * SIDE };
  for (let node = 0; node < SIDE * SIDE; node += 1) {
    [1, SIDE].forEach(function (step) {
      if (step === 1 ? (node + 1) % SIDE : node + SIDE < SIDE * SIDE) {
        streets.start.push(node);
        streets.end.push(node + step);
        streets.length_mm.push(100 * (1 + roll(9)));
      }
    });
  }
  return search.roadsOf(streets);
}

test("a center beside a field that is known is answered as all together are, as far as asked", function () {
  const roll = dice(11);
  let nearer = 0;
  for (let trial = 0; trial < 60; trial += 1) {
    const roads = grid(roll);
    const spots = Array.from({ length: 5 }, function (_, rank) {
      const piece = roll(roads.length_mm.length);
      return { piece: piece, at_mm: roll(roads.length_mm[piece] + 1), leg_mm: 100 * roll(3), rank: rank };
    });
    const moved = roll(spots.length);
    const own = [spots[moved]];
    const others = spots.filter(function (spot) {
      return spot !== spots[moved];
    });
    const whole = search.walkField(roads, spots);
    const field = search.walkField(roads, others);
    const before = field.walk_mm.slice();
    const found = search.walkField(roads, own, { field: field, most_mm: MOST_MM });
    assert.deepEqual(field.walk_mm, before);
    whole.walk_mm.forEach(function (walk, row) {
      if (walk <= MOST_MM) {
        assert.deepEqual([found.walk_mm[row], found.rank[row]], [walk, whole.rank[row]]);
        assert.equal(found.improved[row] === 1, whole.rank[row] === moved);
        nearer += found.improved[row];
      } else {
        assert.ok(found.walk_mm[row] > MOST_MM);
      }
    });
  }
  assert.ok(nearer > 500);
});
