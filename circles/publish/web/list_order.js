// In which order rows of a list stand, whatever they list. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.listOrder = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return rows with the largest of a column first, those of which nothing is known last, else in their order. */
  function largestFirst(rows, column) {
    return ordered(rows, function (a, b) {
      const one = column[a];
      const other = column[b];
      if (one === null || other === null) {
        return Number(one === null) - Number(other === null);
      }
      return one === other ? 0 : other - one;
    });
  }

  /** Return rows by name, numbers in names by their value, those without a name last. */
  function byName(rows, names, lang) {
    const collator = new Intl.Collator(lang, { numeric: true });
    return ordered(rows, function (a, b) {
      if (!names[a] || !names[b]) {
        return Number(!names[a]) - Number(!names[b]);
      }
      return collator.compare(names[a], names[b]);
    });
  }

  /** Sort without changing what is equal: engines of old browsers do not promise it. */
  function ordered(rows, compare) {
    const place = new Map();
    rows.forEach(function (row, i) {
      place.set(row, i);
    });
    return rows.slice().sort(function (a, b) {
      return compare(a, b) || place.get(a) - place.get(b);
    });
  }

  return { largestFirst: largestFirst, byName: byName };
});
