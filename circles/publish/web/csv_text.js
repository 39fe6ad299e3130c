// Tables as CSV for spreadsheets, as csv_text.py writes them: no cell is ever run as a formula.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.csvText = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

  /** Return rows of cells with a byte-order mark, lines ending in CR LF; `cellText` is what stands for a value. */
  function csv(rows, cellText) {
    const lines = rows.map(function (cells) {
      return cells.map(cellText).map(quoted).join(",") + "\r\n";
    });
    return "\ufeff" + lines.join("");
  }

  /** Return a value as a cell for people: missing is empty, a text that would be run begins with an apostrophe. */
  function cell(value) {
    const text = plainCell(value);
    return typeof value === "string" && FORMULA.test(text) && !NUMBER.test(text) ? "'" + text : text;
  }

  /** Return a value as a cell that is read back: missing is empty. */
  function plainCell(value) {
    return value === null || value === undefined ? "" : String(value);
  }

  function quoted(text) {
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  return { csv: csv, cell: cell, plainCell: plainCell };
});
