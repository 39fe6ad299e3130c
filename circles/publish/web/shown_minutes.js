// Minutes as they are shown, by the same rule as figures.minutes_of: up, but where that passes a limit that is kept.
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

  /**
   * Return minutes with one decimal for a walk in whole millimetres at a speed in whole metres an hour.
   * limits: those in minutes that are no whole tenths. What binary makes of a whole tenth is that tenth, as in Python.
   */
  function shownMinutes(walk_mm, speed_m_per_h, limits) {
    const minutes = (walk_mm * 3) / (speed_m_per_h * 50);
    const up = Math.ceil(minutes * 10 - 1e-6);
    const passed = limits.some(function (limit) {
      return minutes <= limit && limit < up / 10;
    });
    return ((passed ? up - 1 : up) / 10).toFixed(1);
  }

  return shownMinutes;
});
