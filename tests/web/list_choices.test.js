"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");

// Two sub-districts, S1 of three communities; two blocks outside, two inside, one not evaluated.
const blockSearch = require("../../circles/publish/web/block_search.js");
const page = {
  blockSearch: blockSearch,
  districtList: { levels: () => ["subdistrict", "community"] },
};
globalThis.window = { circlesPage: page };
require("../../circles/publish/web/list_choices.js");

const app = {
  data: {
    districts: { level: ["subdistrict", "subdistrict", "community", "community", "community"] },
    blocks: { verdict: [1, 1, 0, 0, 2] },
    gaps: {},
  },
  listed: { districts: [0, 1], blocks: [0, 1, 4], gaps: [0] },
  searchTexts: {
    districts: blockSearch.index([
      ["S1", "S2", "lake one", "lake two", "hill"],
      ["", "", "S1", "S1", "S1"],
    ]),
    blocks: blockSearch.index([["east 1", "west 1", "east 2", "west 2", "east 3"]]),
    gaps: blockSearch.index([["east"]]),
  },
  listedOf: (name) =>
    app.listed[name].concat(
      app.searchTexts[name].map((_, i) => i).filter((i) => !app.listed[name].includes(i)),
    ),
};

const counted = (name, find, filter) =>
  page.listChoices.counted(app, name, { find: find, filter: filter || "" });

test("sub-districts that are found are counted of all sub-districts, communities beside them", function () {
  assert.deepEqual(counted("districts", "s1"), { found: 1, all: 2, more: 3 });
  assert.deepEqual(counted("districts", "lake two"), { found: 0, all: 2, more: 1 });
  assert.deepEqual(counted("districts", "lake", "community"), { found: 2, all: 3, more: 0 });
  assert.deepEqual(counted("districts", ""), { found: 2, all: 2, more: 0 });
});

test("blocks that are found are counted of those outside as the tab is named, others beside them", function () {
  assert.deepEqual(counted("blocks", "east"), { found: 1, all: 2, more: 2 });
  assert.deepEqual(counted("blocks", "east", "inside"), { found: 1, all: 5, more: 0 });
  assert.deepEqual(counted("gaps", "east"), { found: 1, all: 1, more: 0 });
});
