// Unpacks what payload.py and packed_geometry.py packed. Pure: used by the page and by node's tests.
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

  /** Return the document in `base64`: raw deflate of JSON that is `size` bytes of ASCII. */
  function unpacked(base64, size, inflate) {
    const binary = atob(base64);
    const deflated = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) {
      deflated[i] = binary.charCodeAt(i);
    }
    return JSON.parse(new TextDecoder("utf-8").decode(inflate(deflated, new Uint8Array(size))));
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
    polygons: polygons,
    points: points,
    streetLines: streetLines,
  };
});
