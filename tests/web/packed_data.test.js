"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const zlib = require("node:zlib");
const packedData = require("../../circles/publish/web/packed_data.js");

// As web_files.py gives it to the page, its fault with stored blocks mended.
const source = fs.readFileSync(
  path.join(__dirname, "../../circles/publish/web/vendor/tiny-inflate/index.js"),
  "utf8",
);
const inflate = evaluated(source.replace("while (d.bitcount > 8)", "while (d.bitcount >= 8)"));

function evaluated(text) {
  const module = { exports: {} };
  new Function("module", text)(module);
  return module.exports;
}

/** Return text as packed_columns.py writes it, and the size of the document: a head, then the bytes of the columns. */
function packed(head, bytes) {
  const ascii = JSON.stringify(head).replace(/[^\x20-\x7e]/g, function (c) {
    return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ascii.length);
  const whole = Buffer.concat([length, Buffer.from(ascii), Buffer.from(bytes)]);
  const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(
    (c) => !'"&<'.includes(c),
  );
  const bits = Array.from(zlib.deflateRawSync(whole)).flatMap((byte) =>
    Array.from({ length: 8 }, (_, i) => (byte >> i) & 1),
  );
  let text = "";
  for (let at = 0; at < bits.length; at += 13) {
    const value = bits.slice(at, at + 13).reduce((sum, bit, i) => sum + (bit << i), 0);
    text += letters[value % 91] + letters[Math.floor(value / 91)];
  }
  return [text, whole.length];
}

function unpacked(head, bytes) {
  const [text, size] = packed(head, bytes);
  return packedData.unpacked(text, size, inflate);
}

test("a document comes back whole, whatever its names hold", function () {
  const names = ["</script><script>alert(1)</script>", "$" + "{x} `y` \\", "小区"];
  assert.deepEqual(unpacked({ tree: { names: names }, columns: [] }, []), { names: names });
});

test("bytes that cannot be deflated come back too", function () {
  let seed = 1;
  const noise = Array.from({ length: 200000 }, function () {
    seed = (seed * 48271) % 2147483647;
    return 1 + (seed % 255);
  });
  const found = unpacked(
    { tree: { many: { "~": 0 } }, columns: [{ count: noise.length, planes: 1 }] },
    noise,
  );
  assert.equal(found.many.length, noise.length);
  found.many.forEach(function (value, i) {
    assert.equal(value < 0 ? -2 * value : 2 * value + 1, noise[i]);
  });
});

test("columns come back as numbers, steps, differences, decimals, words and texts with ends", function () {
  const columns = [
    { count: 3, planes: 2 },
    { count: 3, planes: 1, steps: 1 },
    { count: 3, planes: 1, from: 0 },
    { count: 3, planes: 1, digits: 1 },
    { count: 3, planes: 1, words: "内\x7foutside" },
    { count: 3, planes: 1, ends: "B1\x7f2" },
  ];
  const bytes = [1, 0, 2, 2, 0, 0].concat([21, 0, 2], [1, 0, 3], [31, 0, 2], [3, 1, 0], [1, 0, 3]);
  const tree = [0, 1, 2, 3, 4, 5].reduce(function (found, i) {
    found["c" + i] = { "~": i };
    return found;
  }, {});
  assert.deepEqual(unpacked({ tree: tree, columns: columns }, bytes), {
    c0: [256, null, -1],
    c1: [10, null, 9],
    c2: [256, null, 0],
    c3: [1.5, null, -0.1],
    c4: ["outside", "内", null],
    c5: ["B1", null, "B2"],
  });
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
