"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const blockSearch = require("../../circles/publish/web/block_search.js");
const labelPlacing = require("../../circles/publish/web/label_placing.js");
const numberText = require("../../circles/publish/web/number_text.js");

test("numbers have separators, and unknown is for the caller to say", function () {
  assert.equal(numberText.thousands(1234567), "1,234,567");
  assert.equal(numberText.thousands(999), "999");
  assert.equal(numberText.thousands(-1234.5, 1), "-1,234.5");
  assert.equal(numberText.thousands(-0.2), "0");
});

test("a count that is not nothing is never shown as 0", function () {
  assert.equal(numberText.count(0), "0");
  assert.equal(numberText.count(0.4), "0.4");
  assert.equal(numberText.count(0.04), "0.040");
  assert.equal(numberText.count(350.5), "351");
});

test("metres round half up", function () {
  assert.equal(numberText.metres(1000499), "1,000");
  assert.equal(numberText.metres(1000500), "1,001");
});

test("shown parts of a walk add up to the shown total", function () {
  const parts = [400, 400, 400, 1000300];
  const shown = numberText.metresOfParts(parts);
  assert.deepEqual(shown, ["1", "1", "0", "1,000"]);
  assert.equal(numberText.metres(1001500), "1,002");
  assert.deepEqual(numberText.metresOfParts([0, 0]), ["0", "0"]);
});

test("per cent of what is wrong rounds up, so that 0.0% means none", function () {
  assert.equal(numberText.percentUp(0.00001), "0.1%");
  assert.equal(numberText.percentUp(0.012), "1.2%");
  assert.equal(numberText.percentUp(0), "0.0%");
});

test("texts are filled by name; what a value holds is not filled again", function () {
  assert.equal(numberText.say({ a: "{x}-{y}-{z}" }, "a", { x: "{y}", y: 2 }), "{y}-2-{z}");
  assert.equal(numberText.say({}, "missing.key"), "missing.key");
  assert.equal(numberText.say({ a: "{toString}" }, "a", {}), "{toString}");
});

test("search folds width, case and blanks, and looks beyond the list", function () {
  const texts = blockSearch.index([
    ["ＡＢＣ 小区", "幸福里", null, "abc"],
    ["B1", "B2", "B3", "B4"],
  ]);
  assert.deepEqual(blockSearch.search(texts, [3], "abc", 10), { rows: [3, 0], left: 0 });
  assert.deepEqual(blockSearch.search(texts, [3], "b3", 10).rows, [2]);
  assert.deepEqual(blockSearch.search(texts, [1, 2], "", 1), { rows: [1], left: 1 });
  assert.deepEqual(blockSearch.search(texts, [1, 2], "nothing", 1), { rows: [], left: 0 });
});

test("a search does not find across two columns", function () {
  const texts = blockSearch.index([["ab"], ["cd"]]);
  assert.deepEqual(blockSearch.search(texts, [0], "bc", 5).rows, []);
});

test("labels are kept in order and never cover an earlier one", function () {
  const box = (left, top) => ({ left: left, top: top, right: left + 100, bottom: top + 20 });
  assert.deepEqual(labelPlacing.shown([box(0, 0), box(90, 10), box(0, 21), box(-500, 0), box(80, 0)]), [
    true,
    false,
    true,
    true,
    false,
  ]);
});
