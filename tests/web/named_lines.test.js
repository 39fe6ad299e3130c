"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const namedLines = require("../../circles/publish/web/named_lines.js");

// A main street 0-1-2-3 of which the middle piece is drawn the other way, a side street at 1, a ring 4-5-4, one alone.
const STREETS = {
  start: [0, 2, 2, 1, 4, 5, 6],
  end: [1, 1, 3, 6, 5, 4, 7],
  name: [1, 1, 1, 2, 3, 3, 1],
  rank: [2, 2, 2, 1, 1, 1, 1],
  names: ["", "解放大道", "一元路", "环路"],
};

function told(lines) {
  return lines.map(function (line) {
    const parts = line.parts.map(function (part) {
      return (part.forward ? "+" : "-") + part.piece;
    });
    return line.name + " " + parts.join(" ");
  });
}

test("pieces of one name and rank that follow each other are one line, whichever way each is drawn", function () {
  assert.deepEqual(told(namedLines(STREETS, [0, 1, 2, 3, 4, 5, 6])), [
    "解放大道 +0 -1 +2",
    "一元路 +3",
    "环路 +4 +5",
    "解放大道 +6",
  ]);
  assert.deepEqual(told(namedLines(STREETS, [2, 1, 0])), ["解放大道 +0 -1 +2"]);
});

test("a line ends where the street forks, and where its next piece is not asked for", function () {
  const forked = Object.assign({}, STREETS, { name: [1, 1, 1, 1, 3, 3, 1], rank: [2, 2, 2, 2, 1, 1, 1] });
  assert.deepEqual(told(namedLines(forked, [0, 1, 2, 3])), ["解放大道 +0", "解放大道 -2 +1", "解放大道 +3"]);
  assert.deepEqual(told(namedLines(STREETS, [0, 2])), ["解放大道 +0", "解放大道 +2"]);
});
