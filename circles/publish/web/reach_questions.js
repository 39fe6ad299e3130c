// Who has which centers within the walk: the blocks that one center alone serves. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.reachQuestions = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return of each center the rows of the blocks that it alone has within the limit: what is lost if it closes.
   *
   * of: of each block its nearest centers, [{walk_mm, center}], two or more where there are so many; centers: how many.
   */
  function alone(of, limit_mm, centers) {
    const rows = [];
    for (let center = 0; center < centers; center += 1) {
      rows.push([]);
    }
    of.forEach(function (near, block) {
      const within = near.filter(function (each) {
        return each.walk_mm <= limit_mm;
      });
      if (within.length === 1) {
        rows[within[0].center].push(block);
      }
    });
    return rows;
  }

  /** Return the sum of thousandths of some rows, and of how many the number is not known. */
  function sumOf(rows, weights) {
    let sum = 0;
    let unknown = 0;
    rows.forEach(function (row) {
      if (weights[row] === null) {
        unknown += 1;
      } else {
        sum += weights[row];
      }
    });
    return { sum: sum, unknown: unknown, known: rows.length - unknown };
  }

  return { alone: alone, sumOf: sumOf };
});
