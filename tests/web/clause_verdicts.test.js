"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const clauseVerdicts = require("../../circles/publish/web/clause_verdicts.js");

function judged(clause, square_metres) {
  const readings = square_metres.map(function (each) {
    const value = clauseVerdicts.number(each);
    return { low: value, high: each === null ? null : value };
  });
  return clauseVerdicts.judged(Object.assign({ comparison: "at_least", value: 800 }, clause), readings);
}

test("what a clause only encourages is not reached, and fails nothing", function () {
  assert.equal(judged({}, [799, 800]).verdict, "fails");
  const wish = judged({ encourages: true }, [799, 800]);
  assert.deepEqual([wish.verdict, wish.observed, wish.met, wish.failed], ["not_reached", "799", 1, 1]);
  assert.equal(judged({ encourages: true }, [801, 800]).verdict, "meets");
  assert.equal(judged({ encourages: true }, [800, null]).verdict, "cannot_tell");
});
