// The search of the page: the least walk from every row of the streets to an open center, in whole millimetres, as
// network/search.py finds it. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.walkSearch = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const LARGEST = 2 ** 53;

  /**
   * Return the graph that is searched, from centers against the walks: to row r one walks from
   * row[first[r]..first[r + 1]) in mm[...].
   *
   * streets: columns start, end and length_mm of pieces; with compounds, streets.layers tells of rows (walk_story.js),
   * of which each compound has two a node: entering, then leaving. Without, rows are nodes, of which there are `nodes`.
   */
  function roadsOf(streets) {
    const layers = streets.layers;
    const nodes = streets.nodes === undefined ? streets.node_x.length : streets.nodes;
    const rows = layers ? layers.node.length : nodes;
    const ends = {
      start: Int32Array.from(layers ? layers.start : streets.start),
      end: Int32Array.from(layers ? layers.end : streets.end),
    };
    const length_mm = Float64Array.from(streets.length_mm);
    const gates = layers ? gateRows(layers, ends, nodes) : [];
    const arcs = function (add) {
      for (let piece = 0; piece < length_mm.length; piece += 1) {
        for (let inner = 0; inner <= Number(ends.start[piece] >= nodes); inner += 1) {
          both(add, ends.start[piece] - inner, ends.end[piece] - inner, length_mm[piece]);
        }
      }
      gates.forEach(function (row) {
        const node = layers.node[row];
        const enters = (row - nodes) % 2 === 0;
        add(enters ? row : node, enters ? node : row, 0);
      });
    };
    const first = new Uint32Array(rows + 1);
    arcs(function (to) {
      first[to + 1] += 1;
    });
    for (let row = 0; row < rows; row += 1) {
      first[row + 1] += first[row];
    }
    const place = first.slice(0, rows);
    const row = new Int32Array(first[rows]);
    const mm = new Float64Array(first[rows]);
    arcs(function (to, from, length) {
      row[place[to]] = from;
      mm[place[to]] = length;
      place[to] += 1;
    });
    return {
      nodes: nodes,
      rows: rows,
      first: first,
      row: row,
      mm: mm,
      start: ends.start,
      end: ends.end,
      length_mm: length_mm,
    };
  }

  /** Return the rows of compounds at whose node there is a public piece: where a walk changes layer. */
  function gateRows(layers, ends, nodes) {
    const isPublic = new Uint8Array(nodes);
    ends.start.forEach(function (start, piece) {
      if (start < nodes) {
        isPublic[start] = 1;
        isPublic[ends.end[piece]] = 1;
      }
    });
    const rows = [];
    for (let row = nodes; row < layers.node.length; row += 1) {
      if (isPublic[layers.node[row]]) {
        rows.push(row);
      }
    }
    return rows;
  }

  function both(add, start, end, length) {
    add(start, end, length);
    add(end, start, length);
  }

  /**
   * Return the least {walk_mm, rank} of each row, by walk and then rank: Infinity and -1 where no center is reached.
   *
   * spots: [{piece, at_mm, leg_mm, rank}], where centers stand; the ranks are theirs. others: {field, most_mm}, optional:
   * the field of further centers, which is gone on from as far as walks of `most_mm`. Longer ones may be longer than the
   * least; `improved` marks the rows that the spots are nearer to.
   */
  function walkField(roads, spots, others) {
    const found = begunField(roads, others);
    const walk_mm = found.walk_mm;
    const rank = found.rank;
    const most_mm = others ? others.most_mm : Infinity;
    const heap = heapOf();
    const reach = function (row, walk, center) {
      if (walk > most_mm) {
        return;
      }
      if (walk < walk_mm[row] || (walk === walk_mm[row] && center < rank[row])) {
        walk_mm[row] = walk;
        rank[row] = center;
        heap.push(walk * roads.rows + row);
        if (others) {
          found.improved[row] = 1;
        }
      }
    };
    begin(roads, spots, reach);
    while (heap.size() > 0) {
      const entry = heap.pop();
      const row = entry % roads.rows;
      const walk = (entry - row) / roads.rows;
      if (walk > walk_mm[row]) {
        continue;
      }
      if (entry >= LARGEST) {
        throw new Error("The streets are too long for whole millimetres in a browser.");
      }
      for (let place = roads.first[row]; place < roads.first[row + 1]; place += 1) {
        reach(roads.row[place], walk + roads.mm[place], rank[row]);
      }
    }
    return found;
  }

  function begunField(roads, others) {
    return {
      walk_mm: others ? others.field.walk_mm.slice() : new Float64Array(roads.rows).fill(Infinity),
      rank: others ? others.field.rank.slice() : new Int32Array(roads.rows).fill(-1),
      improved: others ? new Uint8Array(roads.rows) : null,
    };
  }

  /** Reach the ends of the streets on which spots stand: reach(row, walk, rank). */
  function begin(roads, spots, reach) {
    spots.forEach(function (spot) {
      const rest_mm = roads.length_mm[spot.piece] - spot.at_mm;
      const inner = roads.start[spot.piece] >= roads.nodes ? 1 : 0;
      for (let before = 0; before <= inner; before += 1) {
        reach(roads.start[spot.piece] - before, spot.leg_mm + spot.at_mm, spot.rank);
        reach(roads.end[spot.piece] - before, spot.leg_mm + rest_mm, spot.rank);
      }
    });
  }

  /** Return a heap of numbers, the smallest first, four children a parent. */
  function heapOf() {
    const entries = [];
    return {
      size: function () {
        return entries.length;
      },
      push: function (entry) {
        let place = entries.length;
        entries.push(entry);
        while (place > 0) {
          const parent = (place - 1) >> 2;
          if (entries[parent] <= entry) {
            break;
          }
          entries[place] = entries[parent];
          place = parent;
        }
        entries[place] = entry;
      },
      pop: function () {
        const smallest = entries[0];
        const last = entries.pop();
        if (entries.length) {
          sink(entries, last);
        }
        return smallest;
      },
    };
  }

  function sink(entries, last) {
    let place = 0;
    for (;;) {
      const child = 4 * place + 1;
      if (child >= entries.length) {
        break;
      }
      let least = child;
      for (let other = child + 1; other < Math.min(child + 4, entries.length); other += 1) {
        if (entries[other] < entries[least]) {
          least = other;
        }
      }
      if (entries[least] >= last) {
        break;
      }
      entries[place] = entries[least];
      place = least;
    }
    entries[place] = last;
  }

  /**
   * Return of each of some owners the least walk from its points, {walk_mm, rank}; Infinity and -1 without one.
   *
   * points: columns owner, piece, at_mm, leg_mm; owners: how many there are.
   */
  function nearest(roads, field, spots, points, owners) {
    const walk_mm = new Float64Array(owners).fill(Infinity);
    const rank = new Int32Array(owners).fill(-1);
    const take = function (owner, walk, center) {
      if (center >= 0 && (walk < walk_mm[owner] || (walk === walk_mm[owner] && center < rank[owner]))) {
        walk_mm[owner] = walk;
        rank[owner] = center;
      }
    };
    const fromRow = function (owner, walk, row) {
      take(owner, field.walk_mm[row] + walk, field.rank[row]);
    };
    finish(roads, spots, points, fromRow, take);
    return { walk_mm: walk_mm, rank: rank };
  }

  /** Tell of each point fromRow(owner, walk, row) at both ends of its piece, atSpot(owner, walk, rank) on the piece. */
  function finish(roads, spots, points, fromRow, atSpot) {
    const onPiece = {};
    spots.forEach(function (spot) {
      (onPiece[spot.piece] = onPiece[spot.piece] || []).push(spot);
    });
    points.owner.forEach(function (owner, i) {
      const piece = points.piece[i];
      const at_mm = points.at_mm[i];
      const leg_mm = points.leg_mm[i];
      fromRow(owner, at_mm + leg_mm, roads.start[piece]);
      fromRow(owner, roads.length_mm[piece] - at_mm + leg_mm, roads.end[piece]);
      (onPiece[piece] || []).forEach(function (spot) {
        atSpot(owner, spot.leg_mm + Math.abs(spot.at_mm - at_mm) + leg_mm, spot.rank);
      });
    });
  }

  return {
    roadsOf: roadsOf,
    walkField: walkField,
    begin: begin,
    nearest: nearest,
    finish: finish,
    heapOf: heapOf,
    LARGEST: LARGEST,
  };
});
