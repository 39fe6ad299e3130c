// The streets of the page before any edit, with all their vertices: what edits act on (publish/payload_edits.py).
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"), require("./nearest_street.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.editableStreets = make(root.circlesPage.plane, root.circlesPage.nearestStreet);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestStreet) {
  "use strict";

  const PUBLIC = -1;

  /**
   * Return the streets before any edit.
   *
   * Piece p has the vertices first[p] up to first[p + 1] of columns lon, lat (whole 1e-7 degrees), at_mm (along the
   * piece) and marked (the segment that begins there is a bridge, a tunnel or of a layer); columns start, end, mm,
   * island, square and compound (-1 where it is public) are of pieces, node_lon and node_lat of nodes.
   * streets, told: of the page; places: of its nodes, columns lon and lat.
   */
  function editableStreets(streets, told, places) {
    const own = told.editable;
    const ends = own.ends || { start: streets.start, end: streets.end };
    const pieces = ends.start.length;
    const sources = sourcesOf(told, pieces);
    const first = new Int32Array(pieces + 1);
    for (let piece = 0; piece < pieces; piece += 1) {
      first[piece + 1] = first[piece] + sources[piece].size;
    }
    const made = {
      pieces: pieces,
      first: first,
      lon: new Int32Array(first[pieces]),
      lat: new Int32Array(first[pieces]),
      at_mm: new Float64Array(first[pieces]),
      marked: flags(own.marked, first[pieces]),
      start: Int32Array.from(ends.start),
      end: Int32Array.from(ends.end),
      mm: new Float64Array(pieces),
      node_lon: own.ends ? summed(own.ends.node_lon) : Int32Array.from(places.lon),
      node_lat: own.ends ? summed(own.ends.node_lat) : Int32Array.from(places.lat),
      island: flags(own.island, pieces),
      square: flags(own.squares, pieces),
      compound: new Int32Array(pieces).fill(PUBLIC),
    };
    own.private.forEach(function (piece, i) {
      made.compound[piece] = own.compound[i];
    });
    sources.forEach(function (source, piece) {
      fill(made, piece, source);
    });
    return made;
  }

  function flags(rows, count) {
    const found = new Uint8Array(count);
    rows.forEach(function (row) {
      found[row] = 1;
    });
    return found;
  }

  function summed(steps) {
    let at = 0;
    return Int32Array.from(steps, function (step) {
      at += step;
      return at;
    });
  }

  /** Return of each piece where it is told: the columns, where its vertices and segments begin there, and its size. */
  function sourcesOf(told, pieces) {
    const own = told.editable;
    const sources = new Array(pieces);
    eachSource(own.rest, function (piece, source) {
      sources[piece] = source;
    });
    const wholes = own.stage ? wholeParts(told.stages[own.stage - 1]) : {};
    told.sets.forEach(function (set) {
      eachSource(set, function (piece, source) {
        const here =
          set.stage === own.stage ? piece : set.stage === own.stage - 1 ? wholes[piece] : undefined;
        if (here !== undefined) {
          sources[here] = sources[here] || source;
        }
      });
    });
    return sources;
  }

  function eachSource(columns, use) {
    let vertex = 0;
    let segment = 0;
    columns.piece.forEach(function (piece, i) {
      use(piece, { columns: columns, vertex: vertex, segment: segment, size: columns.sizes[i] });
      vertex += columns.sizes[i] - 2;
      segment += columns.sizes[i] - 1;
    });
  }

  /** Return, by piece of the stage before, the piece that is all of it. */
  function wholeParts(stage) {
    const found = {};
    stage.piece_before.forEach(function (before, piece) {
      found[before] = found[before] === undefined ? piece : -1;
    });
    Object.keys(found).forEach(function (before) {
      if (found[before] < 0) {
        delete found[before];
      }
    });
    return found;
  }

  function fill(made, piece, source) {
    const columns = source.columns;
    const begin = made.first[piece];
    const last = begin + source.size - 1;
    const nodes = [made.start[piece], made.end[piece]];
    made.lon[begin] = made.node_lon[nodes[0]];
    made.lat[begin] = made.node_lat[nodes[0]];
    for (let i = 1; i < source.size; i += 1) {
      const v = begin + i;
      made.lon[v] = v === last ? made.node_lon[nodes[1]] : made.lon[v - 1] + columns.x[source.vertex + i - 1];
      made.lat[v] = v === last ? made.node_lat[nodes[1]] : made.lat[v - 1] + columns.y[source.vertex + i - 1];
      const straight = plane.lengthMm(made.lon[v - 1], made.lat[v - 1], made.lon[v], made.lat[v]);
      made.at_mm[v] = made.at_mm[v - 1] + straight + columns.rest_mm[source.segment + i - 1];
    }
    made.mm[piece] = made.at_mm[last];
  }

  /** Return some pieces, in ascending order, as a set that is asked for nearest spots; groupOf: the group of a piece. */
  function setOf(streets, pieces, groupOf) {
    const lines = pieces.map(function (piece) {
      const line = [];
      for (let v = streets.first[piece]; v < streets.first[piece + 1]; v += 1) {
        line.push([streets.lon[v], streets.lat[v], streets.at_mm[v]]);
      }
      return { piece: piece, group: groupOf(piece), line: line };
    });
    return nearestStreet.setOfLines(lines);
  }

  return { editableStreets: editableStreets, setOf: setOf, PUBLIC: PUBLIC };
});
