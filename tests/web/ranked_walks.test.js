"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const rankedWalks = require("../../circles/publish/web/ranked_walks.js");
const reachQuestions = require("../../circles/publish/web/reach_questions.js");
const shownMinutes = require("../../circles/publish/web/shown_minutes.js");
const walkSearch = require("../../circles/publish/web/walk_search.js");

// One street of three pieces, 0 - 1 - 2 - 3, of 100 m each: centers stand 10 m into each piece, the last one with a leg of 5 m.
const STREETS = { nodes: 4, start: [0, 1, 2], end: [1, 2, 3], length_mm: [100000, 100000, 100000] };
const SPOTS = [
  { piece: 0, at_mm: 10000, leg_mm: 0, rank: 0 },
  { piece: 1, at_mm: 10000, leg_mm: 0, rank: 1 },
  { piece: 2, at_mm: 10000, leg_mm: 5000, rank: 2 },
];
// Blocks: 60 m into the first piece with a leg of 1 m, at the very end of the street, and one without a street.
const POINTS = { owner: [0, 1], piece: [0, 2], at_mm: [60000, 100000], leg_mm: [1000, 0] };

function nearest(count, spots) {
  const roads = walkSearch.roadsOf(STREETS);
  const field = rankedWalks.field(roads, spots, count);
  return rankedWalks.nearest(roads, field, spots, POINTS, 3);
}

test("the nearest, second and third nearest are walked along the street, none twice", function () {
  assert.deepEqual(nearest(3, SPOTS), [
    [
      { walk_mm: 51000, center: 0 },
      { walk_mm: 51000, center: 1 },
      { walk_mm: 156000, center: 2 },
    ],
    [
      { walk_mm: 95000, center: 2 },
      { walk_mm: 190000, center: 1 },
      { walk_mm: 290000, center: 0 },
    ],
    [],
  ]);
});

test("fewer centers than asked for are told as fewer, and more are left out", function () {
  assert.deepEqual(nearest(3, SPOTS.slice(0, 1))[0], [{ walk_mm: 51000, center: 0 }]);
  assert.deepEqual(
    nearest(2, SPOTS)[1].map(function (each) {
      return each.center;
    }),
    [2, 1],
  );
});

test("the first of the ranked is the nearest of the plain search, ties too", function () {
  const roads = walkSearch.roadsOf(STREETS);
  const turned = SPOTS.slice().reverse();
  const plain = walkSearch.nearest(roads, walkSearch.walkField(roads, turned), turned, POINTS, 3);
  nearest(2, turned).forEach(function (ranked, block) {
    const first = ranked.length ? ranked[0] : { walk_mm: Infinity, center: -1 };
    assert.deepEqual([first.walk_mm, first.center], [plain.walk_mm[block], plain.rank[block]]);
  });
});

test("two entrances of one center are one center, by the nearer of them", function () {
  const spots = [
    { piece: 0, at_mm: 0, leg_mm: 0, rank: 0 },
    { piece: 0, at_mm: 90000, leg_mm: 0, rank: 0 },
    { piece: 1, at_mm: 10000, leg_mm: 0, rank: 1 },
  ];
  assert.deepEqual(nearest(2, spots)[0], [
    { walk_mm: 31000, center: 0 },
    { walk_mm: 51000, center: 1 },
  ]);
});

test("a block is served by one center alone where the second is beyond the limit, by one millimetre too", function () {
  const of = nearest(3, SPOTS);
  assert.deepEqual(reachQuestions.alone(of, 100000, 3), [[], [], [1]]);
  assert.deepEqual(reachQuestions.alone(of, 189999, 3), [[], [], [1]]);
  assert.deepEqual(reachQuestions.alone(of, 190000, 3), [[], [], []]);
  assert.deepEqual(reachQuestions.alone(of, 50999, 3), [[], [], []]);
});

test("a sum says of how many the number is not known, and takes none for nothing", function () {
  assert.deepEqual(reachQuestions.sumOf([0, 1, 2], [1500, null, 0]), { sum: 1500, unknown: 1, known: 2 });
  assert.deepEqual(reachQuestions.sumOf([1], [1500, null, 0]), { sum: 0, unknown: 1, known: 0 });
});

test("minutes round up, so that a walk has one figure by whatever limit", function () {
  // 1000 m at 4 km/h are 15 minutes to the millimetre.
  assert.equal(shownMinutes(1000000, 4000, []), "15.0");
  assert.equal(shownMinutes(1000001, 4000, []), "15.1");
  assert.equal(shownMinutes(999999, 4000, []), "15.0");
  assert.equal(shownMinutes(1324667, 4000, []), "19.9");
  // 7.2 is a little more than 7.2 in binary.
  assert.equal(shownMinutes(480000, 4000, []), "7.2");
  assert.equal(shownMinutes(0, 4000, []), "0.0");
});

test("minutes round down where up would pass an uneven limit that is kept", function () {
  assert.equal(shownMinutes(482666, 4000, [7.25]), "7.2");
  assert.equal(shownMinutes(483400, 4000, [7.25]), "7.3");
});
