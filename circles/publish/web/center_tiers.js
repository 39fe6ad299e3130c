// Tiers of centers in a scenario: which centers serve one, and how far one walks to them (circles/service_tiers.py).
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.centerTiers = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return {serves(center), limit_mm, bound_mm} of a tier, null where none is asked for.
   *
   * tiers: {list: [{name, seconds or walk_mm}], of, higher_counts}, the highest first; asked: the name of one; longestOf:
   * seconds -> millimetres; limit_mm: the longest walk without tiers. No walk beyond `bound_mm` is told.
   */
  function tierAsked(tiers, asked, longestOf, limit_mm) {
    if (asked === undefined) {
      return null;
    }
    const at = placeOf(tiers, asked);
    const walkOf = function (tier) {
      return tier.walk_mm === undefined ? longestOf(tier.seconds) : tier.walk_mm;
    };
    const serving = tiers.list.slice(tiers.higher_counts ? 0 : at, at + 1).map(function (tier) {
      return tier.name;
    });
    return {
      serves: function (center) {
        const said = center.added ? center.added.tier || "" : tiers.of[center.row];
        return serving.indexOf(said) >= 0;
      },
      limit_mm: walkOf(tiers.list[at]),
      bound_mm: Math.max.apply(null, tiers.list.map(walkOf).concat([limit_mm])),
    };
  }

  /** Return the place of a tier in the list; one that is not in it is thrown. */
  function placeOf(tiers, name) {
    const list = tiers ? tiers.list : [];
    const at = list.findIndex(function (tier) {
      return tier.name === name;
    });
    if (at < 0) {
      const names = list.map(function (tier) {
        return tier.name;
      });
      throw new Error(
        "tier: there is no tier " + name + " in this study: " + (names.join(", ") || "none") + ".",
      );
    }
    return at;
  }

  return { tierAsked: tierAsked, placeOf: placeOf };
});
