// Which rows of a list are shown, and how many are not. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.blockSearch = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return a text as it is compared: full and half width alike, no case, no blanks. */
  function folded(text) {
    return String(text).normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  /** Return for each row the text that a search looks in: any of its columns. */
  function index(columns) {
    return columns[0].map(function (_, row) {
      return columns
        .map(function (column) {
          return column[row] === null || column[row] === undefined ? "" : folded(column[row]);
        })
        .join("\n");
    });
  }

  /**
   * Return {rows, left}: the first `most` rows that hold `query`, and how many more do.
   *
   * listed: row numbers in the order of the list. With a query all rows are searched: those of the list come
   * first, in its order, then the others in theirs.
   */
  function search(texts, listed, query, most) {
    const wanted = folded(query);
    let found = listed;
    if (wanted) {
      const seen = new Set(listed);
      const others = texts
        .map(function (_, row) {
          return row;
        })
        .filter(function (row) {
          return !seen.has(row);
        });
      found = listed.concat(others).filter(function (row) {
        return texts[row].indexOf(wanted) >= 0;
      });
    }
    return { rows: found.slice(0, most), left: Math.max(0, found.length - most) };
  }

  return { folded: folded, index: index, search: search };
});
