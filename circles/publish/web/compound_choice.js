// Which compound a click means: that in whose polygon it lies, else that of whose streets the nearest is near enough.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.compoundChoice = make(root.circlesPage.plane);
  }
})(typeof self !== "undefined" ? self : this, function (plane) {
  "use strict";

  /**
   * Return the row of a compound, -1 where none is meant.
   *
   * at: [x, y]; grounds: of each compound its parts, each rings of [x, y]; streets: [{compound, line: [[x, y], ...]}];
   * reach: how far a street may be. All in one plane.
   */
  function compoundAt(at, grounds, streets, reach) {
    const inside = grounds.findIndex(function (parts) {
      return parts.some(function (rings) {
        return plane.within(rings, at[0], at[1]) >= 0;
      });
    });
    if (inside >= 0) {
      return inside;
    }
    let best = -1;
    let least = reach;
    streets.forEach(function (street) {
      for (let i = 1; i < street.line.length; i += 1) {
        const far = distance(at, street.line[i - 1], street.line[i]);
        if (far <= least && (far < least || best < 0)) {
          least = far;
          best = street.compound;
        }
      }
    });
    return best;
  }

  function distance(at, begin, end) {
    const along = [end[0] - begin[0], end[1] - begin[1]];
    const length2 = along[0] * along[0] + along[1] * along[1];
    const share = length2 ? ((at[0] - begin[0]) * along[0] + (at[1] - begin[1]) * along[1]) / length2 : 0;
    const t = Math.max(0, Math.min(1, share));
    return Math.hypot(at[0] - begin[0] - t * along[0], at[1] - begin[1] - t * along[1]);
  }

  return { compoundAt: compoundAt };
});
