// Joins pieces of one name that follow each other to lines along which the name can be written.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.namedLines = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return lines [{name, rank, parts: [{piece, forward}]}] of some pieces. A line goes on at a node where exactly two
   * pieces of its name and rank meet; each piece is in one line.
   *
   * streets: columns start, end, name, rank of pieces, and `names`.
   */
  function namedLines(streets, pieces) {
    const at = new Map();
    const keyOf = function (piece, node) {
      return streets.name[piece] + "/" + streets.rank[piece] + "/" + node;
    };
    pieces.forEach(function (piece) {
      [streets.start[piece], streets.end[piece]].forEach(function (node) {
        const key = keyOf(piece, node);
        at.set(key, (at.get(key) || []).concat([piece]));
      });
    });
    const used = new Set();

    /** Return the piece that goes on from one at a node, itself where there is none or a choice. */
    function nextOf(piece, node) {
      const here = at.get(keyOf(piece, node));
      return here.length === 2 ? here[here[0] === piece ? 1 : 0] : piece;
    }

    /** Return the parts that follow a piece from one of its ends on. */
    function onward(piece, node) {
      const parts = [];
      let from = node;
      for (let next = nextOf(piece, from); !used.has(next); next = nextOf(next, from)) {
        used.add(next);
        const forward = streets.start[next] === from;
        parts.push({ piece: next, forward: forward });
        from = forward ? streets.end[next] : streets.start[next];
      }
      return parts;
    }

    return pieces
      .map(function (piece) {
        if (used.has(piece)) {
          return null;
        }
        used.add(piece);
        const after = onward(piece, streets.end[piece]);
        const before = onward(piece, streets.start[piece]).reverse();
        const parts = before
          .map(function (part) {
            return { piece: part.piece, forward: !part.forward };
          })
          .concat([{ piece: piece, forward: true }], after);
        return { name: streets.names[streets.name[piece]], rank: streets.rank[piece], parts: parts };
      })
      .filter(Boolean);
  }

  return namedLines;
});
