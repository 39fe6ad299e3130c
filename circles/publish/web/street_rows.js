// The rows over which streets with compounds are searched, as network/layers.py makes them: each node in public, and of
// each compound there once entering it and once leaving. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.streetRows = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return streets {nodes, start, end, length_mm, compound} with their `layers`, null where all are public. */
  function streetRows(streets) {
    const rowOf = new Map();
    const compounds = streets.compound.reduce(function (most, compound) {
      return Math.max(most, compound + 1);
    }, 0);
    const node = [];
    const leaving = function (at, compound) {
      const key = at * compounds + compound;
      if (!rowOf.has(key)) {
        rowOf.set(key, streets.nodes + node.length + 1);
        node.push(at, at);
      }
      return rowOf.get(key);
    };
    const rows = function (ends) {
      return ends.map(function (at, piece) {
        return streets.compound[piece] < 0 ? at : leaving(at, streets.compound[piece]);
      });
    };
    const start = rows(streets.start);
    const end = rows(streets.end);
    const own = {
      nodes: streets.nodes,
      start: streets.start,
      end: streets.end,
      length_mm: streets.length_mm,
    };
    if (!node.length) {
      return own;
    }
    const all = new Array(streets.nodes);
    for (let at = 0; at < streets.nodes; at += 1) {
      all[at] = at;
    }
    return Object.assign(own, { layers: { node: all.concat(node), start: start, end: end } });
  }

  return streetRows;
});
