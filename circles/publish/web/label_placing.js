// Chooses which labels are shown so that none covers another. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.labelPlacing = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const CELL = 64;

  /**
   * Return for each box whether it is shown: boxes are taken in order, and one that would touch an earlier one
   * is not. A box is {left, top, right, bottom} in pixels.
   */
  function shown(boxes) {
    const taken = new Map();
    return boxes.map(function (box) {
      const cells = cellsOf(box);
      const free = cells.every(function (cell) {
        return (taken.get(cell) || []).every(function (other) {
          return apart(box, other);
        });
      });
      if (free) {
        cells.forEach(function (cell) {
          taken.set(cell, (taken.get(cell) || []).concat([box]));
        });
      }
      return free;
    });
  }

  function cellsOf(box) {
    const cells = [];
    for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
      for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) {
        cells.push(x + ":" + y);
      }
    }
    return cells;
  }

  function apart(a, b) {
    return a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
  }

  return { shown: shown };
});
