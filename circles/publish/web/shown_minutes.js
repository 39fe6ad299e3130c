// Minutes as they are shown, by the same rule as figures.shown_minutes: outside rounds up, inside down.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.shownMinutes = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const SPLIT = 2 ** 27 + 1;

  /**
   * Return minutes with one decimal for a walk in whole millimetres at a speed in whole metres an hour.
   *
   * Rounding goes by the exact binary value, as Python's does: ten times it is told from a whole number without an error.
   */
  function shownMinutes(walk_mm, speed_m_per_h, inside) {
    const minutes = (walk_mm * 3) / (speed_m_per_h * 50);
    const wide = minutes * SPLIT;
    const high = wide - (wide - minutes);
    const low = minutes - high;
    const near = Math.round(minutes * 10);
    const rest = 10 * high - near + 10 * low;
    const tenths = inside ? near - (rest < 0 ? 1 : 0) : near + (rest > 0 ? 1 : 0);
    return (tenths / 10).toFixed(1);
  }

  return shownMinutes;
});
