// Where closed lines part the pieces of streets, as in network/closing.py. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./line_meetings.js"), require("./parted_sides.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.closures = make(root.circlesPage.lineMeetings, root.circlesPage.partedSides);
  }
})(typeof self !== "undefined" ? self : this, function (lineMeetings, partedSides) {
  "use strict";

  /**
   * Return what closed lines part of streets before any edit: {nodes, cuts}: the numbers of nodes at which all pieces
   * are parted, each as a key, and the spots within pieces, by keyOf and how the piece is parted there.
   */
  function closures(streets, lines) {
    const closed = { nodes: {}, cuts: {} };
    lines.forEach(function (line) {
      lineMeetings.met(streets, line).forEach(function (meeting) {
        const spot = meeting.spot;
        const node = meeting.atVertex ? nodeOf(streets, spot) : -1;
        if (node >= 0) {
          closed.nodes[node] = true;
          return;
        }
        const there = closed.cuts[keyOf(spot)] || {};
        const how = partedSides.cutOf(streets, spot, meeting.atVertex);
        there[how] = there[how] && comesBefore(there[how], spot) ? there[how] : spot;
        closed.cuts[keyOf(spot)] = there;
      });
    });
    return closed;
  }

  /** Return the node at an end of its piece where a spot is, else -1. */
  function nodeOf(streets, spot) {
    if (spot.vertex === streets.first[spot.piece + 1] - 1) {
      return streets.end[spot.piece];
    }
    return spot.vertex === streets.first[spot.piece] ? streets.start[spot.piece] : -1;
  }

  function keyOf(spot) {
    return spot.piece + ":" + spot.at_mm;
  }

  function comesBefore(a, b) {
    return a.vertex !== b.vertex ? a.vertex < b.vertex : !lineMeetings.isBehind(a.place, b.place);
  }

  return { closures: closures, keyOf: keyOf };
});
