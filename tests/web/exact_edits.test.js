"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const exact = require("../../circles/publish/web/exact_shares.js");
const lineMeetings = require("../../circles/publish/web/line_meetings.js");
const closures = require("../../circles/publish/web/closures.js");
const laidPaths = require("../../circles/publish/web/laid_paths.js");
const partedStreets = require("../../circles/publish/web/parted_streets.js");
const rebuiltStreets = require("../../circles/publish/web/rebuilt_streets.js");
const attaching = require("../../circles/publish/web/attaching.js");
const streetRows = require("../../circles/publish/web/street_rows.js");

/** Return [x, y] with p * y - q * x = 1 and 0 < x < p, for p and q without a common divisor, else null. */
function oneBeside(p, q) {
  let rest = [BigInt(p), BigInt(q)];
  let times = [BigInt(0), BigInt(1)];
  while (rest[1] !== BigInt(0)) {
    const whole = rest[0] / rest[1];
    rest = [rest[1], rest[0] - whole * rest[1]];
    times = [times[1], times[0] - whole * times[1]];
  }
  if (rest[0] !== BigInt(1)) {
    return null;
  }
  // times[0] * q = 1 modulo p, so x = -times[0] does.
  const x = ((-times[0] % BigInt(p)) + BigInt(p)) % BigInt(p);
  return [Number(x), Number((BigInt(1) + BigInt(q) * x) / BigInt(p))];
}

test("across the whole earth a line one unit square beside a place does not touch it, though doubles say so", function () {
  let fooled = 0;
  let seen = 0;
  for (let i = 0; i < 400; i += 1) {
    const p = 3599999999 - 7919 * i;
    const q = 1799999997 - 104729 * i;
    const beside = oneBeside(p, q);
    if (!beside) {
      continue;
    }
    seen += 1;
    const a = [-1800000000, -900000000];
    const b = [a[0] + p, a[1] + q];
    const off = [a[0] + beside[0], a[1] + beside[1]];
    const left = [off[0] - 5, off[1] + 5];
    const right = [off[0] + 5, off[1] - 5];
    fooled += Number(p * beside[1] - q * beside[0] !== 1);
    assert.deepEqual(lineMeetings.meetings(a, b, off, left), []);
    assert.equal(lineMeetings.meetings(a, b, off, right).length, 1);
    assert.equal(lineMeetings.meetings(b, a, right, off).length, 1);
  }
  assert.ok(seen > 100);
  assert.ok(fooled > seen / 2);
});

test("places and lengths are rounded from the smaller end, halves up, whichever way a line is drawn", function () {
  const half = exact.share(BigInt(1), BigInt(2));
  assert.equal(exact.rounded(3, half), 2);
  assert.equal(exact.rounded(-3, half), -1);
  assert.equal(exact.rounded(-4, half), -2);
  assert.deepEqual(lineMeetings.placeAt([0, 0], [3, -3], half), [2, -1]);
  assert.deepEqual(lineMeetings.placeAt([3, -3], [0, 0], half), [2, -1]);
  const far = lineMeetings.placeAt([-1800000000, 900000000], [1800000000, -899999999], half);
  assert.deepEqual(far, [0, 1]);
});

test("a double is the fraction that it is, and shares are told apart however near they are", function () {
  const tenth = exact.ofDouble(0.1);
  assert.equal(exact.text(tenth), "3602879701896397/36028797018963968");
  const near = exact.share(BigInt("9007199254740993"), BigInt("18014398509481985"));
  const other = exact.share(BigInt("9007199254740992"), BigInt("18014398509481983"));
  assert.equal(Number(near.part) / Number(near.whole), Number(other.part) / Number(other.whole));
  assert.equal(exact.compare(near, other), -1);
  assert.equal(exact.compare(other, near), 1);
  assert.equal(exact.compare(exact.share(BigInt(2), BigInt(4)), exact.share(BigInt(-1), BigInt(-2))), 0);
});

test("where lines run along each other both ends of the overlap are told", function () {
  const shares = lineMeetings.meetings([0, 0], [10, 0], [15, 0], [5, 0]).map(function (pair) {
    return pair.map(exact.text);
  });
  assert.deepEqual(shares, [
    ["1/2", "1/1"],
    ["1/1", "1/2"],
  ]);
  assert.deepEqual(lineMeetings.meetings([0, 0], [10, 0], [11, 0], [15, 0]), []);
  assert.equal(lineMeetings.meetings([0, 0], [10, 0], [10, 0], [15, 0]).length, 1);
});

/** Return streets before any edit of straight pieces [[from, to, mm], ...]: equal places are one node. */
function streetsOf(pieces, said) {
  const nodes = [];
  const nodeAt = function (place) {
    const known = nodes.findIndex(function (node) {
      return node[0] === place[0] && node[1] === place[1];
    });
    return known < 0 ? nodes.push(place) - 1 : known;
  };
  const column = function (use) {
    return [].concat.apply([], pieces.map(use));
  };
  const start = column(function (piece) {
    return nodeAt(piece[0]);
  });
  const end = column(function (piece) {
    return nodeAt(piece[1]);
  });
  const zeros = new Uint8Array(2 * pieces.length);
  const flat = {
    pieces: pieces.length,
    first: column(function (_, i) {
      return 2 * i;
    }).concat([2 * pieces.length]),
    lon: column(function (piece) {
      return [piece[0][0], piece[1][0]];
    }),
    lat: column(function (piece) {
      return [piece[0][1], piece[1][1]];
    }),
    at_mm: column(function (piece) {
      return [0, piece[2]];
    }),
    marked: zeros,
    start: start,
    end: end,
    mm: column(function (piece) {
      return piece[2];
    }),
    node_lon: nodes.map(function (node) {
      return node[0];
    }),
    node_lat: nodes.map(function (node) {
      return node[1];
    }),
    island: zeros,
    square: zeros,
    compound: new Int32Array(pieces.length).fill(-1),
  };
  return Object.assign(flat, said);
}

function rebuilt(streets, closed, paths) {
  const parted = partedStreets(
    streets,
    closures.closures(streets, closed),
    laidPaths.laidPaths(streets, paths),
  );
  return rebuiltStreets(streets, parted, []);
}

function places(made) {
  return Array.from(made.length_mm, function (mm, piece) {
    return [made.before[piece], made.from_mm[piece], mm];
  });
}

test("a closed line parts a street in whole millimetres, and a spot there is of the side of the smaller end", function () {
  // 100.001 m, crossed in its middle: 50.001 m from the smaller end, whichever way the street runs.
  [0, 1].forEach(function (turned) {
    const ends = [
      [0, 0],
      [9000, 0],
    ];
    const streets = streetsOf([[ends[turned], ends[1 - turned], 100001]]);
    const line = [
      [4500, -10],
      [4500, 10],
    ];
    const made = rebuilt(streets, [line], []);
    const at = turned ? 50000 : 50001;
    assert.deepEqual(places(made), [
      [0, 0, at],
      [0, at, 100001 - at],
    ]);
    assert.equal(new Set([made.start[0], made.end[0], made.start[1], made.end[1]]).size, 4);
    const moved = attaching.moved(made.stage, { piece: 0, at_mm: at });
    assert.equal(moved.piece, turned ? 1 : 0);
    assert.equal(moved.at_mm, turned ? 0 : at);
  });
});

/** Return a street of two segments of 52 m that run east from a bend at (0, 0), told from its southern end. */
function bentStreet() {
  const ends = [
    [3000, -4000],
    [3000, 4000],
  ];
  return streetsOf([[ends[0], ends[1], 104000]], {
    first: [0, 3],
    lon: [3000, 0, 3000],
    lat: [-4000, 0, 4000],
    at_mm: [0, 52000, 104000],
    marked: new Uint8Array(3),
  });
}

/** Return the nodes that hang together with a node, over pieces of any length. */
function reachedFrom(made, node) {
  const reached = new Set([node]);
  for (let round = 0; round < made.start.length; round += 1) {
    made.start.forEach(function (start, piece) {
      if (reached.has(start) || reached.has(made.end[piece])) {
        reached.add(start).add(made.end[piece]);
      }
    });
  }
  return reached;
}

test("a line beside a bend parts both its segments there, and who stands at the bend is shut in", function () {
  const beside = [
    [0, -2000],
    [1, 98000],
  ];
  const made = rebuilt(bentStreet(), [beside], []);
  assert.deepEqual(places(made), [
    [0, 0, 52000],
    [0, 52000, 0],
    [0, 52000, 52000],
  ]);
  assert.equal(attaching.moved(made.stage, { piece: 0, at_mm: 52000 }).piece, 1);
  assert.equal(reachedFrom(made, made.start[1]).size, 2);
});

test("a path from a bend that is closed joins both its segments, and from beside it the one it lies on", function () {
  const through = [
    [-500, 0],
    [500, 0],
  ];
  const reaches = function (paths) {
    const made = rebuilt(bentStreet(), [through], paths);
    const kept = made.stage.piece_before.length;
    return reachedFrom(made, made.start[0]).has(made.end[kept - 1]);
  };
  const outward = [-2000, 0];
  assert.equal(reaches([]), false);
  assert.equal(reaches([[[0, 0], outward]]), true);
  assert.equal(reaches([[[-20, 20], outward]]), false);
});

test("a closed line through a junction parts all its streets from each other", function () {
  const middle = [0, 0];
  const streets = streetsOf([
    [[-9000, 0], middle, 100000],
    [middle, [9000, 0], 100000],
    [middle, [0, 9000], 100000],
  ]);
  const line = [
    [-10, -10],
    [10, 10],
  ];
  const made = rebuilt(streets, [line], []);
  assert.equal(new Set([made.end[0], made.start[1], made.start[2]]).size, 3);
  assert.deepEqual(made.length_mm, [100000, 100000, 100000]);
});

test("a path joins what it crosses but bridges, and its ends what is within ten metres", function () {
  // On the equator 9,000 units are about 100 m; the ends lie about 5 m and 20 m off their streets.
  const pieces = [
    [[0, 0], [18000, 0], 200000],
    [[0, 9000], [18000, 9000], 200000],
    [[0, 18000], [18000, 18000], 200000],
  ];
  const marked = new Uint8Array(6);
  marked[2] = 1;
  const path = [
    [9000, 450],
    [9000, 16200],
  ];
  const made = rebuilt(streetsOf(pieces, { marked: marked }), [], [path]);
  assert.deepEqual(places(made).slice(0, 4), [
    [0, 0, 100000],
    [0, 100000, 100000],
    [1, 0, 200000],
    [2, 0, 200000],
  ]);
  // The path itself and its last step of 450 units, 4.976 m.
  assert.deepEqual(
    places(made)
      .slice(4)
      .map(function (piece) {
        return piece[0];
      }),
    [-1, -1],
  );
  assert.equal(made.length_mm[5], 4976);
  assert.equal(made.laid.length, 2);
  const joined = rebuilt(streetsOf(pieces), [], [path]);
  assert.equal(joined.length_mm.length, 3 + 2 + 3);
});

test("two paths that cross are joined there, in whatever order they are drawn", function () {
  const streets = streetsOf([[[0, 0], [90000, 0], 1000000]]);
  const paths = [
    [
      [9000, 0],
      [18000, 9000],
    ],
    [
      [18000, 0],
      [9000, 9000],
    ],
  ];
  const made = rebuilt(streets, [], paths);
  const laid = made.before.reduce(function (ends, before, piece) {
    return before < 0 ? ends.concat([made.start[piece], made.end[piece]]) : ends;
  }, []);
  const most = Math.max.apply(
    null,
    laid.map(function (node) {
      return laid.filter(function (other) {
        return other === node;
      }).length;
    }),
  );
  assert.equal(most, 4);
  assert.equal(made.laid.length, 4);
  assert.deepEqual(
    rebuilt(streets, [], paths.slice().reverse()).length_mm.slice().sort(),
    made.length_mm.slice().sort(),
  );
});

test("an island that a path joins takes attachments again", function () {
  const streets = streetsOf([
    [[0, 0], [90000, 0], 1000000],
    [[0, 9000], [900, 9000], 10000],
  ]);
  streets.island = Uint8Array.from([0, 1]);
  const path = [
    [450, 0],
    [450, 9000],
  ];
  const made = rebuilt(streets, [], [path]);
  assert.deepEqual(
    made.freed.map(function (each) {
      return made.before[each.piece];
    }),
    [1, 1],
  );
  assert.deepEqual(rebuilt(streets, [path], []).freed, []);
});

test("a compound that is opened is walked as public streets are", function () {
  const streets = streetsOf([
    [[0, 0], [9000, 0], 100000],
    [[9000, 0], [18000, 0], 100000],
  ]);
  streets.compound = Int32Array.from([-1, 0]);
  const parted = partedStreets(streets, closures.closures(streets, []), laidPaths.laidPaths(streets, []));
  const closed = streetRows(rebuiltStreets(streets, parted, [0]));
  const opened = streetRows(rebuiltStreets(streets, parted, [1]));
  assert.equal(closed.layers.node.length, 3 + 4);
  assert.equal(opened.layers, undefined);
});
