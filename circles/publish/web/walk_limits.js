// Who is within the walk at other minutes and speeds, and whom a circle drawn by compass claims: whole numbers alone.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.walkLimits = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const INSIDE = 0;
  const OUTSIDE = 1;
  const NOT_EVALUATED = 2;

  /** Return the verdict of each block at a limit; verdicts are those of the plan, walk_mm is null without a path. */
  function verdicts(plan, walk_mm, limit_mm) {
    return plan.map(function (verdict, i) {
      if (verdict === NOT_EVALUATED) {
        return NOT_EVALUATED;
      }
      return walk_mm[i] !== null && walk_mm[i] <= limit_mm ? INSIDE : OUTSIDE;
    });
  }

  /** Return {parts, total, unknown}: thousandths of each verdict, and how many blocks have no number. */
  function sums(verdict, weights) {
    const parts = [0, 0, 0];
    let unknown = 0;
    verdict.forEach(function (each, i) {
      if (weights[i] === null) {
        unknown += 1;
      } else {
        parts[each] += weights[i];
      }
    });
    return { parts: parts, total: parts[0] + parts[1] + parts[2], unknown: unknown };
  }

  /** Return the rows of the blocks outside that a straight line of the limit reaches: claimed by a compass alone. */
  function claimed(verdict, compass_mm, limit_mm) {
    const rows = [];
    verdict.forEach(function (each, i) {
      if (each === OUTSIDE && compass_mm[i] !== null && compass_mm[i] <= limit_mm) {
        rows.push(i);
      }
    });
    return rows;
  }

  return { verdicts: verdicts, sums: sums, claimed: claimed };
});
