// On which side of a place that is parted a spot stands, as in network/sides.py. Pure: used by the page and by node's
// tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./line_meetings.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.partedSides = make(root.circlesPage.lineMeetings);
  }
})(typeof self !== "undefined" ? self : this, function (lineMeetings) {
  "use strict";

  /** How a piece is parted at a place, to the millimetre: within a segment that ends there, at it, or behind it. */
  const BEFORE = 0;
  const AT = 1;
  const BEHIND = 2;

  /** Return how a closed line parts a piece at a spot: exactly at a vertex or within a segment. */
  function cutOf(streets, spot, atVertex) {
    if (atVertex) {
      return AT;
    }
    const last = streets.first[spot.piece + 1] - 1;
    return spot.vertex < last && streets.at_mm[spot.vertex + 1] === spot.at_mm ? BEFORE : BEHIND;
  }

  /**
   * Return how many of the cuts at its place a spot stands behind: within a segment on the side of the smaller end; at a
   * vertex it is on the segment that `side` tells, else on the lower of the two.
   */
  function cutsBefore(streets, spot, side, cuts) {
    const place = function (v) {
      return lineMeetings.placeOf(streets, v);
    };
    const vertex = vertexAt(streets, spot);
    if (vertex < 0) {
      return lineMeetings.isBehind(place(spot.vertex), place(spot.vertex + 1)) ? cuts.length : 0;
    }
    const here = place(vertex);
    const before = vertex > streets.first[spot.piece] ? place(vertex - 1) : null;
    const after = vertex + 1 < streets.first[spot.piece + 1] ? place(vertex + 1) : null;
    const onAfter = side ? side > 0 : lowerIsAfter(before, here, after);
    const stands = [onAfter || isAfter(before, here), onAfter, onAfter && isAfter(here, after)];
    return cuts.filter(function (cut) {
      return stands[cut];
    }).length;
  }

  function isAfter(a, b) {
    return a !== null && b !== null && lineMeetings.isBehind(a, b);
  }

  function lowerIsAfter(before, here, after) {
    return before === null || (after !== null && pairBehind(inOrder(before, here), inOrder(here, after)));
  }

  /** Return the vertex at which a spot is, to the millimetre, -1 where it is within a segment. */
  function vertexAt(streets, spot) {
    for (let v = spot.vertex; v <= spot.vertex + 1 && v < streets.first[spot.piece + 1]; v += 1) {
      if (streets.at_mm[v] === spot.at_mm) {
        return v;
      }
    }
    return -1;
  }

  function inOrder(a, b) {
    return lineMeetings.isBehind(a, b) ? [b, a] : [a, b];
  }

  function pairBehind(a, b) {
    const same = a[0][0] === b[0][0] && a[0][1] === b[0][1];
    return lineMeetings.isBehind(same ? a[1] : a[0], same ? b[1] : b[0]);
  }

  return { AT: AT, cutOf: cutOf, cutsBefore: cutsBefore };
});
