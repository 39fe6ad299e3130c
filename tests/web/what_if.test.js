"use strict";

const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const test = require("node:test");
const centersFile = require("../../circles/publish/web/centers_file.js");
const checkCode = require("../../circles/publish/web/check_code.js");
const csvText = require("../../circles/publish/web/csv_text.js");
const editsFile = require("../../circles/publish/web/edits_file.js");
const numberText = require("../../circles/publish/web/number_text.js");
const plane = require("../../circles/publish/web/plane.js");
const scenarioFile = require("../../circles/publish/web/scenario_file.js");
const schemeFigures = require("../../circles/publish/web/scheme_figures.js");
const schemes = require("../../circles/publish/web/trial_schemes.js");
const sha256 = require("../../circles/publish/web/sha256.js");
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
    total_before: 7300,
    before: 100,
    inside: 200,
    gained: 200,
    lost: 100,
    came: 0,
    came_inside: 0,
    gained_blocks: [1, 2],
    lost_blocks: [0],
    came_blocks: [],
    came_inside_blocks: [],
    gone_blocks: [],
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
  const asked = { add: [{ name: "新 <b>", lon: 114.3, lat: 30.6, cost_wan: 12.5 }] };
  const alone = schemes.begun(asked);
  assert.deepEqual(trialLink.bookOf(trialLink.fragmentOf(alone)), alone);
  const book = schemes.kept(schemes.tried(schemes.kept(alone, "方案一"), { close: ["A"] }), "Plan & B");
  assert.deepEqual(trialLink.bookOf(trialLink.fragmentOf(book)), book);
  ["", "#", "#try=", "#try=%", "#try=null", "#try=[]", "#try=7", "#other"].forEach(function (fragment) {
    assert.equal(trialLink.bookOf(fragment), null);
  });
});

test("schemes of a link that are not whole are refused, all together", function () {
  const whole = { now: {}, kept: [{ name: "A", scenario: {} }], chosen: 0 };
  const link = function (changes) {
    return trialLink.bookOf(
      `#schemes=${encodeURIComponent(JSON.stringify(Object.assign({}, whole, changes)))}`,
    );
  };
  assert.deepEqual(link({}), whole);
  const one = { name: "A", scenario: {} };
  [
    { now: null },
    { kept: {} },
    { kept: Array.from({ length: 9 }, () => one) },
    { kept: [{ name: "", scenario: {} }] },
    { kept: [{ name: "x".repeat(41), scenario: {} }] },
    { kept: [{ name: 7, scenario: {} }] },
    { kept: [{ name: "A", scenario: [] }] },
    { chosen: 1 },
    { chosen: -1 },
    { chosen: 0.5 },
    { chosen: "0" },
  ].forEach(function (changes) {
    assert.equal(link(changes), null, JSON.stringify(changes));
  });
  assert.equal(trialLink.bookOf("#try=%7B%22__proto__%22%3A%7B%7D%7D"), null);
  assert.equal(trialLink.bookOf(`#try=${"[".repeat(50000)}`), null);
  assert.equal(trialLink.bookOf(`#try=%7B%7D${" ".repeat(60000)}`), null);
  const long = schemes.begun({ close: ["中".repeat(8000)] });
  assert.equal(trialLink.fragmentOf(long), "");
});

test("a scheme stays as it was kept until it is told otherwise", function () {
  let book = schemes.kept(schemes.begun({ close: ["A"] }), "方案一");
  assert.equal(schemes.isChanged(book), false);
  book = schemes.tried(book, { minutes: 10, close: ["A"] });
  assert.equal(schemes.isChanged(book), true);
  assert.deepEqual(schemes.chosen(book, 0).now, { close: ["A"] });
  assert.deepEqual(schemes.updated(book).kept[0].scenario, { close: ["A"], minutes: 10 });
  assert.equal(schemes.isChanged(schemes.tried(schemes.updated(book), { close: ["A"], minutes: 10 })), false);
  const two = schemes.kept(book, schemes.freeName(book, ["方案一", "方案二"]));
  assert.deepEqual(
    two.kept.map((scheme) => scheme.name),
    ["方案一", "方案二"],
  );
  assert.equal(schemes.dropped(two, 0).chosen, 0);
  assert.equal(schemes.dropped(two, 1).chosen, null);
  assert.deepEqual(schemes.dropped(two, 1).now, two.now);
  assert.equal(schemes.renamed(two, 0, "  ").kept[0].name, "方案一");
  assert.equal(schemes.renamed(two, 0, ` ${"长".repeat(60)}`).kept[0].name, "长".repeat(40));
});

test("figures of a scheme count what is known and tell what is not", function () {
  const scenario = {
    add: [
      { name: "a", lon: 1, lat: 2, cost_wan: 120.5 },
      { name: "b", lon: 1, lat: 2, cost_wan: 0 },
    ],
    close: ["C"],
  };
  const told = { gained_blocks: [0, 1], lost_blocks: [3] };
  const people = [300000, 102500, 7000, null];
  const found = schemeFigures.figures(scenario, told, [0, 0, 1, 1], people, [0, 0, 1, null]);
  assert.deepEqual(found, {
    added: 2,
    opened: 0,
    moved: 0,
    closed: 1,
    gained: { people: 402500, unknown: 0, blocks: 2 },
    lost: { people: 0, unknown: 1, blocks: 1 },
    gaps_closed: 1,
    cost: { yuan: 1205000, missing: 0 },
    per_person: 2994,
  });
  const perPerson = function (changes, blocks) {
    const asked = Object.assign({}, scenario, changes);
    return schemeFigures.figures(asked, Object.assign({}, told, blocks), [0, 0, 1, 1], people, []).per_person;
  };
  assert.equal(perPerson({ add: [{ lon: 1, lat: 2 }] }), null);
  assert.equal(perPerson({ add: scenario.add.concat([{ lon: 1, lat: 2 }]) }), null);
  assert.equal(perPerson({}, { gained_blocks: [0, 3] }), null);
  assert.equal(perPerson({}, { gained_blocks: [] }), null);
  assert.equal(perPerson({ add: undefined }), null);
  assert.equal(perPerson({ minutes: 20 }), null);
  assert.equal(perPerson({ move: [{ center_id: "A", lon: 1, lat: 2 }] }), null);
});

test("cells that a spreadsheet would run begin with an apostrophe, and only those", function () {
  const cells = ["=1+1", "+a", "-2.5", "-层", "@x", "\tx", "＝1", "党群", "1,2", null, 7, -3];
  assert.equal(
    csvText.csv([cells], csvText.cell),
    "\ufeff'=1+1,'+a,-2.5,'-层,'@x,'\tx,'＝1,党群,\"1,2\",,7,-3\r\n",
  );
  assert.equal(csvText.csv([["=1"]], csvText.plainCell), "\ufeff=1\r\n");
});

test("the file of the question says every value, and a name ends with its line", function () {
  const asked = { minutes: 7.5, walking_speed_kmh: 2.88, max_snap_m: 200, as_of: null };
  assert.equal(
    scenarioFile.scenarioToml(asked, ["方案一\n[streets]\u2028x\u0085y\u007f"]),
    "# 方案一 [streets] x y\n[scenario]\nminutes = 7.5\nwalking_speed_kmh = 2.88\nmax_snap_m = 200\n",
  );
  const on = Object.assign({}, asked, { as_of: "2026-06-30" });
  assert.match(scenarioFile.scenarioToml(on, []), /^\[scenario\]\n[^#]*as_of = "2026-06-30"\n$/);
});

test("sums of texts are those of FIPS 180-4, and those of node at every length of a block", function () {
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(
    sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
  for (let length = 0; length < 140; length += 1) {
    const text = "a".repeat(length % 7) + "区".repeat(length);
    assert.equal(sha256(text), crypto.createHash("sha256").update(text).digest("hex"));
  }
});

test("the code of an answer is that of circles/answer_sums.py", function () {
  const answer = [
    { block_id: "B1", walk_mm: 1000, verdict: "inside" },
    { block_id: "B2", walk_mm: -1, verdict: "outside" },
  ];
  assert.equal(checkCode(answer, 1000000), "2675-84d5-e95b-2ae4");
  assert.equal(checkCode(answer.slice().reverse(), 1000000), "2675-84d5-e95b-2ae4");
  assert.notEqual(checkCode(answer, 1000001), "2675-84d5-e95b-2ae4");
});

test("what is drawn is a step each, and a file of features behind those of the study", function () {
  let now = steps.drawn({}, "gates", [1, 2]);
  now = steps.drawn(now, "paths", [
    [1, 2],
    [3, 4],
  ]);
  now = steps.drawn(now, "gates", [5, 6]);
  assert.deepEqual(steps.undrawn(now, "gates", 0).gates, [[5, 6]]);
  assert.ok(editsFile.draws(now));
  assert.ok(!editsFile.draws({ close: ["A"], gates: [] }));
  const own = [{ type: "Feature", properties: { edit_id: "试算 2", kind: "gate" }, geometry: null }];
  const file = JSON.parse(
    editsFile.editsGeojson(own, Object.assign({ compounds_open: ["甲"] }, now), "试算"),
  );
  assert.deepEqual(
    file.features.map((each) => each.properties),
    [
      { edit_id: "试算 2", kind: "gate" },
      { edit_id: "试算 1", kind: "gate" },
      { edit_id: "试算 3", kind: "gate" },
      { edit_id: "试算 4", kind: "path" },
      { edit_id: "试算 5", kind: "open", compound_id: "甲" },
    ],
  );
  assert.deepEqual(file.features[3].geometry, {
    type: "LineString",
    coordinates: [
      [1, 2],
      [3, 4],
    ],
  });
  assert.equal(file.features[4].geometry, null);
});
