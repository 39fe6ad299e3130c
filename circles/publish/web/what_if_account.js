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
  const NOT_THERE = 3;

  /** Return a column of whole thousandths; null where a block's number is not known. */
  function thousandths(column) {
    return column.map(function (value) {
      return value === null ? null : Math.round(value * 1000);
    });
  }

  /**
   * Return {inside, before, total, total_before, gained, lost, came, came_inside, gained_blocks, lost_blocks, came_blocks,
   * came_inside_blocks, gone_blocks, unknown}: amounts in thousandths; rows of the blocks that get and lose their circle, of those that are
   * there only after, and only before; `unknown` counts those that get or lose it or come and whose number is not known.
   *
   * before, after: verdicts of the blocks by number, of those not there another or none. weights: their thousandths, null
   * where unknown.
   */
  function account(before, after, weights) {
    const rows = function (isOne) {
      const found = [];
      after.forEach(function (_, i) {
        if (isOne(before[i], after[i])) {
          found.push(i);
        }
      });
      return found;
    };
    const gained = rows(function (was, is) {
      return is === INSIDE && was !== INSIDE && isThere(was);
    });
    const lost = rows(function (was, is) {
      return was === INSIDE && is !== INSIDE && isThere(is);
    });
    const came = rows(function (was, is) {
      return isThere(is) && !isThere(was);
    });
    const sum = function (of) {
      return of.reduce(function (total, i) {
        return total + (weights[i] || 0);
      }, 0);
    };
    const isInside = function (i) {
      return after[i] === INSIDE;
    };
    return {
      total: sum(
        rows(function (_, is) {
          return isThere(is);
        }),
      ),
      total_before: sum(rows(isThere)),
      before: sum(
        rows(function (was) {
          return was === INSIDE;
        }),
      ),
      inside: sum(
        rows(function (_, is) {
          return is === INSIDE;
        }),
      ),
      gained: sum(gained),
      lost: sum(lost),
      came: sum(came),
      came_inside: sum(came.filter(isInside)),
      gained_blocks: gained,
      lost_blocks: lost,
      came_blocks: came,
      came_inside_blocks: came.filter(isInside),
      gone_blocks: rows(function (was, is) {
        return isThere(was) && !isThere(is);
      }),
      unknown: gained.concat(lost, came).filter(function (i) {
        return weights[i] === null;
      }).length,
    };
  }

  function isThere(verdict) {
    return verdict !== undefined && verdict !== NOT_THERE;
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
