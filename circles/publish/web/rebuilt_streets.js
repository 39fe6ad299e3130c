// Streets put together again after edits, with the islands that are none any more, as in network/assembling.py.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.rebuiltStreets = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const PUBLIC = -1;
  const ISLAND_MM = 1e6;

  /**
   * Return the streets after edits: of each piece start, end, length_mm and compound, how many nodes there are, the
   * stage {piece_before, from_mm, takes_start} by which spots move to them, and which pieces were laid or freed and
   * take attachments: lines {piece, line} of [[lon, lat, at_mm], ...]. `before` and from_mm tell of what each is a part.
   *
   * parted: as partedStreets gives them; opened: compounds, by number, that are opened.
   */
  function rebuiltStreets(streets, parted, opened) {
    const made = {
      start: [],
      end: [],
      length_mm: [],
      before: [],
      from_mm: [],
      parts: {},
      nodes: parted.nodes,
      pieces: 0,
    };
    for (let piece = 0; piece < streets.pieces; piece += 1) {
      if (parted.streets[piece]) {
        parted.streets[piece].forEach(function (part) {
          add(made, part, parted.root);
        });
      } else {
        addWhole(made, streets, piece, parted.root);
      }
    }
    const kept = made.pieces;
    parted.laid.forEach(function (part) {
      add(made, part, parted.root);
    });
    made.compound = made.before.map(function (before) {
      const own = before < 0 ? PUBLIC : streets.compound[before];
      return own >= 0 && opened[own] ? PUBLIC : own;
    });
    const taken = islandsOf(made, streets);
    return {
      nodes: made.nodes,
      start: made.start,
      end: made.end,
      length_mm: made.length_mm,
      compound: made.compound,
      before: made.before,
      from_mm: made.from_mm,
      stage: {
        piece_before: made.before.slice(0, kept),
        from_mm: made.from_mm.slice(0, kept),
        takes_start: made.before.slice(0, kept).map(function (_, i) {
          return Number(!made.parts[i] || made.parts[i].takes_start);
        }),
      },
      laid: linesOf(made, streets, taken.laid),
      freed: linesOf(made, streets, taken.freed),
      before_mm: streets.mm,
      lineOf: function (piece) {
        return made.parts[piece].line;
      },
    };
  }

  function add(made, part, root) {
    made.parts[made.pieces] = part;
    push(made, root(part.start), root(part.end), part.line[part.line.length - 1][2], part);
  }

  function addWhole(made, streets, piece, root) {
    const whole = { before: piece, from_mm: 0 };
    push(made, root(streets.start[piece]), root(streets.end[piece]), streets.mm[piece], whole);
  }

  function push(made, start, end, length_mm, part) {
    made.start.push(start);
    made.end.push(end);
    made.length_mm.push(length_mm);
    made.before.push(part.before);
    made.from_mm.push(part.from_mm);
    made.pieces += 1;
  }

  /** Return the pieces that take attachments since: those laid that are no island, and islands that are none any more. */
  function islandsOf(made, streets) {
    const root = components(made);
    const street_mm = new Float64Array(made.nodes);
    const joined = new Uint8Array(made.nodes);
    for (let piece = 0; piece < made.pieces; piece += 1) {
      const of = root[made.start[piece]];
      const before = made.before[piece];
      street_mm[of] += isOf(streets.square, before) ? 0 : made.length_mm[piece];
      joined[of] = before >= 0 && !isOf(streets.island, before) ? 1 : joined[of];
    }
    const leads = leadsOut(made);
    const taken = { laid: [], freed: [] };
    made.before.forEach(function (before, piece) {
      const of = root[made.start[piece]];
      const counts = joined[of] === 1 || street_mm[of] >= ISLAND_MM;
      if (counts && before < 0) {
        taken.laid.push(piece);
      } else if (counts && isOf(streets.island, before) && leads(piece)) {
        taken.freed.push(piece);
      }
    });
    return taken;
  }

  function isOf(flags, before) {
    return before >= 0 && flags[before] === 1;
  }

  function components(made) {
    const root = new Int32Array(made.nodes);
    for (let node = 0; node < made.nodes; node += 1) {
      root[node] = node;
    }
    const top = function (node) {
      let here = node;
      while (root[here] !== here) {
        root[here] = root[root[here]];
        here = root[here];
      }
      return here;
    };
    for (let piece = 0; piece < made.pieces; piece += 1) {
      const a = top(made.start[piece]);
      const b = top(made.end[piece]);
      root[Math.max(a, b)] = Math.min(a, b);
    }
    for (let node = 0; node < made.nodes; node += 1) {
      root[node] = top(node);
    }
    return root;
  }

  /** Return what tells whether a piece is public, or of a compound with a gate. */
  function leadsOut(made) {
    const isPublic = new Uint8Array(made.nodes);
    made.compound.forEach(function (compound, piece) {
      if (compound === PUBLIC) {
        isPublic[made.start[piece]] = 1;
        isPublic[made.end[piece]] = 1;
      }
    });
    const gated = {};
    made.compound.forEach(function (compound, piece) {
      if (compound !== PUBLIC && (isPublic[made.start[piece]] || isPublic[made.end[piece]])) {
        gated[compound] = true;
      }
    });
    return function (piece) {
      return made.compound[piece] === PUBLIC || gated[made.compound[piece]] === true;
    };
  }

  function linesOf(made, streets, pieces) {
    return pieces.map(function (piece) {
      const part = made.parts[piece];
      return {
        piece: piece,
        compound: made.compound[piece],
        line: part ? part.line : wholeLine(streets, made.before[piece]),
      };
    });
  }

  function wholeLine(streets, piece) {
    const line = [];
    for (let v = streets.first[piece]; v < streets.first[piece + 1]; v += 1) {
      line.push([streets.lon[v], streets.lat[v], streets.at_mm[v]]);
    }
    return line;
  }

  return rebuiltStreets;
});
