"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const walkStory = require("../../circles/publish/web/walk_story.js");

// n0 --p0 (100 m, "A")-- n1 --p1 (200 m, "A")-- n2 --p2 (50 m, "")-- n3
//      C at 30 m, leg 5 m            and p3 (80 m, "B"), a dead end from n2 to n4
const streets = {
  start: [0, 1, 2, 2],
  end: [1, 2, 3, 4],
  length_mm: [100000, 200000, 50000, 80000],
  name: [0, 0, 1, 2],
  names: ["A", "", "B"],
  walk_mm: [35000, 75000, null, null, null],
  center: [0, 0, null, null, null],
  next_piece: [-1, -1, 1, 2, 3],
};
const center = { piece: 0, at_mm: 30000, leg_mm: 5000 };

function total(story) {
  return story.parts.reduce(function (sum, part) {
    return sum + Math.abs(part.to_mm - part.from_mm);
  }, story.access_mm + story.final_mm);
}

test("a walk leaves its piece, follows the nodes and ends on the center's piece", function () {
  const story = walkStory.walk(streets, { piece: 3, at_mm: 60000, leg_mm: 7000 }, center, 0, 342000);
  assert.deepEqual(story.parts, [
    { piece: 3, from_mm: 60000, to_mm: 0 },
    { piece: 1, from_mm: 200000, to_mm: 0 },
    { piece: 0, from_mm: 100000, to_mm: 30000 },
  ]);
  assert.equal(total(story), 342000);
});

test("a walk on the center's own piece goes along it", function () {
  const story = walkStory.walk(streets, { piece: 0, at_mm: 90000, leg_mm: 1000 }, center, 0, 66000);
  assert.deepEqual(story.parts, [{ piece: 0, from_mm: 90000, to_mm: 30000 }]);
});

test("a walk on the center's own piece goes around by its ends where that is shorter", function () {
  // A ring of two pieces: p0 is 1,000 m long, p1 100 m; both between n0 and n1.
  const ring = {
    start: [0, 0],
    end: [1, 1],
    length_mm: [1000000, 100000],
    name: [0, 0],
    names: [""],
    walk_mm: [10000, null],
    center: [0, null],
    next_piece: [-1, 1],
  };
  const to = { piece: 0, at_mm: 10000, leg_mm: 0 };
  const story = walkStory.walk(ring, { piece: 0, at_mm: 990000, leg_mm: 0 }, to, 0, 120000);
  assert.deepEqual(
    story.parts.map(function (part) {
      return part.piece;
    }),
    [0, 1, 0],
  );
  assert.equal(total(story), 120000);
});

test("a center on a loop is reached by the end that its node's walk tells", function () {
  const loop = {
    start: [0, 0],
    end: [0, 1],
    length_mm: [400000, 100000],
    name: [0, 1],
    names: ["Loop", "Road"],
    walk_mm: [50000, null],
    center: [0, null],
    next_piece: [-1, 1],
  };
  const to = { piece: 0, at_mm: 350000, leg_mm: 0 };
  const story = walkStory.walk(loop, { piece: 1, at_mm: 100000, leg_mm: 0 }, to, 0, 150000);
  assert.deepEqual(story.parts[story.parts.length - 1], { piece: 0, from_mm: 400000, to_mm: 350000 });
});

test("a walk that does not add up, or leads to another center, is not told", function () {
  const from = { piece: 3, at_mm: 60000, leg_mm: 7000 };
  assert.equal(walkStory.walk(streets, from, center, 0, 342001), null);
  assert.equal(walkStory.walk(streets, from, center, 1, 342000), null);
});

test("a table that leads in a ring ends all the same", function () {
  const broken = Object.assign({}, streets, { next_piece: [0, 0, 1, 2, 3] });
  assert.equal(walkStory.walk(broken, { piece: 3, at_mm: 60000, leg_mm: 7000 }, center, 0, 342000), null);
});

test("legs merge streets of one name in a row and keep both access legs", function () {
  const story = walkStory.walk(streets, { piece: 2, at_mm: 50000, leg_mm: 0 }, center, 0, 325000);
  assert.deepEqual(walkStory.legs(streets, story), [
    { kind: "access", name: null, mm: 0 },
    { kind: "street", name: "", mm: 50000 },
    { kind: "street", name: "A", mm: 270000 },
    { kind: "final", name: null, mm: 5000 },
  ]);
});

test("a path that an edit laid is a leg of its own, also between pieces of its name", function () {
  const story = walkStory.walk(streets, { piece: 2, at_mm: 50000, leg_mm: 0 }, center, 0, 325000);
  const laid = Object.assign({}, streets, { laid: [story.parts[1].piece] });
  const legs = walkStory.legs(laid, story);
  assert.equal(legs[2].kind, "path");
  assert.equal(
    legs.reduce(function (sum, leg) {
      return sum + leg.mm;
    }, 0),
    325000,
  );
});

test("the line of a walk is cut on its first and last piece", function () {
  const lines = {
    first: [0, 2, 5],
    lat: [0, 0, 0, 0, 0],
    lon: [0, 1, 1, 2, 3],
  };
  const two = { length_mm: [1000, 2000] };
  const parts = [
    { piece: 1, from_mm: 1500, to_mm: 0 },
    { piece: 0, from_mm: 1000, to_mm: 250 },
  ];
  const line = walkStory.line(two, lines, { parts: parts });
  assert.deepEqual(line, [
    [0, 2.5],
    [0, 2],
    [0, 1],
    [0, 0.25],
  ]);
});

test("a line cut at one place is that place twice", function () {
  const cut = walkStory.cut(
    [
      [0, 0],
      [0, 4],
    ],
    0.5,
    0.5,
  );
  assert.deepEqual(cut, [
    [0, 2],
    [0, 2],
  ]);
});

test("a walk leaves a compound by its gate and is told so", function () {
  // n0 --p0 (100 m, private)-- n1 --p1 (200 m, "B")-- n2, the center at n2; the house on p0 at n0.
  // Rows 0-2 are the nodes in public, then n0 and n1 of the compound, each entering and leaving.
  const gated = {
    start: [0, 1],
    end: [1, 2],
    length_mm: [100000, 200000],
    name: [0, 1],
    names: ["", "B"],
    walk_mm: [null, null, 0, null, null, null, null],
    center: [null, null, 0, null, null, null, null],
    next_piece: [-1, 1, -1, -1, 0, -1, -1],
    layers: {
      node: [0, 1, 2, 0, 0, 1, 1],
      next: [null, null, null, null, 6, null, 1],
      compound: [-1, -1, -1, 0, 0, 0, 0],
      start: [4, 1],
      end: [6, 2],
      names: ["花园"],
    },
  };
  const from = { piece: 0, at_mm: 40000, leg_mm: 3000 };
  const story = walkStory.walk(gated, from, { piece: 1, at_mm: 200000, leg_mm: 0 }, 0, 263000);
  assert.deepEqual(story.parts, [
    { piece: 0, from_mm: 40000, to_mm: 100000 },
    { gate: 0 },
    { piece: 1, from_mm: 0, to_mm: 200000 },
    { piece: 1, from_mm: 200000, to_mm: 200000 },
  ]);
  assert.deepEqual(walkStory.legs(gated, story), [
    { kind: "access", name: null, mm: 3000 },
    { kind: "street", name: "", mm: 60000 },
    { kind: "gate", name: "花园", mm: 0 },
    { kind: "street", name: "B", mm: 200000 },
    { kind: "final", name: null, mm: 0 },
  ]);
});
