"use strict";

const assert = require("node:assert/strict");
const test = require("node:test");
const workbookFile = require("../../circles/publish/web/workbook_file.js");
const xmlText = require("../../circles/publish/web/xml_text.js");
const zipFile = require("../../circles/publish/web/zip_file.js");

function textOf(bytes) {
  return new TextDecoder().decode(bytes);
}

test("what XML does not know is left out, what it reads as its own is written otherwise", function () {
  assert.equal(xmlText.known("a\u0000b\u001f\ud83dc\ufffe\t\n小😀"), "abc\t\n小😀");
  assert.equal(xmlText.escaped('<b a="1">&\u0007</b>'), "&lt;b a=&quot;1&quot;&gt;&amp;&lt;/b&gt;");
});

test("a zip tells of each file its place, its length and its sum", function () {
  const bytes = zipFile([
    { name: "a", text: "123456789" },
    { name: "小.txt", text: "" },
  ]);
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(0, true), 0x04034b50);
  // The sum that is published for these nine digits.
  assert.equal(view.getUint32(14, true), 0xcbf43926);
  const end = bytes.length - 22;
  assert.equal(view.getUint32(end, true), 0x06054b50);
  assert.equal(view.getUint16(end + 10, true), 2);
  const list = view.getUint32(end + 16, true);
  assert.equal(view.getUint32(list, true), 0x02014b50);
  assert.equal(list + view.getUint32(end + 12, true), end);
  assert.equal(view.getUint32(list + 46 + 1 + 42, true), 30 + 1 + 9);
  assert.deepEqual(
    bytes,
    zipFile([
      { name: "a", text: "123456789" },
      { name: "小.txt", text: "" },
    ]),
  );
});

test("a workbook holds numbers as numbers, texts as texts, and nothing where nothing is known", function () {
  const rows = [
    ["编号", "人口"],
    ["=1+1", 12.5],
    ["<i>", null],
  ];
  const told = textOf(workbookFile("方案/一", rows));
  assert.match(told, /<sheet name="方案 一"/);
  assert.match(told, /<c r="A2" s="2" t="inlineStr"><is><t xml:space="preserve">=1\+1<\/t>/);
  assert.match(told, /<c r="B2"><v>12.5<\/v><\/c>/);
  assert.match(
    told,
    /<row r="3"><c r="A3" s="0" t="inlineStr"><is><t xml:space="preserve">&lt;i&gt;<\/t><\/is><\/c><\/row>/,
  );
  assert.match(told, /<autoFilter ref="A1:B3"\/>/);
});

test("columns beyond the 26th have two letters", function () {
  const told = textOf(workbookFile("1", [new Array(28).fill("x")]));
  assert.match(told, /r="Z1".*r="AA1".*r="AB1"/);
});
