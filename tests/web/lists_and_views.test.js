"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const listOrder = require("../../circles/publish/web/list_order.js");
const viewLink = require("../../circles/publish/web/view_link.js");

test("the largest come first, what is not known last, what is equal as it stood", function () {
  const people = [5, null, 9, 5, Infinity, 0, null];
  assert.deepEqual(listOrder.largestFirst([0, 1, 2, 3, 4, 5, 6], people), [4, 2, 0, 3, 5, 1, 6]);
  assert.deepEqual(listOrder.largestFirst([6, 3, 1, 0], people), [3, 0, 6, 1]);
  assert.deepEqual(listOrder.largestFirst([], people), []);
});

test("names are ordered with their numbers by value, and who has none stands last", function () {
  const names = ["示例中心 10", null, "示例中心 9", ""];
  assert.deepEqual(listOrder.byName([0, 1, 2, 3], names, "zh"), [2, 0, 1, 3]);
});

test("a view comes back from its link as it was, whatever its texts hold", function () {
  const view = {
    at: "block:B&1=#</script>",
    tab: "gaps",
    find: "解放 大道+%",
    sort: "people",
    filter: "all",
    show: "10,elderly",
    map: { lat: 30.57123, lng: 114.26001, zoom: 15.5 },
  };
  assert.deepEqual(viewLink.viewOf(viewLink.fragmentOf(view)), view);
});

test("a plain view has no link, and one too long has none either", function () {
  assert.equal(viewLink.fragmentOf({}), "#");
  assert.equal(viewLink.fragmentOf({ at: "", tab: "", map: null }), "#");
  assert.equal(viewLink.fragmentOf({ find: "x".repeat(5000) }), "#");
  assert.deepEqual(viewLink.viewOf("#find=" + "x".repeat(5000)), {});
});

test("places that are none, and words that nobody knows, are left out", function () {
  ["1,2", "91,0,3", "0,181,3", "0,0,-1", "0,0,25", "a,b,c", "1,2,3,4", "Infinity,0,3", ""].forEach(
    function (text) {
      assert.deepEqual(viewLink.viewOf("#map=" + text), {});
    },
  );
  assert.deepEqual(viewLink.viewOf("#__proto__=x&constructor=y&tab=gaps"), { tab: "gaps" });
  assert.deepEqual(viewLink.viewOf("#%E4%B8%8"), {});
  assert.deepEqual(viewLink.viewOf(""), {});
});
