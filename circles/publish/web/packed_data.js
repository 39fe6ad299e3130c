// Unpacks what packed_columns.py and packed_geometry.py packed. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.packedData = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const UNITS_PER_DEGREE = 1e6;

  // Printable letters but the three that mean something in HTML; two of them tell 13 bits.
  const LETTERS = 91;
  const BITS = 13;
  const BETWEEN = "\x7f";

  /** Return the document in `text`, as packed_columns.py packs it; it unpacks to `size` bytes. */
  function unpacked(text, size, inflate) {
    const bytes = inflate(bytesOf(text), new Uint8Array(size));
    const start = 4 + bytes[0] + 256 * (bytes[1] + 256 * (bytes[2] + 256 * bytes[3]));
    const head = JSON.parse(new TextDecoder("utf-8").decode(bytes.subarray(4, start)));
    const columns = [];
    let at = start;
    head.columns.forEach(function (told) {
      columns.push(wholeNumbers(told, bytes, at, columns));
      at += told.count * told.planes;
    });
    return restored(
      head.tree,
      head.columns.map(function (told, i) {
        return meaning(told, columns[i]);
      }),
    );
  }

  function bytesOf(text) {
    const values = new Uint8Array(128);
    for (let code = 33, value = 0; code < 127; code += 1) {
      if (code !== 34 && code !== 38 && code !== 60) {
        values[code] = value;
        value += 1;
      }
    }
    const result = new Uint8Array(Math.floor(((text.length / 2) * BITS) / 8));
    let bits = 0;
    let held = 0;
    for (let i = 0, byte = 0; i < text.length; i += 2) {
      held |= (values[text.charCodeAt(i)] + LETTERS * values[text.charCodeAt(i + 1)]) << bits;
      for (bits += BITS; bits >= 8 && byte < result.length; bits -= 8, byte += 1) {
        result[byte] = held & 255;
        held >>>= 8;
      }
    }
    return result;
  }

  /** Return a column of whole numbers, null where there is none. */
  function wholeNumbers(told, bytes, at, columns) {
    const result = new Array(told.count);
    const earlier = told.from === undefined ? null : columns[told.from];
    let sum = 0;
    for (let i = 0; i < told.count; i += 1) {
      const rest = signed(coded(told, bytes, at + i));
      if (rest === null) {
        result[i] = null;
      } else if (told.steps) {
        sum += rest;
        result[i] = sum;
      } else {
        result[i] = rest + ((earlier && earlier[i]) || 0);
      }
    }
    return result;
  }

  /** Return a number of a column whose bytes stand a plane apart, the lowest first. */
  function coded(told, bytes, at) {
    let result = 0;
    for (let plane = told.planes - 1; plane >= 0; plane -= 1) {
      result = result * 256 + bytes[at + plane * told.count];
    }
    return result;
  }

  /** Return what is coded: 0 nothing, odd numbers those from 0 up, even ones those below. */
  function signed(number) {
    if (number === 0) {
      return null;
    }
    return number % 2 === 0 ? -number / 2 : (number - 1) / 2;
  }

  /** Return what the whole numbers of a column mean: themselves, a number with decimals, or a text. */
  function meaning(told, numbers) {
    const scale = 10 ** (told.digits || 0);
    const words = told.words === undefined ? null : told.words.split(BETWEEN);
    const ends = told.ends === undefined ? null : told.ends.split(BETWEEN);
    let before = "";
    let next = 0;
    return numbers.map(function (number) {
      if (number === null) {
        return null;
      }
      if (ends) {
        before = before.slice(0, number) + ends[next];
        next += 1;
        return before;
      }
      return words ? words[number] : number / scale;
    });
  }

  /** Return a value with each list in it that was packed. */
  function restored(value, columns) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return value;
    }
    if (Object.prototype.hasOwnProperty.call(value, "~")) {
      return columns[value["~"]];
    }
    Object.keys(value).forEach(function (key) {
      value[key] = restored(value[key], columns);
    });
    return value;
  }

  /** Return degrees from a column of steps, of which `units` make one. */
  function degrees(steps, units) {
    const result = new Float64Array(steps.length);
    let at = 0;
    for (let i = 0; i < steps.length; i += 1) {
      at += steps[i];
      result[i] = at / (units || UNITS_PER_DEGREE);
    }
    return result;
  }

  /** Return lines, each a list of [lat, lon]. */
  function lines(columns) {
    const lon = degrees(columns.x, columns.units);
    const lat = degrees(columns.y, columns.units);
    let vertex = 0;
    return columns.sizes.map(function (count) {
      const places = [];
      for (let i = 0; i < count; i += 1, vertex += 1) {
        places.push([lat[vertex], lon[vertex]]);
      }
      return places;
    });
  }

  /** Return for each geometry its polygons, each a list of rings of [lat, lon]. */
  function polygons(columns) {
    const lon = degrees(columns.x, columns.units);
    const lat = degrees(columns.y, columns.units);
    let ring = 0;
    let polygon = 0;
    let vertex = 0;
    return columns.polygons.map(function (count) {
      const parts = [];
      for (let i = 0; i < count; i += 1, polygon += 1) {
        const rings = [];
        for (let j = 0; j < columns.rings[polygon]; j += 1, ring += 1) {
          const places = [];
          for (let k = 0; k < columns.sizes[ring]; k += 1, vertex += 1) {
            places.push([lat[vertex], lon[vertex]]);
          }
          rings.push(places);
        }
        parts.push(rings);
      }
      return parts;
    });
  }

  /** Return for each geometry its place as [lat, lon], null where it has none. */
  function points(columns) {
    return columns.x.map(function (x, i) {
      return x === null ? null : [columns.y[i] / UNITS_PER_DEGREE, x / UNITS_PER_DEGREE];
    });
  }

  /**
   * Return all vertices of all pieces in one pair of columns, ends included; piece i has those from
   * first[i] up to first[i + 1].
   */
  function streetLines(columns) {
    const nodeLon = degrees(columns.node_x);
    const nodeLat = degrees(columns.node_y);
    const pieces = columns.start.length;
    const first = new Uint32Array(pieces + 1);
    const lon = new Float64Array(columns.x.length + 2 * pieces);
    const lat = new Float64Array(columns.x.length + 2 * pieces);
    let between = 0;
    let vertex = 0;
    for (let piece = 0; piece < pieces; piece += 1) {
      first[piece] = vertex;
      lon[vertex] = nodeLon[columns.start[piece]];
      lat[vertex] = nodeLat[columns.start[piece]];
      vertex += 1;
      for (let i = 0; i < columns.sizes[piece]; i += 1, between += 1, vertex += 1) {
        lon[vertex] = lon[vertex - 1] + columns.x[between] / UNITS_PER_DEGREE;
        lat[vertex] = lat[vertex - 1] + columns.y[between] / UNITS_PER_DEGREE;
      }
      lon[vertex] = nodeLon[columns.end[piece]];
      lat[vertex] = nodeLat[columns.end[piece]];
      vertex += 1;
    }
    first[pieces] = vertex;
    return { first: first, lon: lon, lat: lat };
  }

  return {
    unpacked: unpacked,
    degrees: degrees,
    lines: lines,
    polygons: polygons,
    points: points,
    streetLines: streetLines,
  };
});
