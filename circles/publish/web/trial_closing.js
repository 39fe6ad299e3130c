// What a trial that does nothing but close centers takes away, and to whom their people go then.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialClosing = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const INSIDE = 0;
  // They ask by whom it is looked at, and change nothing.
  const LOOKS = ["tier"];

  /** Return whether closings are all that a scenario changes. */
  function onlyCloses(scenario) {
    const changed = Object.keys(scenario).filter(function (key) {
      return LOOKS.indexOf(key) < 0;
    });
    return changed.length === 1 && changed[0] === "close";
  }

  /**
   * Return to whom those go who were inside and whose nearest center closes, [{center, rows, lost, most_mm}], those with
   * most blocks first: the row of the nearest center that stays, null without a path; the rows of the blocks; how many of
   * them lose their circle; the most that one walks further.
   *
   * before: {verdict, walk_mm, center} of the blocks, `center` by row; after: the same; closed: rows of centers.
   */
  function goneTo(before, after, closed) {
    const byCenter = new Map();
    before.verdict.forEach(function (verdict, i) {
      if (verdict === INSIDE && closed.indexOf(before.center[i]) >= 0) {
        const center = after.walk_mm[i] < 0 ? null : after.center[i];
        const to = byCenter.get(center) || { center: center, rows: [], lost: 0, most_mm: 0 };
        to.rows.push(i);
        to.lost += Number(after.verdict[i] !== INSIDE);
        to.most_mm = center === null ? 0 : Math.max(to.most_mm, after.walk_mm[i] - before.walk_mm[i]);
        byCenter.set(center, to);
      }
    });
    return Array.from(byCenter.values()).sort(function (one, other) {
      return other.rows.length - one.rows.length || one.rows[0] - other.rows[0];
    });
  }

  /** Return the columns that `goneTo` asks for, of what whatIf.solved gave. */
  function columnsOf(solved) {
    return {
      verdict: solved.verdict,
      walk_mm: solved.walk_mm,
      center: Array.from(solved.rank, function (rank, i) {
        return solved.walk_mm[i] < 0 ? null : solved.open[rank].row;
      }),
    };
  }

  return { onlyCloses: onlyCloses, goneTo: goneTo, columnsOf: columnsOf };
});
