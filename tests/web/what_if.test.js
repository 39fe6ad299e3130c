"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const centersFile = require("../../circles/publish/web/centers_file.js");
const numberText = require("../../circles/publish/web/number_text.js");
const plane = require("../../circles/publish/web/plane.js");
const steps = require("../../circles/publish/web/what_if_scenario.js");
const trialLink = require("../../circles/publish/web/trial_link.js");
const account = require("../../circles/publish/web/what_if_account.js");

test("halves of 1e-7 degree go to the even one, as in Python", function () {
  // 0.5, 1.5 and 2.5 units are exact in degrees of these sizes.
  assert.equal(plane.toUnits(114.3), 1143000000);
  assert.equal(plane.toUnits(-114.3), -1143000000);
  assert.equal(plane.toUnits(5e-8), 0);
  assert.equal(plane.toUnits(1.5e-7), 2);
});

test("a point is within, on or outside of rings, holes too, in whatever turn they run", function () {
  const outer = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  const hole = [
    [4, 4],
    [4, 6],
    [6, 6],
    [6, 4],
  ];
  [outer, outer.slice().reverse()].forEach(function (ring) {
    assert.equal(plane.within([ring, hole], 1, 1), 1);
    assert.equal(plane.within([ring, hole], 5, 5), -1);
    assert.equal(plane.within([ring, hole], 4, 5), 0);
    assert.equal(plane.within([ring, hole], 10, 10), 0);
    assert.equal(plane.within([ring, hole], 11, 4), -1);
    assert.equal(plane.within([ring, hole], -1, 0), -1);
  });
});

test("a point a hair beside an edge is not on it", function () {
  const ring = [
    [114.3, 30.6],
    [114.3000003, 30.6000001],
    [114.3, 30.6000001],
  ];
  const middle = [114.3 + 1.5e-7, 30.6 + 0.5e-7];
  const said = plane.within([ring], middle[0], middle[1]);
  assert.equal(plane.within([ring], middle[0] - 1e-9, middle[1]), 1);
  assert.equal(plane.within([ring], middle[0] + 1e-9, middle[1]), -1);
  assert.ok([-1, 0, 1].includes(said));
});

test("steps are taken, undone and redone, and a new step forgets what was undone", function () {
  let all = { past: [], now: {}, ahead: [] };
  all = steps.taken(all, steps.switched(all.now, "A", false, true));
  all = steps.taken(all, steps.asked(all.now, { minutes: 10 }));
  assert.deepEqual(all.now, { close: ["A"], minutes: 10 });
  all = steps.undone(all);
  assert.deepEqual(all.now, { close: ["A"] });
  assert.deepEqual(steps.redone(all).now, { close: ["A"], minutes: 10 });
  all = steps.taken(all, steps.switched(all.now, "A", true, true));
  assert.ok(steps.isPlain(all.now));
  assert.equal(steps.redone(all), all);
  assert.deepEqual(steps.undone({ past: [], now: {}, ahead: [] }).now, {});
});

test("added centers are moved and taken away by their number, others put back", function () {
  let now = steps.added(steps.added({}, { name: "a", lon: 1, lat: 2 }), { name: "b", lon: 3, lat: 4 });
  now = steps.addedMoved(now, 1, { lon: 5, lat: 6 });
  assert.deepEqual(steps.removed(now, 0).add, [{ name: "b", lon: 5, lat: 6 }]);
  now = steps.moved({}, "A", { lon: 1, lat: 1 });
  assert.deepEqual(steps.moved(now, "A", { lon: 2, lat: 2 }).move, [{ center_id: "A", lon: 2, lat: 2 }]);
  assert.ok(steps.isPlain(steps.moved(now, "A", null)));
});

test("what is gained and lost is counted in whole thousandths, unknown numbers apart", function () {
  const weights = account.thousandths([0.1, 0.2, null, 7]);
  assert.deepEqual(account.account([0, 1, 1, 2], [1, 0, 0, 2], weights), {
    total: 7300,
    before: 100,
    inside: 200,
    gained: 200,
    lost: 100,
    gained_blocks: [1, 2],
    lost_blocks: [0],
    unknown: 1,
  });
  assert.deepEqual(account.heaviestFirst([0, 1, 2, 3], weights), [3, 1, 0, 2]);
});

test("a share is rounded down: all alone is 100.0%, and of nothing it is not known", function () {
  assert.equal(numberText.percentDown(9999, 10000), "99.9%");
  assert.equal(numberText.percentDown(7, 10), "70.0%");
  assert.equal(numberText.percentDown(10, 10), "100.0%");
  assert.equal(numberText.percentDown(0, 0), "–");
});

test("the list keeps every column, and of a center that is switched the status alone speaks", function () {
  const list = {
    heads: ["center_id", "name", "lon", "lat", "status", "use", "所属"],
    cells: [
      ["A", "B"],
      ["一, 号", "=B"],
      ["1", "2"],
      ["3", "4"],
      ["open", "open"],
      ["in use", "in use"],
      ["甲", '"乙"'],
    ],
  };
  const scenario = {
    close: ["B"],
    move: [{ center_id: "A", lon: 1.00000004, lat: 2 }],
    add: [{ name: "新", lon: 5, lat: 6 }],
  };
  const centers = [{ id: "A" }, { id: "B" }, { id: "N001", name: "新", added: scenario.add[0] }];
  assert.equal(
    centersFile.centersCsv(list, centers, scenario),
    "\ufeffcenter_id,name,lon,lat,status,use,所属\r\n" +
      'A,"一, 号",1,2,open,in use,甲\r\n' +
      'B,=B,2,4,closed,,"""乙"""\r\n' +
      "N001,新,5,6,open,,\r\n",
  );
});

test("a link gives its scenario back, and what is none gives nothing", function () {
  const asked = { add: [{ name: "新 <b>", lon: 114.3, lat: 30.6 }] };
  assert.deepEqual(trialLink.scenarioOf(trialLink.fragmentOf(asked)), asked);
  ["", "#", "#try=", "#try=%", "#try=null", "#try=[]", "#try=7", "#other"].forEach(function (fragment) {
    assert.equal(trialLink.scenarioOf(fragment), null);
  });
});
