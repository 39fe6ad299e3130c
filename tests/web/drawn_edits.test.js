"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const equalArea = require("../../circles/publish/web/equal_area.js");
const nearestBlock = require("../../circles/publish/web/nearest_block.js");
const polygonRings = require("../../circles/publish/web/polygon_rings.js");
const textOrder = require("../../circles/publish/web/text_order.js");
const check = require("../../circles/publish/web/scenario_check.js");

test("the plane of a study is PROJ's, to a hundredth of a micrometre", function () {
  const told = [
    [114.3, 30.6, 1146000000, 309100000, 28678.350378467436, 34406.21522512524],
    [-51.2, -30.0, -511876543, -302345678, 1188.3864710391217, -26002.87216913159],
    [8.7, 49.4, 90000000, 497100000, 21637.969241184124, 34521.141204850705],
    [0.0, 0.0, 123457, -2345678, 1374.3084739421736, -25937.148108501686],
  ];
  told.forEach(function (row) {
    const at = equalArea({ lon: row[0], lat: row[1] })(row[2], row[3]);
    assert.ok(Math.abs(at[0] - row[4]) < 1e-8, at + " " + row);
    assert.ok(Math.abs(at[1] - row[5]) < 1e-8, at + " " + row);
  });
});

/** Two triangles of 10,000 units side by side, sharing an edge and its top, and a point; ids as given. */
function blocks(ids) {
  const corner = [1143000000, 306000000];
  return nearestBlock(
    {
      plane: { lon: 114.3, lat: 30.6 },
      polygons: {
        polygons: [1, 1, 0, 0],
        rings: [1, 1],
        sizes: [3, 3],
        x: [corner[0], 10000, 0, 0, 10000, -10000],
        y: [corner[1], 0, 10000, -10000, 0, 10000],
      },
      lon: [corner[0] + 5000, corner[0] + 15000, corner[0] + 50000, null],
      lat: [corner[1] + 5000, corner[1] + 5000, corner[1], null],
    },
    ids,
  );
}

const ALL = { there: [1, 1, 1, 1], added: [] };

test("a gate goes to the block in or near which it is, of equally near ones to the lowest id", function () {
  const at = function (ids, x, y) {
    return blocks(ids).rowAt(1143000000 + x, 306000000 + y, ALL);
  };
  assert.equal(at(["B", "A", "C", "D"], 6000, 2000), 0);
  assert.equal(at(["B", "A", "C", "D"], 16000, -3000), 1);
  assert.equal(at(["B", "A", "C", "D"], 45000, 0), 2);
  // The top that both share, and straight above it.
  assert.equal(at(["B", "A", "C", "D"], 10000, 10000), 1);
  assert.equal(at(["A", "B", "C", "D"], 10000, 10000), 0);
  assert.equal(at(["B", "A", "C", "D"], 10000, 12000), 1);
  assert.equal(at(["A", "B", "C", "D"], 10000, 12000), 0);
});

test("without any place of a block a gate is of none", function () {
  const told = { polygons: [0], rings: [], sizes: [], x: [], y: [] };
  const none = nearestBlock({ plane: { lon: 0, lat: 0 }, polygons: told, lon: [null], lat: [null] }, ["A"]);
  assert.equal(none.rowAt(0, 0, { there: [1], added: [] }), -1);
});

test("ids are ordered by code points, not by the halves of surrogate pairs", function () {
  assert.ok(textOrder("\uffee", "\u{1f600}") < 0);
  assert.ok(textOrder("A10", "A9") < 0);
  assert.ok(textOrder("A", "A1") < 0);
  assert.equal(textOrder("é", "é"), 0);
});

test("the distance to a line is that to its nearest spot, to a line without extent that to its place", function () {
  assert.equal(polygonRings.lineDistance([0, 0], [10, 0], [4, 3]), 3);
  assert.equal(polygonRings.lineDistance([0, 0], [10, 0], [13, 4]), 5);
  assert.equal(polygonRings.lineDistance([2, 2], [2, 2], [5, 6]), 5);
});

test("a gate that is no place is refused by name", function () {
  [[[114.3]], [["114.3", 30]], [[114.3, 91]], [{ lon: 1, lat: 2 }], "A", [[NaN, 1]]].forEach(
    function (gates) {
      assert.throws(function () {
        check.expectKnown({ gates: gates });
      }, /gates/);
    },
  );
  check.expectKnown({ gates: [[114.3, 30.6]] });
});

test("a gate may go to an estate that is added, and to none that is not there on the day", function () {
  const corner = [1143000000, 306000000];
  const added = [{ row: 4, id: "D001", lon: corner[0] + 45000, lat: corner[1] }];
  const at = function (there, x) {
    return blocks(["B", "A", "C", "D"]).rowAt(corner[0] + x, corner[1], { there: there, added: added });
  };
  assert.equal(at([1, 1, 1, 1, 1], 44000), 4);
  assert.equal(at([1, 1, 1, 1, 0], 44000), 2);
  assert.equal(at([1, 1, 0, 1, 1], 52000), 4);
  assert.equal(at([0, 0, 0, 0, 0], 44000), -1);
  // Midway between C and the estate: the lower id has it, whichever was there before.
  assert.equal(at([0, 0, 1, 1, 1], 47500), 2);
});
