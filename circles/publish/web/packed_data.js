// Unpacks what packed_columns.py and packed_geometry.py packed. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./inflate.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.packedData = make(root.circlesPage.inflate);
  }
})(typeof self !== "undefined" ? self : this, function (inflate) {
  "use strict";

  const UNITS_PER_DEGREE = 1e6;

  // Printable letters but the three that mean something in HTML; two of them tell 13 bits.
  const LETTERS = 91;
  const BITS = 13;
  const BETWEEN = "\x7f";
  // The one key of what stands for a packed list.
  const PACKED = "~";

  /**
   * Return the document in `text`, as packed_columns.py packs it; it unpacks to `size` bytes. Lists that are packed are
   * unpacked when they are first asked for, and so much of the text with them.
   */
  function unpacked(text, size) {
    const source = inflate.inflated(bytesOf(text), size);
    const bytes = source.bytes;
    source.until(4);
    const start = 4 + bytes[0] + 256 * (bytes[1] + 256 * (bytes[2] + 256 * bytes[3]));
    source.until(start);
    const head = JSON.parse(new TextDecoder("utf-8").decode(bytes.subarray(4, start)));
    const begins = [start];
    head.columns.forEach(function (told, i) {
      begins.push(begins[i] + told.count * told.planes);
    });
    const found = [];
    const numbersOf = function (i) {
      const told = head.columns[i];
      if (found[i] && isPlain(told)) {
        return found[i];
      }
      source.until(begins[i + 1]);
      return wholeNumbers(told, bytes, begins[i], told.from === undefined ? null : numbersOf(told.from));
    };
    return restored(head.tree, function (i) {
      found[i] = found[i] || meaning(head.columns[i], numbersOf(i));
      return found[i];
    });
  }

  /** Return whether whole numbers are all that a column means. */
  function isPlain(told) {
    return !told.digits && told.words === undefined && told.ends === undefined;
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

  /** Return a column of whole numbers, null where there is none; `earlier`: the column that it differs from, or null. */
  function wholeNumbers(told, bytes, at, earlier) {
    const result = new Array(told.count);
    let sum = 0;
    for (let i = 0; i < told.count; i += 1) {
      const code = coded(told, bytes, at + i);
      const rest = code % 2 === 0 ? -code / 2 : (code - 1) / 2;
      if (code === 0) {
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

  /** Return what the whole numbers of a column mean: themselves, a number with decimals, or a text. */
  function meaning(told, numbers) {
    if (isPlain(told)) {
      return numbers;
    }
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

  /** Return a value that asks for each list in it that was packed, once, when it is asked for it. */
  function restored(value, columnOf) {
    if (value === null || typeof value !== "object") {
      return value;
    }
    Object.keys(value).forEach(function (key) {
      const inner = value[key];
      if (inner !== null && typeof inner === "object") {
        if (Object.prototype.hasOwnProperty.call(inner, PACKED)) {
          askedFor(value, key, inner[PACKED], columnOf);
        } else {
          restored(inner, columnOf);
        }
      }
    });
    return value;
  }

  function askedFor(value, key, number, columnOf) {
    Object.defineProperty(value, key, {
      configurable: true,
      enumerable: true,
      get: function () {
        const column = columnOf(number);
        Object.defineProperty(value, key, {
          configurable: true,
          enumerable: true,
          writable: true,
          value: column,
        });
        return column;
      },
    });
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
