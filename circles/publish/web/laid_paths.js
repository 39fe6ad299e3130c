// Paths that are drawn: where they join streets and one another, as in network/laying.py.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./plane.js"),
      require("./exact_shares.js"),
      require("./line_meetings.js"),
      require("./nearest_street.js"),
      require("./editable_streets.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.laidPaths = make(
      page.plane,
      page.exactShares,
      page.lineMeetings,
      page.nearestStreet,
      page.editableStreets,
    );
  }
})(
  typeof self !== "undefined" ? self : this,
  function (plane, exact, lineMeetings, nearestStreet, editableStreets) {
    "use strict";

    const REACH_M = 10;
    const VERTEX_MM = 500;
    const START = { part: BigInt(0), whole: BigInt(1) };
    const END = { part: BigInt(1), whole: BigInt(1) };

    /**
     * Return how paths are joined to streets before any edit, and to one another: {lines, inserts, toStreets, toPaths}.
     *
     * A tie is {path, at, stepFrom}: the place along the path, {segment, share}, and where its last step begins, null
     * where they meet. inserts: of each path the places at which it is joined, by keyOf; toStreets: [tie, spot];
     * toPaths: [tie, tie].
     */
    function laidPaths(streets, lines) {
      const laid = { lines: lines, inserts: lines.map(emptyInserts), toStreets: [], toPaths: [] };
      lines.forEach(function (line, path) {
        lineMeetings.met(streets, line).forEach(function (meeting) {
          if (!streets.marked[meeting.begins]) {
            const at = joined(laid, path, meeting, meeting.spot.place);
            laid.toStreets.push([{ path: path, at: at, stepFrom: null }, meeting.spot]);
          }
        });
      });
      const boxes = lines.map(lineMeetings.boxOf);
      lines.forEach(function (_, one) {
        for (let other = one; other < lines.length; other += 1) {
          if (!lineMeetings.apart(boxes[one], boxes[other])) {
            crossPaths(laid, one, other);
          }
        }
      });
      lead(streets, laid);
      return laid;
    }

    function emptyInserts() {
      return {};
    }

    function lead(streets, laid) {
      const ends = [];
      laid.lines.forEach(function (line, path) {
        ends.push(
          { path: path, end: 0, place: line[0] },
          { path: path, end: 1, place: line[line.length - 1] },
        );
      });
      const spots = nearestStreets(streets, ends);
      ends.forEach(function (each, i) {
        const tie = { path: each.path, at: endOf(laid, each), stepFrom: each.place };
        if (spots[i]) {
          laid.toStreets.push([tie, spots[i]]);
        }
        laid.lines.forEach(function (_, other) {
          if (other !== each.path) {
            leadToPath(laid, tie, other);
          }
        });
      });
    }

    function endOf(laid, each) {
      return each.end
        ? { segment: laid.lines[each.path].length - 2, share: END }
        : { segment: 0, share: START };
    }

    /** Insert a vertex in a path where it is joined; return its place along the path as it is known by. */
    function joined(laid, path, met, place) {
      const turns = exact.isOne(met.share) && met.segment + 1 < laid.lines[path].length - 1;
      const at = turns
        ? { segment: met.segment + 1, share: START }
        : { segment: met.segment, share: met.share };
      const key = keyOf(at);
      laid.inserts[path][key] = laid.inserts[path][key] || { at: at, place: place };
      return at;
    }

    function keyOf(at) {
      return at.segment + ":" + exact.text(at.share);
    }

    /** Join two paths, or one with itself, where they cross or touch. */
    function crossPaths(laid, one, other) {
      eachSegment(laid.lines[one], function (i, a, b) {
        const box = lineMeetings.boxOf([a, b]);
        eachSegment(laid.lines[other], function (j, c, d) {
          if ((one === other && j <= i + 1) || lineMeetings.apart(box, lineMeetings.boxOf([c, d]))) {
            return;
          }
          lineMeetings.meetings(a, b, c, d).forEach(function (shares) {
            const place = lineMeetings.placeAt(a, b, shares[0]);
            const at = joined(laid, one, { segment: i, share: shares[0] }, place);
            const ofOther = joined(laid, other, { segment: j, share: shares[1] }, place);
            laid.toPaths.push([
              { path: one, at: at, stepFrom: null },
              { path: other, at: ofOther, stepFrom: null },
            ]);
          });
        });
      });
    }

    function eachSegment(line, use) {
      for (let i = 0; i + 1 < line.length; i += 1) {
        use(i, line[i], line[i + 1]);
      }
    }

    /** Return the nearest spot of any street within reach of each end, null where there is none. */
    function nearestStreets(streets, ends) {
      const near = piecesNear(streets, ends);
      if (!near.length) {
        return ends.map(function () {
          return null;
        });
      }
      const set = editableStreets.setOf(streets, near, function () {
        return 0;
      });
      return ends.map(function (each) {
        const found = nearestStreet.nearestSpot(set, each.place[0], each.place[1], 0, 0);
        return found && found.leg_m <= REACH_M ? spotOf(streets, set, found) : null;
      });
    }

    function spotOf(streets, set, found) {
      const s = found.segment;
      const share = atVertex(Math.floor(set.mm[s] * found.t + 0.5), set.mm[s]);
      const part = share === null ? found.t : share;
      const mm = share === null ? Math.floor(set.mm[s] * found.t + 0.5) : share * set.mm[s];
      const begin = streets.first[set.piece[s]] + set.vertex[s];
      const isEnd = part === (set.forward[s] ? 1 : 0);
      const at_mm = streets.at_mm[begin] + (set.forward[s] ? mm : set.mm[s] - mm);
      return {
        piece: set.piece[s],
        at_mm: at_mm,
        side: isEnd ? -1 : Number(at_mm === streets.at_mm[begin]),
        vertex: isEnd ? begin + 1 : begin,
        place: [between(set.lon1[s], set.lon2[s], part), between(set.lat1[s], set.lat2[s], part)],
      };
    }

    function between(low, high, part) {
      return low + halfToEven((high - low) * part);
    }

    function halfToEven(value) {
      const low = Math.floor(value);
      const rest = value - low;
      return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
    }

    /** Return 0 or 1 where a spot is so near to that end of its segment that it is the vertex, else null. */
    function atVertex(along_mm, whole_mm) {
      const nearer = along_mm <= whole_mm - along_mm ? 0 : 1;
      return (nearer ? whole_mm - along_mm : along_mm) < VERTEX_MM ? nearer : null;
    }

    /** Return the pieces of which a segment's bounds are within reach of an end. */
    function piecesNear(streets, ends) {
      const near = {};
      ends.forEach(function (each) {
        const k = plane.metresPerDegree(each.place[1] / plane.UNITS_PER_DEGREE);
        const margin = [k.x, k.y].map(function (metres) {
          return Math.floor((REACH_M / metres) * plane.UNITS_PER_DEGREE + 2);
        });
        const box = [
          each.place[0] - margin[0],
          each.place[1] - margin[1],
          each.place[0] + margin[0],
          each.place[1] + margin[1],
        ];
        lineMeetings.segmentsIn(streets, box).forEach(function (segment) {
          near[segment.piece] = true;
        });
      });
      return Object.keys(near)
        .map(Number)
        .sort(function (a, b) {
          return a - b;
        });
    }

    /** Lead an end of a path to the nearest spot of another path, where there is one within reach. */
    function leadToPath(laid, tie, other) {
      const place = tie.stepFrom;
      const best = nearestOf(place, laid.lines[other]);
      if (best.metres > REACH_M) {
        return;
      }
      const whole_mm = plane.lengthMm(best.low[0], best.low[1], best.high[0], best.high[1]);
      const vertex = atVertex(Math.floor(whole_mm * best.t + 0.5), whole_mm);
      const part = exact.ofDouble(vertex === null ? best.t : vertex);
      const spot = lineMeetings.placeAt(best.low, best.high, part);
      const along = { segment: best.segment, share: best.turned ? exact.rest(part) : part };
      laid.toPaths.push([tie, { path: other, at: joined(laid, other, along, spot), stepFrom: null }]);
    }

    /** Return the nearest segment of a line, the share along it from its smaller end and the distance. */
    function nearestOf(place, line) {
      const k = plane.metresPerDegree(place[1] / plane.UNITS_PER_DEGREE);
      const best = { square: Infinity };
      eachSegment(line, function (i, from, to) {
        const turned = lineMeetings.isBehind(from, to);
        const low = turned ? to : from;
        const high = turned ? from : to;
        const x1 = (low[0] - place[0]) * (k.x / 1e7);
        const y1 = (low[1] - place[1]) * (k.y / 1e7);
        const x2 = (high[0] - place[0]) * (k.x / 1e7);
        const y2 = (high[1] - place[1]) * (k.y / 1e7);
        const dx = x2 - x1;
        const dy = y2 - y1;
        const t = Math.min(Math.max(-(x1 * dx + y1 * dy) / (dx * dx + dy * dy), 0), 1);
        const x = t === 1 ? x2 : x1 + t * dx;
        const y = t === 1 ? y2 : y1 + t * dy;
        const square = x * x + y * y;
        if (square < best.square) {
          Object.assign(best, { square: square, segment: i, t: t, low: low, high: high, turned: turned });
        }
      });
      return Object.assign(best, { metres: Math.sqrt(best.square) });
    }

    return { laidPaths: laidPaths, keyOf: keyOf };
  },
);
