// Where drawn lines meet the segments of streets, decided by whole numbers as in network/line_meetings.py.
// Pure: used by the page and by node's tests. Places are [lon, lat] in whole 1e-7 degrees.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./exact_shares.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.lineMeetings = make(root.circlesPage.exactShares);
  }
})(typeof self !== "undefined" ? self : this, function (exact) {
  "use strict";

  const ZERO = BigInt(0);

  /** Return the shares [of a-b, of c-d] at which two segments meet: of an overlap, both its ends. */
  function meetings(a, b, c, d) {
    const r = step(a, b);
    const s = step(c, d);
    const q = step(a, c);
    const whole = cross(r, s);
    if (whole !== ZERO) {
      const t = exact.share(cross(q, s), whole);
      const u = exact.share(cross(q, r), whole);
      return isShare(t) && isShare(u) ? [[t, u]] : [];
    }
    return cross(q, r) === ZERO ? overlap(r, s, q, step(a, d)) : [];
  }

  function overlap(r, s, q, far) {
    const square = dot(r, r);
    const ends = [exact.share(dot(q, r), square), exact.share(dot(far, r), square)].sort(exact.compare);
    const low =
      exact.compare(ends[0], { part: ZERO, whole: BigInt(1) }) > 0 ? ends[0] : exact.share(ZERO, square);
    const high =
      exact.compare(ends[1], { part: square, whole: square }) < 0 ? ends[1] : exact.share(square, square);
    if (exact.compare(low, high) > 0) {
      return [];
    }
    const both = exact.compare(low, high) === 0 ? [low] : [low, high];
    return both.map(function (t) {
      return [t, exact.share(t.part * dot(r, s) - dot(q, s) * t.whole, t.whole * dot(s, s))];
    });
  }

  function isShare(one) {
    return one.part >= ZERO && one.part <= one.whole;
  }

  function step(from, to) {
    return [BigInt(to[0]) - BigInt(from[0]), BigInt(to[1]) - BigInt(from[1])];
  }

  function cross(one, other) {
    return one[0] * other[1] - one[1] * other[0];
  }

  function dot(one, other) {
    return one[0] * other[0] + one[1] * other[1];
  }

  /** Return whether a place comes behind another: by longitude, then by latitude. */
  function isBehind(a, b) {
    return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
  }

  /** Return the place at a share of a segment, rounded from its smaller end. */
  function placeAt(a, b, share) {
    const turned = isBehind(a, b);
    const low = turned ? b : a;
    const high = turned ? a : b;
    const part = turned ? exact.rest(share) : share;
    return [low[0] + exact.rounded(high[0] - low[0], part), low[1] + exact.rounded(high[1] - low[1], part)];
  }

  /** Return how far along a segment of `mm` a share of it is, rounded from its smaller end. */
  function alongMm(a, b, mm, share) {
    return isBehind(a, b) ? mm - exact.rounded(mm, exact.rest(share)) : exact.rounded(mm, share);
  }

  /**
   * Return where a line crosses or touches the segments of streets (editable_streets.js), in the order of the line and
   * of the streets: {segment, share} of the line, the spot {piece, at_mm, vertex, place, side}, the vertex at which the
   * segment of the street `begins`, and whether the spot is exactly a vertex (`atVertex`). At a vertex, `side` tells on
   * which segment of the street it is: -1 on the one that ends there, 1 on the next; 0 elsewhere.
   */
  function met(streets, line) {
    const near = segmentsIn(streets, boxOf(line));
    const found = [];
    for (let number = 0; number + 1 < line.length; number += 1) {
      const c = line[number];
      const d = line[number + 1];
      const box = boxOf([c, d]);
      near.forEach(function (at) {
        const a = placeOf(streets, at.vertex);
        const b = placeOf(streets, at.vertex + 1);
        if (apart(boxOf([a, b]), box) || (a[0] === b[0] && a[1] === b[1])) {
          return;
        }
        meetings(a, b, c, d).forEach(function (shares) {
          found.push({
            segment: number,
            share: shares[1],
            spot: spotAt(streets, at, a, b, shares[0]),
            begins: at.vertex,
            atVertex: exact.isZero(shares[0]) || exact.isOne(shares[0]),
          });
        });
      });
    }
    return found;
  }

  function spotAt(streets, at, a, b, share) {
    if (exact.isZero(share) || exact.isOne(share)) {
      const last = exact.isOne(share);
      const vertex = at.vertex + Number(last);
      const side = last ? -1 : 1;
      return {
        piece: at.piece,
        at_mm: streets.at_mm[vertex],
        vertex: vertex,
        place: last ? b : a,
        side: side,
      };
    }
    const low = streets.at_mm[at.vertex];
    const high = streets.at_mm[at.vertex + 1];
    const at_mm = low + alongMm(a, b, high - low, share);
    const side = at_mm === high ? -1 : Number(at_mm === low);
    return { piece: at.piece, at_mm: at_mm, vertex: at.vertex, place: placeAt(a, b, share), side: side };
  }

  function placeOf(streets, vertex) {
    return [streets.lon[vertex], streets.lat[vertex]];
  }

  /** Return [west, south, east, north] of places. */
  function boxOf(places) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    places.forEach(function (place) {
      box[0] = Math.min(box[0], place[0]);
      box[1] = Math.min(box[1], place[1]);
      box[2] = Math.max(box[2], place[0]);
      box[3] = Math.max(box[3], place[1]);
    });
    return box;
  }

  function apart(one, other) {
    return one[0] > other[2] || other[0] > one[2] || one[1] > other[3] || other[1] > one[3];
  }

  /** Return the segments {piece, vertex} whose bounds meet a box: `vertex` is where each begins. */
  function segmentsIn(streets, box) {
    const found = [];
    const lon = streets.lon;
    const lat = streets.lat;
    for (let piece = 0; piece < streets.pieces; piece += 1) {
      for (let v = streets.first[piece]; v + 1 < streets.first[piece + 1]; v += 1) {
        if (
          (lon[v] <= box[2] || lon[v + 1] <= box[2]) &&
          (lon[v] >= box[0] || lon[v + 1] >= box[0]) &&
          (lat[v] <= box[3] || lat[v + 1] <= box[3]) &&
          (lat[v] >= box[1] || lat[v + 1] >= box[1])
        ) {
          found.push({ piece: piece, vertex: v });
        }
      }
    }
    return found;
  }

  return {
    meetings: meetings,
    placeAt: placeAt,
    isBehind: isBehind,
    met: met,
    placeOf: placeOf,
    boxOf: boxOf,
    apart: apart,
    segmentsIn: segmentsIn,
  };
});
