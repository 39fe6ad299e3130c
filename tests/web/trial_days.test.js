"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const account = require("../../circles/publish/web/what_if_account.js");
const centersFile = require("../../circles/publish/web/centers_file.js");
const changingDays = require("../../circles/publish/web/changing_days.js");
const check = require("../../circles/publish/web/scenario_check.js");
const dayText = require("../../circles/publish/web/day_text.js");
const estatesFile = require("../../circles/publish/web/estates_file.js");
const plannedEstates = require("../../circles/publish/web/planned_estates.js");
const steps = require("../../circles/publish/web/what_if_scenario.js");
const tiers = require("../../circles/publish/web/center_tiers.js");
const compoundChoice = require("../../circles/publish/web/compound_choice.js");

test("days are ISO texts of days that there are; a year and a month are parts of one", function () {
  ["2027-06-30", "2028-02-29", "2000-02-29"].forEach(function (text) {
    assert.ok(dayText.isDay(text), text);
  });
  ["2027-06", "2027", "2027-02-29", "1900-02-29", "2027-13-01", "2027-6-1", "0000-01-01", 2027, null].forEach(
    function (text) {
      assert.ok(!dayText.isDay(text), text);
    },
  );
  assert.ok(dayText.isPartDay("2027-06") && dayText.isPartDay("2027"));
  assert.ok(!dayText.isPartDay("2027-00") && !dayText.isPartDay("") && !dayText.isPartDay("0000"));
  // A month begins with its first day; what is not known has not begun.
  assert.ok(dayText.hasBegun("2027-06", "2027-06-01"));
  assert.ok(!dayText.hasBegun("2027-06-02", "2027-06-01"));
  assert.ok(!dayText.hasBegun("", "2027-06-01"));
});

test("days at which something changes are those ahead, and say what", function () {
  const told = {
    as_of: null,
    days: {
      used: [1, 1, 1, 0, 1],
      opens: ["2018-02", "2027-06", "2023-03", "2027-01", ""],
      closes: ["2027-06-01", "", "2024-12", "", ""],
    },
    estates: { row: [7, 1, 8], delivered: ["2026-09", "2024-05", ""] },
  };
  const status = ["open", "closed", "closed", "closed", "open"];
  const first = { day: "2026-09-01", opens: 0, closes: 0, delivered: 1 };
  // The first center closes on the day on which the second opens; the third is closed for good, the fourth only planned.
  const second = { day: "2027-06-01", opens: 1, closes: 1, delivered: 0 };
  assert.deepEqual(changingDays(told, status, 7, {}), [first, second]);
  const scenario = { add: [{ opens: "2028" }, {}], demand: [{ delivered: "2027-06" }] };
  assert.deepEqual(changingDays(told, status, 7, scenario), [
    first,
    Object.assign({}, second, { delivered: 1 }),
    { day: "2028-01-01", opens: 1, closes: 0, delivered: 0 },
  ]);
  // On a map of a day all that is dated later is ahead, and nothing else.
  const onDay = Object.assign({}, told, { as_of: "2024-06-30" });
  assert.deepEqual(
    changingDays(onDay, status, 7, {}).map((row) => [row.day, row.opens, row.closes, row.delivered]),
    [
      ["2024-12-01", 0, 1, 0],
      ["2026-09-01", 0, 0, 1],
      ["2027-06-01", 1, 1, 0],
    ],
  );
});

/** Two blocks, an estate delivered on the day of the plan between them and the next, which comes in 2027, and one without a day. */
const TOLD = {
  as_of: "2025-01-01",
  estates: { row: [3, 2, 4], id: ["P1", "P2", "P3"], delivered: ["2027", "2024-05", ""] },
};

test("the estates that are there stand behind the blocks in the order of their list, those added last", function () {
  const estates = plannedEstates(TOLD, ["A", "B", "P2"]);
  assert.deepEqual(estates.ids, ["A", "B", "P2", "P1", "P3"]);
  assert.deepEqual(estates.on({}, TOLD.as_of).rows, [0, 1, 2]);
  assert.deepEqual(estates.on({ as_of: "2027-01-01" }, "2027-01-01").rows, [0, 1, 3, 2]);
  assert.deepEqual(estates.on({ as_of: "2024-04-30" }, "2024-04-30").rows, [0, 1]);
  const demand = [
    { name: "甲", lon: 114, lat: 30, people: 0, delivered: "2025" },
    { name: "乙", lon: 114, lat: 30, delivered: "2025-01-02" },
    { lon: 114, lat: 30, people: 9 },
  ];
  const now = estates.on({ demand: demand }, TOLD.as_of);
  assert.deepEqual(now.rows, [0, 1, 2, 5]);
  assert.deepEqual(
    now.added.map((estate) => [estate.id, estate.row, estate.people, estate.households]),
    [
      ["D001", 5, 0, null],
      ["D002", 6, null, null],
      ["D003", 7, 9, null],
    ],
  );
  // Without a day none is counted, whatever its own is.
  assert.deepEqual(estates.on({ demand: demand }, null).rows, [0, 1, 2]);
  assert.deepEqual(
    plannedEstates(TOLD, ["D001", "B", "P2"]).on({ demand: demand.slice(0, 1) }, null).added[0].id,
    "D002",
  );
});

test("what is said of centers, estates and days is refused by name where it is none", function () {
  const at = { lon: 114, lat: 30 };
  [
    [{ as_of: "2027-06" }, /as_of/],
    [{ as_of: null }, /as_of/],
    [{ demand: {} }, /demand/],
    [{ demand: [null] }, /demand/],
    [{ demand: [{ lon: 114 }] }, /lon/],
    [{ demand: [Object.assign({ people: -1 }, at)] }, /people/],
    [{ demand: [Object.assign({ people: "9" }, at)] }, /people/],
    [{ demand: [Object.assign({ delivered: "soon" }, at)] }, /delivered/],
    [{ demand: [Object.assign({ population: 9 }, at)] }, /population/],
    [{ add: [Object.assign({ opens: "2027-13" }, at)] }, /opens/],
    [{ add: [Object.assign({ services: "a" }, at)] }, /services/],
    [{ add: [Object.assign({ floor_m2: NaN }, at)] }, /floor_m2/],
    [{ add: [Object.assign({ constructor: 1 }, at)] }, /constructor/],
  ].forEach(function (wrong) {
    assert.throws(() => check.expectKnown(wrong[0]), wrong[1]);
  });
  const said = { tier: "街镇", opens: "2027", floor_m2: 0, capacity: 9, services: ["a"], communities: [] };
  check.expectKnown({ as_of: "2027-06-30", add: [Object.assign(said, at)], demand: [at] });
});

test("a higher tier serves a lower one only where the study says so, and one that says no tier serves none", function () {
  const list = [
    { name: "街镇", seconds: 1800 },
    { name: "社区", walk_mm: 500000 },
  ];
  const told = { list: list, of: ["街镇", "社区", ""], higher_counts: false };
  const longestOf = (seconds) => seconds * 1000;
  const centers = [{ row: 0 }, { row: 1 }, { row: 2 }, { added: { tier: "社区" } }, { added: {} }];
  const serving = function (tier) {
    return centers.map((center) => tier.serves(center));
  };
  const lower = tiers.tierAsked(told, "社区", longestOf, 900000);
  assert.deepEqual(serving(lower), [false, true, false, true, false]);
  assert.deepEqual([lower.limit_mm, lower.bound_mm], [500000, 1800000]);
  const both = tiers.tierAsked(Object.assign({}, told, { higher_counts: true }), "社区", longestOf, 2e6);
  assert.deepEqual(serving(both), [true, true, false, true, false]);
  assert.equal(both.bound_mm, 2e6);
  assert.equal(tiers.tierAsked(told, undefined, longestOf, 1), null);
  assert.throws(() => tiers.tierAsked(told, "", longestOf, 1), /tier/);
  assert.throws(() => tiers.tierAsked(null, "社区", longestOf, 1), /tier/);
});

test("estates that come and go are told apart from blocks that get and lose their circle", function () {
  const told = account.account([0, 1, 0, 3], [0, 0, 3, 0, 1, 2], [1, 2, 4, 8, 16, null]);
  assert.deepEqual(told.gained_blocks, [1]);
  assert.deepEqual(told.lost_blocks, []);
  assert.deepEqual(told.came_blocks, [3, 4, 5]);
  assert.deepEqual(told.came_inside_blocks, [3]);
  assert.deepEqual(told.gone_blocks, [2]);
  assert.deepEqual([told.total_before, told.before, told.total, told.inside], [7, 5, 27, 11]);
  assert.deepEqual([told.came, told.came_inside, told.unknown], [24, 8, 1]);
});

test("an estate is told more and less, a compound is opened and left as it was", function () {
  let now = steps.drawn({}, "demand", { name: "甲", lon: 1, lat: 2 });
  now = steps.estateTold(now, 0, { people: 0, delivered: "2027" });
  assert.deepEqual(now.demand, [{ name: "甲", lon: 1, lat: 2, people: 0, delivered: "2027" }]);
  now = steps.estateTold(now, 0, { people: undefined });
  assert.deepEqual(Object.keys(now.demand[0]), ["name", "lon", "lat", "delivered"]);
  assert.deepEqual(steps.undrawn(now, "demand", 0), {});
  const opened = steps.compoundSwitched(steps.compoundSwitched({}, "A"), "B");
  assert.deepEqual(opened, { compounds_open: ["A", "B"] });
  assert.deepEqual(steps.compoundSwitched(opened, "A"), { compounds_open: ["B"] });
  assert.deepEqual(steps.compoundSwitched({ compounds_open: ["B"] }, "B"), {});
});

test("the files say what is known of a center and of an estate, and nothing of what is not", function () {
  const own = [{ type: "Feature", properties: { block_id: "P" }, geometry: null }];
  const added = [
    { id: "D001", name: "甲", lon: 1140000001, lat: 300000000, people: 0, households: null, delivered: "" },
  ];
  const file = JSON.parse(estatesFile.estatesGeojson(own, added, 1e7));
  assert.deepEqual(file.features[0], own[0]);
  assert.deepEqual(file.features[1].properties, { block_id: "D001", name: "甲", population: 0 });
  assert.deepEqual(file.features[1].geometry.coordinates, [114.0000001, 30]);

  const list = { heads: ["center_id", "name", "lon", "lat", "status"], cells: [[], [], [], [], []] };
  const add = { name: "新", lon: 5, lat: 6, opens: "2027-06", services: ["a", "b"] };
  const centers = [
    { id: "N001", name: "新", added: add },
    { id: "N002", name: "", added: { lon: 5, lat: 6 } },
  ];
  assert.equal(
    centersFile.centersCsv(list, centers, { add: [add] }),
    "\ufeffcenter_id,name,lon,lat,status,opens,services\r\n" +
      "N001,新,5,6,open,2027-06,a、b\r\nN002,,5,6,open,,\r\n",
  );
});

test("a click means the compound in whose ground it is, else that of the nearest street within reach", function () {
  const square = [
    [
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
      ],
    ],
  ];
  const streets = [
    {
      compound: 1,
      line: [
        [20, 0],
        [20, 10],
      ],
    },
    {
      compound: 2,
      line: [
        [24, 0],
        [24, 0],
      ],
    },
  ];
  const at = function (x, y) {
    return compoundChoice.compoundAt([x, y], [square, [], []], streets, 3);
  };
  assert.equal(at(5, 5), 0);
  assert.equal(at(10, 5), 0);
  assert.equal(at(18, 5), 1);
  assert.equal(at(23, 1), 2);
  assert.equal(at(15, 5), -1);
  assert.equal(compoundChoice.compoundAt([0, 0], [], [], 3), -1);
});
