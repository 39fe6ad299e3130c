"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const { withRemedy } = require("../../circles/publish/web/remedy_trial.js");

test("a measure is added to what is tried, and what was tried stays as it was", function () {
  const scenario = { minutes: 10, gates: [[1, 2]] };
  const found = withRemedy(scenario, { gates: [[3, 4]] });
  assert.deepEqual(found, {
    minutes: 10,
    gates: [
      [1, 2],
      [3, 4],
    ],
  });
  assert.deepEqual(scenario, { minutes: 10, gates: [[1, 2]] });
});

test("what is tried already is not tried twice", function () {
  const once = withRemedy({}, { add: [{ name: "N", lon: 1, lat: 2 }] });
  assert.deepEqual(withRemedy(once, { add: [{ name: "N", lon: 1, lat: 2 }] }), once);
});

test("a center that is opened is no longer closed, and one that moves moves once", function () {
  assert.deepEqual(withRemedy({ close: ["A"] }, { open: ["A"] }), { open: ["A"] });
  assert.deepEqual(withRemedy({ close: ["A", "B"] }, { open: ["A"] }), { close: ["B"], open: ["A"] });
  const moved = withRemedy(
    { move: [{ center_id: "A", lon: 1, lat: 1 }] },
    { move: [{ center_id: "A", lon: 2, lat: 2 }] },
  );
  assert.deepEqual(moved, { move: [{ center_id: "A", lon: 2, lat: 2 }] });
});

test("a path and a center are added", function () {
  const path = [
    [0, 0],
    [1, 1],
  ];
  assert.deepEqual(withRemedy(withRemedy({}, { paths: [path] }), { open: ["C"] }), {
    paths: [path],
    open: ["C"],
  });
});
