"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const test = require("node:test");
const zlib = require("node:zlib");
const packedData = require("../../circles/publish/web/packed_data.js");

const inflate = require(path.join(__dirname, "../../circles/publish/web/vendor/tiny-inflate/index.js"));

test("a document comes back whole, whatever its names hold", function () {
  const names = ["</script><script>alert(1)</script>", "$" + "{x} `y` \\", "小区"];
  const text = JSON.stringify({ names: names, many: Array.from({ length: 5000 }, (_, i) => i * i) });
  const ascii = text.replace(/[^\x20-\x7e]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  const base64 = zlib.deflateRawSync(Buffer.from(ascii)).toString("base64");
  const found = packedData.unpacked(base64, ascii.length, inflate);
  assert.deepEqual(found.names, names);
  assert.equal(found.many[4999], 4999 * 4999);
});

test("steps become degrees", function () {
  assert.deepEqual(Array.from(packedData.degrees([114300000, -1, 2])), [114.3, 114.299999, 114.300001]);
});

test("polygons come back by geometry, holes after their ring, none for a point", function () {
  const found = packedData.polygons({
    polygons: [1, 0, 2],
    rings: [2, 1, 1],
    sizes: [1, 1, 1, 1],
    x: [1000000, 1000000, 1000000, 1000000],
    y: [0, 0, 0, 0],
  });
  assert.deepEqual(found, [[[[[0, 1]], [[0, 2]]]], [], [[[[0, 3]]], [[[0, 4]]]]]);
});

test("points come back as lat, lon, missing ones as null", function () {
  assert.deepEqual(packedData.points({ x: [2000000, null], y: [1000000, null] }), [[1, 2], null]);
});

test("street lines join node, vertices between and node", function () {
  const lines = packedData.streetLines({
    start: [0, 1],
    end: [1, 0],
    node_x: [1000000, 2000000],
    node_y: [0, 0],
    sizes: [1, 0],
    x: [500000],
    y: [250000],
  });
  assert.deepEqual(Array.from(lines.first), [0, 3, 5]);
  assert.deepEqual(Array.from(lines.lon), [1, 1.5, 3, 3, 1]);
  assert.deepEqual(Array.from(lines.lat), [0, 0.25, 0, 0, 0]);
});
