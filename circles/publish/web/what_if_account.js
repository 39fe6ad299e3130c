// What a scenario brings and costs against the saved plan, in whole thousandths of people or another base.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.whatIfAccount = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const INSIDE = 0;

  /** Return a column of whole thousandths; null where a block's number is not known. */
  function thousandths(column) {
    return column.map(function (value) {
      return value === null ? null : Math.round(value * 1000);
    });
  }

  /**
   * Return {inside, before, total, gained, lost, gained_blocks, lost_blocks, unknown}: amounts in thousandths; rows of the
   * blocks that get and lose their circle; `unknown` counts those among them whose number is not known.
   *
   * before, after: verdicts of the blocks by number. weights: their thousandths, null where unknown.
   */
  function account(before, after, weights) {
    const rows = function (isOne) {
      const found = [];
      after.forEach(function (_, i) {
        if (isOne(before[i] === INSIDE, after[i] === INSIDE)) {
          found.push(i);
        }
      });
      return found;
    };
    const gained = rows(function (was, is) {
      return is && !was;
    });
    const lost = rows(function (was, is) {
      return was && !is;
    });
    const sum = function (of) {
      return of.reduce(function (total, i) {
        return total + (weights[i] || 0);
      }, 0);
    };
    return {
      total: sum(rows(any)),
      before: sum(rows(wasInside)),
      inside: sum(rows(isInside)),
      gained: sum(gained),
      lost: sum(lost),
      gained_blocks: gained,
      lost_blocks: lost,
      unknown: gained.concat(lost).filter(function (i) {
        return weights[i] === null;
      }).length,
    };
  }

  function any() {
    return true;
  }

  function wasInside(was) {
    return was;
  }

  function isInside(_, is) {
    return is;
  }

  /** Return rows with those first that weigh most, then in their order; unknown ones last. */
  function heaviestFirst(rows, weights) {
    return rows.slice().sort(function (a, b) {
      const one = weights[a] === null ? -1 : weights[a];
      const other = weights[b] === null ? -1 : weights[b];
      return other - one || a - b;
    });
  }

  return { thousandths: thousandths, account: account, heaviestFirst: heaviestFirst };
});
