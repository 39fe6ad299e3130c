"use strict";

const assert = require("node:assert");
const test = require("node:test");

const choices = require("../../circles/publish/web/address_choices.js");

test("a language stands beside whatever else an address says", () => {
  const trial = `#try=${encodeURIComponent(JSON.stringify({ add: [{ name: "甲&lang=zh&side=before#", lon: 1, lat: 2 }] }))}`;
  for (const said of ["#at=block%3Ab1&tab=gaps", trial, "#find=a%26lang%3Dzh"]) {
    assert.strictEqual(choices.of(said, "lang"), null);
    assert.strictEqual(choices.of(said, "side"), null);
    const there = choices.withChoices(said, { lang: "en" });
    assert.strictEqual(choices.of(there, "lang"), "en");
    assert.strictEqual(choices.without(there), said);
    assert.strictEqual(choices.withChoices(there, { lang: "zh" }), `${said}&lang=zh`);
    assert.strictEqual(choices.withChoices(there, { lang: null }), said);
  }
});

test("an address that says nothing else is the language alone, or nothing", () => {
  assert.strictEqual(choices.withChoices("", { lang: "en" }), "#lang=en");
  assert.strictEqual(choices.withChoices("#", { lang: "zh" }), "#lang=zh");
  assert.strictEqual(choices.without("#lang=en"), "");
  assert.strictEqual(choices.without(""), "");
  assert.strictEqual(choices.of("#lang=fr", "lang"), null);
  assert.strictEqual(choices.of("#lang=en&tab=gaps", "lang"), "en");
});

test("language and side are chosen apart, and each keeps the other", () => {
  const both = choices.withChoices("#tab=gaps&lang=en", { side: "before" });
  assert.strictEqual(both, "#tab=gaps&lang=en&side=before");
  assert.strictEqual(choices.withChoices(both, { lang: null }), "#tab=gaps&side=before");
  assert.strictEqual(choices.withChoices(both, { side: null }), "#tab=gaps&lang=en");
  assert.strictEqual(choices.without(both), "#tab=gaps");
  assert.strictEqual(choices.of("#side=between", "side"), null);
});
