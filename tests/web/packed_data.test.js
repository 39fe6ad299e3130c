"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const zlib = require("node:zlib");
const { inflated } = require("../../circles/publish/web/inflate.js");
const packedData = require("../../circles/publish/web/packed_data.js");

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
  return packedData.unpacked(text, size);
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

test("lists in lists come back", function () {
  const tree = { cells: [{ "~": 0 }, ["short"]], sets: [{ x: { "~": 1 } }] };
  const columns = [
    { count: 1, planes: 1, words: "a" },
    { count: 2, planes: 1 },
  ];
  assert.deepEqual(unpacked({ tree: tree, columns: columns }, [1, 3, 0]), {
    cells: [["a"], ["short"]],
    sets: [{ x: [1, null] }],
  });
});

test("a list is unpacked once", function () {
  const found = unpacked({ tree: { a: { "~": 0 } }, columns: [{ count: 1, planes: 1 }] }, [3]);
  found.a.push(5);
  assert.deepEqual(found.a, [1, 5]);
});

/** Return bytes that repeat themselves near and far, the same each time. */
function someBytes(size, values) {
  let seed = 7;
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 1) {
    seed = (seed * 48271) % 2147483647;
    bytes[i] = seed % 5 === 0 && i > 40 ? bytes[i - 40] : seed % values;
  }
  return bytes;
}

["stored", "fixed codes", "own codes"].forEach(function (kind, i) {
  test("what is deflated comes back in steps: " + kind, function () {
    const options = [{ level: 0 }, { strategy: zlib.constants.Z_FIXED }, { level: 9 }][i];
    [someBytes(200000, 256), someBytes(90000, 3), Buffer.from("a"), Buffer.alloc(0)].forEach(
      function (bytes) {
        const source = inflated(zlib.deflateRawSync(bytes, options), bytes.length);
        [0, 1, 70000, 70001, bytes.length].forEach(function (size) {
          source.until(size);
          const known = Math.min(size, bytes.length);
          assert.ok(bytes.subarray(0, known).equals(Buffer.from(source.bytes.subarray(0, known))));
        });
      },
    );
  });
});

test("what is cut short or no such text is refused", function () {
  const packedBytes = zlib.deflateRawSync(someBytes(5000, 256));
  const read = function (bytes, size) {
    return function () {
      inflated(bytes, size).until(size);
    };
  };
  assert.throws(read(packedBytes.subarray(0, 2000), 5000), /broken/);
  assert.throws(read(packedBytes, 5001), /broken/);
  assert.throws(read(Buffer.from([7, 7, 7]), 10), /broken/);
});
