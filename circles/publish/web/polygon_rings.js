// Polygons as lists of rings [[x, y], ...] that are not closed: unpacked, moved, and how far a place is from them.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.polygonRings = make(root.circlesPage.plane);
  }
})(typeof self !== "undefined" ? self : this, function (plane) {
  "use strict";

  /** Return the polygons of each of some packed shapes, each a list of rings, in the whole units that were packed. */
  function unpacked(columns) {
    let vertex = 0;
    let ring = 0;
    let polygon = 0;
    let x = 0;
    let y = 0;
    return columns.polygons.map(function (polygons) {
      const parts = [];
      for (let i = 0; i < polygons; i += 1, polygon += 1) {
        const rings = [];
        for (let j = 0; j < columns.rings[polygon]; j += 1, ring += 1) {
          const places = [];
          for (let k = 0; k < columns.sizes[ring]; k += 1, vertex += 1) {
            x += columns.x[vertex];
            y += columns.y[vertex];
            places.push([x, y]);
          }
          rings.push(places);
        }
        parts.push(rings);
      }
      return parts;
    });
  }

  /** Return polygons with each place where `onto` moves it. */
  function moved(parts, onto) {
    return parts.map(function (rings) {
      return rings.map(function (ring) {
        return ring.map(function (place) {
          return onto(place[0], place[1]);
        });
      });
    });
  }

  function covers(rings, place) {
    return plane.within(rings, place[0], place[1]) >= 0;
  }

  /** Return how far a place is from the nearest edge of polygons, as GEOS measures it. */
  function edgeDistance(parts, place) {
    let least = Infinity;
    parts.forEach(function (rings) {
      rings.forEach(function (ring) {
        let before = ring[ring.length - 1];
        ring.forEach(function (here) {
          least = Math.min(least, lineDistance(before, here, place));
          before = here;
        });
      });
    });
    return least;
  }

  /** Return how far a line of places is from polygons, 0 where it enters one. */
  function lineFrom(parts, line) {
    const enters = parts.some(function (rings) {
      return covers(rings, line[0]);
    });
    let least = enters ? 0 : Infinity;
    for (let i = 0; i + 1 < line.length && least > 0; i += 1) {
      least = Math.min(least, sideFrom(parts, line[i], line[i + 1]));
    }
    return least;
  }

  function sideFrom(parts, a, b) {
    let least = Infinity;
    parts.forEach(function (rings) {
      rings.forEach(function (ring) {
        let before = ring[ring.length - 1];
        ring.forEach(function (here) {
          least = Math.min(least, linesApart(a, b, before, here));
          before = here;
        });
      });
    });
    return least;
  }

  function linesApart(a, b, c, d) {
    if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) {
      return 0;
    }
    return Math.min(
      lineDistance(a, b, c),
      lineDistance(a, b, d),
      lineDistance(c, d, a),
      lineDistance(c, d, b),
    );
  }

  function turn(a, b, c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  }

  /** Return how far a place is from the straight line between two others. */
  function lineDistance(a, b, place) {
    const dx = b[0] - a[0];
    const dy = b[1] - a[1];
    const square = dx * dx + dy * dy;
    const along = square ? ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / square : 0;
    if (along <= 0) {
      return apart(a, place);
    }
    if (along >= 1) {
      return apart(b, place);
    }
    const off = ((a[1] - place[1]) * dx - (a[0] - place[0]) * dy) / square;
    return Math.abs(off) * Math.sqrt(square);
  }

  function apart(a, b) {
    const dx = a[0] - b[0];
    const dy = a[1] - b[1];
    return Math.sqrt(dx * dx + dy * dy);
  }

  return {
    unpacked: unpacked,
    moved: moved,
    covers: covers,
    edgeDistance: edgeDistance,
    lineFrom: lineFrom,
    lineDistance: lineDistance,
    apart: apart,
  };
});
