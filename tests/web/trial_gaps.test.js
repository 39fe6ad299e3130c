"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const trialGaps = require("../../circles/publish/web/trial_gaps.js");

const LON = 1143000000;
const LAT = 306000000;
// At 30.6 degrees north 1e-7 degree of latitude is 0.0110849 m: 4510 of them 49.99 m, 4512 of them 50.02 m.
const NEAR = 4510;
const FAR = 4512;

/** A town of squares, 1000 units wide, one above the other at these gaps, and points at these heights above the first. */
function town(gaps, points, districts) {
  const polygons = { polygons: [], rings: [], sizes: [], x: [], y: [] };
  const lon = [];
  const lat = [];
  let last = [0, 0];
  const put = function (place) {
    polygons.x.push(place[0] - last[0]);
    polygons.y.push(place[1] - last[1]);
    last = place;
  };
  let base = LAT;
  gaps.forEach(function (gap) {
    base += gap;
    polygons.polygons.push(1);
    polygons.rings.push(1);
    polygons.sizes.push(4);
    [
      [LON, base],
      [LON + 1000, base],
      [LON + 1000, base + 1000],
      [LON, base + 1000],
    ].forEach(put);
    lon.push(LON + 500);
    lat.push(base + 500);
    base += 1000;
  });
  points.forEach(function (height) {
    polygons.polygons.push(0);
    lon.push(LON);
    lat.push(LAT + height);
  });
  return {
    blocks: { plane: { lon: 114.3, lat: 30.6 }, polygons: polygons, lon: lon, lat: lat },
    districts: Object.assign({ subdistrict: null, community: null }, districts),
    gap_m: { areas: 50, points: 150 },
  };
}

function gaps(told, changes) {
  const count = told.blocks.lon.length + (changes.added || []).length;
  const rows = Array.from({ length: count }, (_, i) => i);
  const solved = {
    rows: rows,
    verdict: rows.map(() => 1),
    rank: rows.map(() => 0),
    ids: rows.map(String),
    added: [],
  };
  return trialGaps(told).of(Object.assign(solved, changes));
}

test("blocks hang together up to 50 m, from one to the next, and only those that are outside", function () {
  assert.deepEqual(gaps(town([0, NEAR, NEAR, FAR], []), {}), [[0, 1, 2], [3]]);
  assert.deepEqual(gaps(town([0, NEAR, NEAR], []), { verdict: [1, 0, 1] }), [[0], [2]]);
  assert.deepEqual(gaps(town([0, NEAR], []), { rows: [1] }), [[1]]);
  assert.deepEqual(gaps(town([], []), {}), []);
});

test("a point is near up to 150 m, be it a block or an estate that is added", function () {
  const near = 1000 + 3 * NEAR;
  assert.deepEqual(gaps(town([0], [near]), {}), [[0, 1]]);
  assert.deepEqual(gaps(town([0], [near + 30]), {}), [[0], [1]]);
  assert.deepEqual(gaps(town([0], [500]), {}), [[0, 1]]);
  const added = function (height) {
    return { added: [{ lon: LON, lat: LAT + height }] };
  };
  assert.deepEqual(gaps(town([0], []), added(near)), [[0, 1]]);
  assert.deepEqual(gaps(town([0], []), added(near + 30)), [[0], [1]]);
});

test("one gap has one nearest center, or none at all, and one district by the finest level that both name", function () {
  const together = [0, NEAR];
  assert.deepEqual(gaps(town(together, []), { rank: [0, 1] }), [[0], [1]]);
  assert.deepEqual(gaps(town(together, []), { rank: [-1, -1] }), [[0, 1]]);
  const of = function (subdistrict, community) {
    return gaps(town(together, [], { subdistrict: subdistrict, community: community }), {}).length;
  };
  assert.equal(of([0, 1], [0, 0]), 2);
  assert.equal(of([0, 0], [0, 1]), 1);
  assert.equal(of([0, -1], [0, 1]), 2);
  assert.equal(of([0, -1], [0, -1]), 1);
  assert.equal(of(null, [0, 1]), 2);
});

test("a block within another is near it whichever of both is asked first", function () {
  const told = town([0, 0], []);
  // The second square is put around the first, 200 m away on every side.
  told.blocks.polygons.x = [LON, 1000, 0, -1000, -20000, 41000, 0, -41000];
  told.blocks.polygons.y = [LAT, 0, 1000, 0, -21000, 0, 41000, 0];
  assert.deepEqual(gaps(told, {}), [[0, 1]]);
  told.blocks.polygons.x = [LON - 20000, 41000, 0, -41000, 20000, 1000, 0, -1000];
  told.blocks.polygons.y = [LAT - 20000, 0, 41000, 0, -21000, 0, 1000, 0];
  assert.deepEqual(gaps(told, {}), [[0, 1]]);
});
