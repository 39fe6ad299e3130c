"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const walkLimits = require("../../circles/publish/web/walk_limits.js");

// Inside, outside, outside without a path, not evaluated.
const PLAN = [0, 1, 1, 2];
const WALK = [400000, 1000001, null, null];

test("a block is inside where its walk is no longer than the limit, to the millimetre", function () {
  assert.deepEqual(walkLimits.verdicts(PLAN, WALK, 1000000), PLAN);
  assert.deepEqual(walkLimits.verdicts(PLAN, WALK, 1000001), [0, 0, 1, 2]);
  assert.deepEqual(walkLimits.verdicts(PLAN, WALK, 399999), [1, 1, 1, 2]);
});

test("a verdict of nobody evaluated stays so at any limit", function () {
  assert.equal(walkLimits.verdicts(PLAN, [0, 0, 0, 0], 10 ** 9)[3], 2);
});

test("sums are of each verdict, and blocks without a number are counted apart", function () {
  assert.deepEqual(walkLimits.sums(PLAN, [1500, null, 250, 7]), {
    parts: [1500, 250, 7],
    total: 1757,
    unknown: 1,
  });
  assert.deepEqual(walkLimits.sums([], []), { parts: [0, 0, 0], total: 0, unknown: 0 });
});

test("a compass claims who is outside and near enough as the crow flies, nobody inside or not evaluated", function () {
  assert.deepEqual(walkLimits.claimed(PLAN, [100, 1000000, 1000001, 5], 1000000), [1]);
  assert.deepEqual(walkLimits.claimed(PLAN, [null, null, null, null], 1000000), []);
});
