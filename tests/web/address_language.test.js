"use strict";

const assert = require("node:assert");
const test = require("node:test");

const named = require("../../circles/publish/web/address_language.js");

test("a language stands beside whatever else an address says", () => {
  const trial = `#try=${encodeURIComponent(JSON.stringify({ add: [{ name: "甲&lang=zh#", lon: 1, lat: 2 }] }))}`;
  for (const said of ["#at=block%3Ab1&tab=gaps", trial, "#find=a%26lang%3Dzh"]) {
    assert.strictEqual(named.of(said), null);
    const there = named.withLanguage(said, "en");
    assert.strictEqual(named.of(there), "en");
    assert.strictEqual(named.without(there), said);
    assert.strictEqual(named.withLanguage(there, "zh"), `${said}&lang=zh`);
    assert.strictEqual(named.withLanguage(there, null), said);
  }
});

test("an address that says nothing else is the language alone, or nothing", () => {
  assert.strictEqual(named.withLanguage("", "en"), "#lang=en");
  assert.strictEqual(named.withLanguage("#", "zh"), "#lang=zh");
  assert.strictEqual(named.without("#lang=en"), "");
  assert.strictEqual(named.without(""), "");
  assert.strictEqual(named.of("#lang=fr"), null);
  assert.strictEqual(named.of("#lang=en&tab=gaps"), "en");
});
