// The order of texts that Python has: by code points. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.textOrder = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return a number below, at or above 0 as text `a` comes before `b`, is the same or comes behind. */
  function textOrder(a, b) {
    const one = Array.from(a);
    const other = Array.from(b);
    for (let i = 0; i < Math.min(one.length, other.length); i += 1) {
      const step = one[i].codePointAt(0) - other[i].codePointAt(0);
      if (step !== 0) {
        return step;
      }
    }
    return one.length - other.length;
  }

  return textOrder;
});
