// Where a point touches the street: the nearest spot on some segments, as network/segment_grid.py decides it.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.nearestStreet = make(root.circlesPage.plane);
  }
})(typeof self !== "undefined" ? self : this, function (plane) {
  "use strict";

  const CELL_M = 100;
  const MOST_CELLS = 4e6;

  /**
   * Return the streets of one set, unpacked, ready to be asked.
   *
   * columns: of each piece its number `piece`, `group` and how many vertices it has (`sizes`); of the vertices between
   * its ends the steps `x` and `y` in 1e-7 degree, from its start on; of all segments `rest_mm`: the millimetres beyond
   * what the plane at their middle says.
   * ends: of each piece of the set's stage the nodes `start` and `end`, and of each node `lon` and `lat`.
   *
   * A segment runs from its smaller end (lon, then lat) to the other: columns lon1, lat1, lon2, lat2, mm, piece, group,
   * begin_mm (where along the piece it begins), vertex (that of the piece at which it begins) and forward. Those without
   * extent are left out: nothing stands there.
   */
  function streetSet(columns, ends) {
    const set = emptySet(columns.rest_mm.length);
    const read = { vertex: 0, segment: 0 };
    columns.sizes.forEach(function (size, row) {
      addPiece(set, columns, ends, { row: row, size: size }, read);
    });
    return Object.assign(set, gridOver(set));
  }

  /** Return the set of lines [{piece, group, line: [[lon, lat, at_mm], ...]}, ...], in the order of their pieces. */
  function setOfLines(lines) {
    const most = lines.reduce(function (sum, each) {
      return sum + each.line.length;
    }, 0);
    const set = emptySet(most);
    lines.forEach(function (each) {
      for (let i = 1; i < each.line.length; i += 1) {
        const from = each.line[i - 1];
        const told = { mm: each.line[i][2] - from[2], at_mm: from[2], piece: each.piece, group: each.group };
        addSegment(set, from, each.line[i], Object.assign(told, { vertex: i - 1 }));
      }
    });
    return Object.assign(set, gridOver(set));
  }

  function emptySet(most) {
    return {
      lon1: new Int32Array(most),
      lat1: new Int32Array(most),
      lon2: new Int32Array(most),
      lat2: new Int32Array(most),
      mm: new Float64Array(most),
      begin_mm: new Float64Array(most),
      piece: new Int32Array(most),
      group: new Int32Array(most),
      vertex: new Int32Array(most),
      forward: new Uint8Array(most),
      count: 0,
    };
  }

  function addPiece(set, columns, ends, told, read) {
    const piece = columns.piece[told.row];
    let at_mm = 0;
    let here = placeOf(ends, ends.start[piece]);
    for (let i = 1; i < told.size; i += 1, read.segment += 1) {
      const last = i === told.size - 1;
      const next = last
        ? placeOf(ends, ends.end[piece])
        : [here[0] + columns.x[read.vertex], here[1] + columns.y[read.vertex]];
      read.vertex += last ? 0 : 1;
      const mm = plane.lengthMm(here[0], here[1], next[0], next[1]) + columns.rest_mm[read.segment];
      const row = { piece: piece, group: columns.group[told.row], vertex: i - 1 };
      addSegment(set, here, next, Object.assign(row, { mm: mm, at_mm: at_mm }));
      at_mm += mm;
      here = next;
    }
  }

  function placeOf(ends, node) {
    return [ends.lon[node], ends.lat[node]];
  }

  function addSegment(set, from, to, told) {
    const forward = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]);
    if (from[0] === to[0] && from[1] === to[1]) {
      return;
    }
    const low = forward ? from : to;
    const high = forward ? to : from;
    const i = set.count;
    set.lon1[i] = low[0];
    set.lat1[i] = low[1];
    set.lon2[i] = high[0];
    set.lat2[i] = high[1];
    set.mm[i] = told.mm;
    set.begin_mm[i] = told.at_mm;
    set.piece[i] = told.piece;
    set.group[i] = told.group;
    set.vertex[i] = told.vertex;
    set.forward[i] = forward ? 1 : 0;
    set.count += 1;
  }

  /** Return the cells of about 100 m that segments touch: those of cell c are cellSegment[cellFirst[c]..]. */
  function gridOver(set) {
    const frame = frameOf(set);
    const cells = frame.columns * frame.rows;
    const first = new Uint32Array(cells + 1);
    eachCell(set, frame, function (cell) {
      first[cell + 1] += 1;
    });
    for (let cell = 0; cell < cells; cell += 1) {
      first[cell + 1] += first[cell];
    }
    const place = first.slice(0, cells);
    const segment = new Uint32Array(first[cells]);
    eachCell(set, frame, function (cell, i) {
      segment[place[cell]] = i;
      place[cell] += 1;
    });
    return { frame: frame, cellFirst: first, cellSegment: segment };
  }

  function frameOf(set) {
    let west = Infinity;
    let south = Infinity;
    let east = -Infinity;
    let north = -Infinity;
    for (let i = 0; i < set.count; i += 1) {
      west = Math.min(west, set.lon1[i]);
      east = Math.max(east, set.lon2[i]);
      south = Math.min(south, set.lat1[i], set.lat2[i]);
      north = Math.max(north, set.lat1[i], set.lat2[i]);
    }
    if (!set.count) {
      return { west: 0, south: 0, width: 1, height: 1, columns: 1, rows: 1 };
    }
    const k = plane.metresPerDegree((south + north) / 2 / plane.UNITS_PER_DEGREE);
    let width = Math.max(Math.floor((CELL_M / k.x) * plane.UNITS_PER_DEGREE), 1);
    let height = Math.max(Math.floor((CELL_M / k.y) * plane.UNITS_PER_DEGREE), 1);
    const count = function (extent, step) {
      return Math.floor(extent / step) + 1;
    };
    while (count(east - west, width) * count(north - south, height) > MOST_CELLS) {
      width *= 2;
      height *= 2;
    }
    return {
      west: west,
      south: south,
      width: width,
      height: height,
      columns: count(east - west, width),
      rows: count(north - south, height),
    };
  }

  function eachCell(set, frame, use) {
    for (let i = 0; i < set.count; i += 1) {
      const left = Math.floor((set.lon1[i] - frame.west) / frame.width);
      const right = Math.floor((set.lon2[i] - frame.west) / frame.width);
      const bottom = Math.floor((Math.min(set.lat1[i], set.lat2[i]) - frame.south) / frame.height);
      const top = Math.floor((Math.max(set.lat1[i], set.lat2[i]) - frame.south) / frame.height);
      for (let row = bottom; row <= top; row += 1) {
        for (let column = left; column <= right; column += 1) {
          use(row * frame.columns + column, i);
        }
      }
    }
  }

  /**
   * Return the spot of a set nearest to a point, {piece, at_mm, leg_mm, leg_m, lon, lat, units} (lon, lat in degrees,
   * units both in 1e-7 degree), null where no segment is open to it: those of a group from `low` to `high`. Of equally near ones a public one (group 0)
   * is taken, then the lowest by its ends.
   */
  function nearestSpot(set, lon, lat, low, high) {
    const point = searched(lon, lat, low, high);
    const frame = set.frame;
    const column = Math.min(Math.max(Math.floor((lon - frame.west) / frame.width), 0), frame.columns - 1);
    const row = Math.min(Math.max(Math.floor((lat - frame.south) / frame.height), 0), frame.rows - 1);
    const rings = Math.max(frame.columns, frame.rows);
    for (let ring = 0; ring <= rings; ring += 1) {
      lookAtRing(set, point, row, column, ring);
      const bound = outsideRing(frame, point, row, column, ring);
      if (point.segment >= 0 && bound > 0 && point.square < bound * bound) {
        break;
      }
    }
    return point.segment < 0 ? null : spotOf(set, point);
  }

  function searched(lon, lat, low, high) {
    const k = plane.metresPerDegree(lat / plane.UNITS_PER_DEGREE);
    return {
      lon: lon,
      lat: lat,
      mx: k.x / 1e7,
      my: k.y / 1e7,
      low: low,
      high: high,
      square: Infinity,
      segment: -1,
      t: 0,
    };
  }

  function lookAtRing(set, point, row, column, ring) {
    const frame = set.frame;
    for (let r = Math.max(row - ring, 0); r <= Math.min(row + ring, frame.rows - 1); r += 1) {
      const step = Math.abs(r - row) === ring ? 1 : Math.max(2 * ring, 1);
      for (let c = column - ring; c <= column + ring; c += step) {
        if (c >= 0 && c < frame.columns) {
          lookAtCell(set, point, r * frame.columns + c);
        }
      }
    }
  }

  function lookAtCell(set, point, cell) {
    for (let place = set.cellFirst[cell]; place < set.cellFirst[cell + 1]; place += 1) {
      const s = set.cellSegment[place];
      if (set.group[s] >= point.low && set.group[s] <= point.high) {
        lookAtSegment(set, point, s);
      }
    }
  }

  function lookAtSegment(set, point, s) {
    const x1 = (set.lon1[s] - point.lon) * point.mx;
    const y1 = (set.lat1[s] - point.lat) * point.my;
    const x2 = (set.lon2[s] - point.lon) * point.mx;
    const y2 = (set.lat2[s] - point.lat) * point.my;
    const dx = x2 - x1;
    const dy = y2 - y1;
    let t = -(x1 * dx + y1 * dy) / (dx * dx + dy * dy);
    let square = 0;
    if (t <= 0) {
      t = 0;
      square = x1 * x1 + y1 * y1;
    } else if (t >= 1) {
      t = 1;
      square = x2 * x2 + y2 * y2;
    } else {
      const x = x1 + t * dx;
      const y = y1 + t * dy;
      square = x * x + y * y;
    }
    if (square < point.square || (square === point.square && comesBefore(set, s, point.segment))) {
      point.square = square;
      point.segment = s;
      point.t = t;
    }
  }

  /** Return whether segment a counts before b where both are equally near. */
  function comesBefore(set, a, b) {
    const keys = [
      Number(set.group[a] !== 0) - Number(set.group[b] !== 0),
      set.lon1[a] - set.lon1[b],
      set.lat1[a] - set.lat1[b],
      set.lon2[a] - set.lon2[b],
      set.lat2[a] - set.lat2[b],
      a - b,
    ];
    for (let i = 0; i < keys.length; i += 1) {
      if (keys[i] !== 0) {
        return keys[i] < 0;
      }
    }
    return false;
  }

  /** Return how far away at least everything is that lies outside the rings looked at. */
  function outsideRing(frame, point, row, column, ring) {
    let bound = Infinity;
    if (column - ring > 0) {
      bound = Math.min(bound, (point.lon - (frame.west + (column - ring) * frame.width)) * point.mx);
    }
    if (column + ring < frame.columns - 1) {
      bound = Math.min(bound, (frame.west + (column + ring + 1) * frame.width - point.lon) * point.mx);
    }
    if (row - ring > 0) {
      bound = Math.min(bound, (point.lat - (frame.south + (row - ring) * frame.height)) * point.my);
    }
    if (row + ring < frame.rows - 1) {
      bound = Math.min(bound, (frame.south + (row + ring + 1) * frame.height - point.lat) * point.my);
    }
    return bound;
  }

  function spotOf(set, point) {
    const s = point.segment;
    const share = Math.floor(set.mm[s] * point.t + 0.5);
    const leg_m = Math.sqrt(point.square);
    const along = function (low, high) {
      const from = low / plane.UNITS_PER_DEGREE;
      return from + (high / plane.UNITS_PER_DEGREE - from) * point.t;
    };
    const place = function (low, high) {
      return Math.floor(low + point.t * (high - low) + 0.5);
    };
    return {
      piece: set.piece[s],
      units: [place(set.lon1[s], set.lon2[s]), place(set.lat1[s], set.lat2[s])],
      at_mm: set.begin_mm[s] + (set.forward[s] ? share : set.mm[s] - share),
      leg_mm: plane.millimetres(leg_m),
      leg_m: leg_m,
      segment: s,
      t: point.t,
      lon: along(set.lon1[s], set.lon2[s]),
      lat: along(set.lat1[s], set.lat2[s]),
    };
  }

  return { streetSet: streetSet, setOfLines: setOfLines, nearestSpot: nearestSpot };
});
