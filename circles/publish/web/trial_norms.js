// Clauses of norms in a trial: who lives within a walk of the centers that a clause is about, and whether that is enough,
// as norms/walk_measures.py and judging.py answer it. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./day_text.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialNorms = make(root.circlesPage.dayText);
  }
})(typeof self !== "undefined" ? self : this, function (dayText) {
  "use strict";

  const NOT_EVALUATED = 2;
  const HUNDRED = 100;
  const DOWNWARD = ["at_most", "less_than"];
  const STRICT = ["more_than", "less_than"];
  const MEETS = "meets";
  const FAILS = "fails";
  const CANNOT_TELL = "cannot_tell";

  /**
   * Return of each clause {clause, name, isDown, verdict, share}: verdict null where a trial does not answer it, `share`
   * as [part, total], null where it is not known; isDown: whether the number is one not to be passed.
   *
   * asked: {told: clauses of the page's data, data, whatIf, scenario, solved: what whatIf.solved gave, longestOf}.
   */
  function answered(asked) {
    return asked.told.clauses.map(function (clause) {
      const found = isAnswered(clause, asked) ? judged(clause, asked) : { verdict: null, share: null };
      const isDown = DOWNWARD.indexOf(clause.comparison) >= 0;
      return Object.assign({ clause: clause.clause, name: clause.name, isDown: isDown }, found);
    });
  }

  /** Return whether a trial can answer a clause: another day, or what nobody says of a new center, may change others. */
  function isAnswered(clause, asked) {
    const scenario = asked.scenario;
    const added = scenario.add || [];
    const moves = added.length + (scenario.move || []).length > 0;
    const said = added.some(function (add) {
      return (clause.is_of_kind && add.services) || (add.tier && !asked.data.what_if.tiers);
    });
    return scenario.as_of === undefined && !(clause.by_area && moves) && !said;
  }

  function judged(clause, asked) {
    const counts = countsOf(clause, asked);
    if (!clause.value || (clause.is_scoped && !counts.isListed)) {
      return { verdict: CANNOT_TELL, share: null };
    }
    const reading = readingOf(clause, asked, counts.isOf);
    return reading ? verdictOf(clause, reading) : { verdict: CANNOT_TELL, share: null };
  }

  /** Return {isListed, isOf(center)}: whether the list has any center that a clause is about, and which count. */
  function countsOf(clause, asked) {
    const switched = (asked.scenario.close || []).concat(asked.scenario.open || []);
    const isMeant = function (center) {
      return center.added
        ? !clause.is_of_kind && (!clause.is_scoped || clause.tiers.indexOf(center.added.tier) >= 0)
        : clause.listed.indexOf(center.row) >= 0;
    };
    return {
      isListed: asked.solved.centers.some(isMeant),
      isOf: function (center) {
        if (!isMeant(center)) {
          return false;
        }
        if (center.added) {
          return !center.added.opens || dayText.hasBegun(center.added.opens, asked.told.day);
        }
        return switched.indexOf(center.id) >= 0 || clause.standing.indexOf(center.row) >= 0;
      },
    };
  }

  /** Return {low, high}, each [part, total], and `isBelow` where the high one is not reached; null where nobody is counted. */
  function readingOf(clause, asked, isOf) {
    const far_mm =
      clause.walk_mm === undefined
        ? asked.longestOf(asked.data.what_if, asked.scenario)(clause.seconds)
        : clause.walk_mm;
    const walk_mm = asked.whatIf.walksTo(asked.scenario, isOf);
    const weights = asked.weightsOf(clause.base);
    const sums = { within: 0, unsure: 0, total: 0 };
    let unsaidOutside = false;
    let unsaidInside = false;
    let counted = 0;
    asked.solved.rows.forEach(function (row) {
      if (clause.left_out.indexOf(row) >= 0) {
        return;
      }
      counted += 1;
      const isEvaluated = asked.solved.verdict[row] !== NOT_EVALUATED;
      const isInside = isEvaluated && walk_mm[row] >= 0 && walk_mm[row] <= far_mm;
      if (weights[row] === null) {
        unsaidOutside = unsaidOutside || !isInside;
        unsaidInside = unsaidInside || isInside || !isEvaluated;
        return;
      }
      sums.total += weights[row];
      sums.within += isInside ? weights[row] : 0;
      sums.unsure += isEvaluated ? 0 : weights[row];
    });
    if (!counted || !sums.total) {
      return null;
    }
    const most = sums.within + sums.unsure;
    return {
      low: [unsaidOutside ? 0 : sums.within, sums.total],
      high: [unsaidInside ? sums.total : most, sums.total],
      isBelow: unsaidInside && most !== sums.total,
    };
  }

  /** Return {verdict, share} of a reading held against the number of a clause. */
  function verdictOf(clause, reading) {
    const known = reading.low[0] === reading.high[0] && !reading.isBelow;
    const share = known ? reading.low : null;
    return { verdict: heldTo(clause, reading), share: share };
  }

  function heldTo(clause, reading) {
    const low = sideOf(reading.low, clause.value, false);
    const high = sideOf(reading.high, clause.value, reading.isBelow);
    if (clause.comparison === "between") {
      return heldBetween(low, high, clause, reading);
    }
    const isDown = DOWNWARD.indexOf(clause.comparison) >= 0;
    const isStrict = STRICT.indexOf(clause.comparison) >= 0;
    const holds = function (side) {
      const towards = isDown ? -side : side;
      return isStrict ? towards > 0 : towards >= 0;
    };
    const worst = isDown ? high : low;
    const best = isDown ? low : high;
    return holds(worst) ? MEETS : holds(best) ? CANNOT_TELL : FAILS;
  }

  function heldBetween(low, high, clause, reading) {
    const top = clause.value_max || clause.value;
    if (high < 0 || sideOf(reading.low, top, false) > 0) {
      return FAILS;
    }
    return low >= 0 && sideOf(reading.high, top, reading.isBelow) <= 0 ? MEETS : CANNOT_TELL;
  }

  /** Return -1, 0 or 1: whether a share in a hundred is below, at or above a number; isBelow: a little less than it says. */
  function sideOf(share, value, isBelow) {
    const side = compared(share[0], HUNDRED * value[1], value[0], share[1]);
    return side === 0 && isBelow ? -1 : side;
  }

  /** Compare one product of whole numbers with another, whatever their size. */
  function compared(a, b, c, d) {
    const one = BigInt(a) * BigInt(b);
    const other = BigInt(c) * BigInt(d);
    return one < other ? -1 : one > other ? 1 : 0;
  }

  return { answered: answered };
});
