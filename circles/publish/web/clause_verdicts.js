// A clause held to what is observed of it, in exact numbers, as norms/judging.py does. Pure: used by the page and by
// node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./exact_shares.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.clauseVerdicts = make(root.circlesPage.exactShares);
  }
})(typeof self !== "undefined" ? self : this, function (exactShares) {
  "use strict";

  const DOWNWARD = ["at_most", "less_than"];
  const STRICT = ["more_than", "less_than"];
  const THOUSAND = BigInt(1000);
  const ONE = BigInt(1);

  /** Return a number of the page's data, whole or [over, under], as a fraction; null where there is none. */
  function number(value) {
    if (value === undefined || value === null) {
      return null;
    }
    const parts = Array.isArray(value) ? value : [value, 1];
    return exactShares.share(BigInt(parts[0]), BigInt(parts[1]));
  }

  function isDown(clause) {
    return DOWNWARD.indexOf(clause.comparison) >= 0;
  }

  /**
   * Return {verdict, observed, met, failed, units} of units, each {low, high}: fractions between which its value lies, null
   * where there is no bound.
   */
  function judged(clause, readings) {
    const value = number(clause.value);
    if (!readings.length || !value) {
      return told("cannot_tell", clause, readings, [0, 0, 0]);
    }
    const held = readings.map(function (reading) {
      return holds(clause, value, reading);
    });
    const counts = [true, false, null].map(function (each) {
      return held.filter(function (one) {
        return one === each;
      }).length;
    });
    const asked = exactShares.product(shareOf(clause), number(held.length));
    const reaches = function (count) {
      return exactShares.compare(number(count * 100), asked) >= 0;
    };
    const missed = clause.encourages ? "not_reached" : "fails";
    const most = reaches(counts[0] + counts[2]) ? "cannot_tell" : missed;
    return told(reaches(counts[0]) ? "meets" : most, clause, readings, counts);
  }

  function told(verdict, clause, readings, counts) {
    return {
      verdict: verdict,
      observed: observed(clause, readings),
      met: counts[0],
      failed: counts[1],
      units: counts[0] + counts[1] + counts[2],
    };
  }

  function shareOf(clause) {
    return number(clause.share === undefined ? 100 : clause.share);
  }

  /** Return whether a unit satisfies the number, null where its bounds leave that open. */
  function holds(clause, value, reading) {
    const side = function (bound, of) {
      return bound === null ? null : exactShares.compare(bound, of);
    };
    if (clause.comparison === "between") {
      return holdsBetween(
        [side(reading.low, value), side(reading.high, value)],
        number(clause.value_max) || value,
        reading,
        side,
      );
    }
    const down = isDown(clause);
    const strict = STRICT.indexOf(clause.comparison) >= 0;
    const satisfies = function (bound) {
      const towards = down ? -side(bound, value) : side(bound, value);
      return strict ? towards > 0 : towards >= 0;
    };
    const worst = down ? reading.high : reading.low;
    const best = down ? reading.low : reading.high;
    if (worst !== null && satisfies(worst)) {
      return true;
    }
    return best !== null && !satisfies(best) ? false : null;
  }

  function holdsBetween(sides, top, reading, side) {
    const above = [side(reading.low, top), side(reading.high, top)];
    if ((sides[1] !== null && sides[1] < 0) || (above[0] !== null && above[0] > 0)) {
      return false;
    }
    return sides[0] !== null && above[1] !== null && sides[0] >= 0 && above[1] <= 0 ? true : null;
  }

  /** Return the figure that decides, as text. */
  function observed(clause, readings) {
    const down = isDown(clause);
    if (readings.length === 1) {
      return range(readings[0], down);
    }
    const known = readings
      .filter(isKnown)
      .map(function (reading) {
        return reading.low;
      })
      .sort(function (a, b) {
        return down ? exactShares.compare(a, b) : exactShares.compare(b, a);
      });
    if (!known.length) {
      return "";
    }
    const least = known[known.length - 1];
    if (clause.comparison === "between") {
      const ends = [decimal(least, false), decimal(known[0], true)];
      return ends[0] === ends[1] ? ends[0] : ends.join("–");
    }
    const share = shareOf(clause);
    const hundred = share.whole * BigInt(100);
    const last = Number((share.part * BigInt(known.length) + hundred - ONE) / hundred);
    return decimal(known[Math.max(last, 1) - 1], down);
  }

  function range(reading, down) {
    if (isKnown(reading)) {
      return decimal(reading.low, down);
    }
    const low = reading.low && decimal(reading.low, false);
    const high = reading.high && decimal(reading.high, true);
    if (low && high) {
      return low + "–" + high;
    }
    return low ? "≥ " + low : high ? "≤ " + high : "";
  }

  function isKnown(reading) {
    return (
      reading.low !== null && reading.high !== null && exactShares.compare(reading.low, reading.high) === 0
    );
  }

  /** Return a fraction of no less than 0 with at most three decimals, rounded up or down. */
  function decimal(value, up) {
    const whole = (value.part * THOUSAND + (up ? value.whole - ONE : BigInt(0))) / value.whole;
    const digits = String(whole % THOUSAND)
      .padStart(3, "0")
      .replace(/0+$/, "");
    return String(whole / THOUSAND) + (digits ? "." + digits : "");
  }

  return { number: number, judged: judged, holds: holds, isDown: isDown };
});
