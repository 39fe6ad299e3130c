// Streets parted at closed lines and joined by paths, piece by piece, as in network/assembling.py and rebuilding.py.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./plane.js"),
      require("./exact_shares.js"),
      require("./line_meetings.js"),
      require("./closures.js"),
      require("./parted_sides.js"),
      require("./laid_paths.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.partedStreets = make(
      page.plane,
      page.exactShares,
      page.lineMeetings,
      page.closures,
      page.partedSides,
      page.laidPaths,
    );
  }
})(
  typeof self !== "undefined" ? self : this,
  function (plane, exact, lineMeetings, closures, partedSides, laidPaths) {
    "use strict";

    /**
     * Return {streets, laid, nodes, root}: the parts of all pieces that are joined or parted, by piece in their order,
     * and what is laid. A part is {start, end, before, from_mm, takes_start, line}, its line [[lon, lat, at_mm], ...], and
     * takes_start whether spots at which it begins are its own, else of the part before it; `nodes` is how many there are,
     * and root(node) is the node that stands for all that are one with it.
     */
    function partedStreets(streets, closed, laid) {
      const work = { streets: streets, places: [], oneWith: {}, joins: {}, sides: {} };
      partNodes(work, closed.nodes);
      const paths = pathParts(work, closed, laid);
      const parts = streetParts(work, closed);
      return {
        streets: parts,
        laid: paths,
        nodes: streets.node_lon.length + work.places.length,
        root: function (node) {
          return rootOf(work, node);
        },
      };
    }

    function newNode(work, place) {
      work.places.push(place);
      return work.streets.node_lon.length + work.places.length - 1;
    }

    function rootOf(work, node) {
      let here = node;
      while (work.oneWith[here] !== undefined) {
        here = work.oneWith[here];
      }
      return here;
    }

    function unite(work, one, other) {
      const roots = [rootOf(work, one), rootOf(work, other)];
      if (roots[0] !== roots[1]) {
        work.oneWith[Math.max(roots[0], roots[1])] = Math.min(roots[0], roots[1]);
      }
    }

    /** Give each end of a piece at some nodes a node of its own, the first of them the node itself. */
    function partNodes(work, nodes) {
      const streets = work.streets;
      const met = {};
      if (!Object.keys(nodes).length) {
        return;
      }
      for (let piece = 0; piece < streets.pieces; piece += 1) {
        [streets.start[piece], streets.end[piece]].forEach(function (node, side) {
          if (nodes[node]) {
            const place = [streets.node_lon[node], streets.node_lat[node]];
            work.sides[piece + ":" + side] = met[node] ? newNode(work, place) : node;
            met[node] = true;
          }
        });
      }
    }

    function endNode(work, piece, side) {
      const own = work.sides[piece + ":" + side];
      return own === undefined ? (side ? work.streets.end : work.streets.start)[piece] : own;
    }

    /** Return the node at a spot of a piece, made where there is none; where it is parted, on the side of the spot. */
    function nodeAt(work, closed, spot) {
      const streets = work.streets;
      const cuts = cutsAt(closed, spot);
      if (!cuts.length && (spot.at_mm === 0 || spot.at_mm === streets.mm[spot.piece])) {
        return endNode(work, spot.piece, Number(spot.at_mm > 0));
      }
      const order = cuts.length ? partedSides.cutsBefore(streets, spot, spot.side, cuts) : 0;
      const key = closures.keyOf(spot) + ":" + order;
      work.joins[key] = work.joins[key] || { node: newNode(work, spot.place), spot: spot, order: order };
      return work.joins[key].node;
    }

    /** Return how a piece is parted at the place of a spot, in order. */
    function cutsAt(closed, spot) {
      return Object.keys(closed.cuts[closures.keyOf(spot)] || {})
        .map(Number)
        .sort();
    }

    function streetParts(work, closed) {
      const breaks = {};
      const at = function (piece) {
        breaks[piece] = breaks[piece] || [];
        return breaks[piece];
      };
      Object.keys(work.sides).forEach(function (end) {
        at(end.split(":")[0]);
      });
      Object.keys(closed.cuts).forEach(function (key) {
        const there = closed.cuts[key];
        const cuts = Object.keys(there).map(Number).sort();
        const behind = partedSides.cutsBefore(work.streets, there[cuts[0]], 0, cuts);
        cuts.forEach(function (how, i) {
          const spot = there[how];
          at(spot.piece).push({ order: 2 * i + 1, spot: spot, node: null, takes_start: i < behind });
        });
      });
      Object.keys(work.joins).forEach(function (key) {
        const join = work.joins[key];
        const cuts = cutsAt(closed, join.spot);
        // Where nothing is parted both sides are one.
        const behind = partedSides.cutsBefore(
          work.streets,
          join.spot,
          0,
          cuts.length ? cuts : [partedSides.AT],
        );
        const takes = join.order < behind + Number(cuts.length > 0);
        at(join.spot.piece).push({
          order: 2 * join.order,
          spot: join.spot,
          node: join.node,
          takes_start: takes,
        });
      });
      const parts = {};
      Object.keys(breaks).forEach(function (piece) {
        breaks[piece].sort(function (a, b) {
          return a.spot.at_mm - b.spot.at_mm || a.order - b.order;
        });
        parts[piece] = partsOf(work, Number(piece), breaks[piece]);
      });
      return parts;
    }

    /** Return the parts of a piece between the spots at which it is joined or parted, given in their order. */
    function partsOf(work, piece, breaks) {
      const streets = work.streets;
      const ends = [streets.first[piece], streets.first[piece + 1] - 1].map(function (v) {
        const place = lineMeetings.placeOf(streets, v);
        return { piece: piece, at_mm: streets.at_mm[v], vertex: v, place: place };
      });
      const parts = [];
      let here = ends[0];
      let node = endNode(work, piece, 0);
      let takes = true;
      breaks.forEach(function (stop) {
        const left = stop.node === null ? newNode(work, stop.spot.place) : stop.node;
        parts.push(partOf(streets, [here, node], [stop.spot, left], takes));
        here = stop.spot;
        node = stop.node === null ? newNode(work, stop.spot.place) : stop.node;
        takes = stop.takes_start;
      });
      return parts.concat([partOf(streets, [here, node], [ends[1], endNode(work, piece, 1)], takes)]);
    }

    function partOf(streets, start, end, takesStart) {
      const low = start[0];
      const high = end[0];
      const stops = [[low.place[0], low.place[1], low.at_mm]];
      for (let v = low.vertex + 1; v <= high.vertex; v += 1) {
        const stop = [streets.lon[v], streets.lat[v], streets.at_mm[v]];
        // The vertex at which it begins or ends is that spot itself.
        if (!isSpot(low, stop) && !isSpot(high, stop)) {
          stops.push(stop);
        }
      }
      stops.push([high.place[0], high.place[1], high.at_mm]);
      return {
        start: start[1],
        end: end[1],
        before: low.piece,
        from_mm: low.at_mm,
        takes_start: takesStart,
        line: stops.map(function (stop) {
          return [stop[0], stop[1], stop[2] - low.at_mm];
        }),
      };
    }

    function isSpot(spot, stop) {
      return spot.place[0] === stop[0] && spot.place[1] === stop[1] && spot.at_mm === stop[2];
    }

    /** Return the pieces of the paths, and of the last steps from their ends. */
    function pathParts(work, closed, laid) {
      const nodes = {};
      const parts = [];
      const stops = laid.lines.map(function (_, path) {
        return stopsOf(laid, path);
      });
      stops.forEach(function (some, path) {
        some.forEach(function (stop) {
          if (stop.isNode) {
            nodes[nodeKey(path, stop.at)] = newNode(work, stop.place);
          }
        });
        let line = [];
        let begin = 0;
        some.forEach(function (stop) {
          line.push(stop.place);
          if (stop.isNode) {
            const node = nodes[nodeKey(path, stop.at)];
            if (line.length > 1) {
              parts.push(drawn(begin, node, line));
            }
            begin = node;
            line = [stop.place];
          }
        });
      });
      const targets = laid.toStreets.map(function (pair) {
        return { tie: pair[0], node: nodeAt(work, closed, pair[1]), place: pair[1].place };
      });
      laid.toPaths.forEach(function (pair) {
        const to = pair[1];
        const place = stops[to.path].find(function (stop) {
          return laidPaths.keyOf(stop.at) === laidPaths.keyOf(to.at);
        }).place;
        targets.push({ tie: pair[0], node: nodes[nodeKey(to.path, to.at)], place: place });
      });
      targets.forEach(function (target) {
        const own = nodes[nodeKey(target.tie.path, target.tie.at)];
        const from = target.tie.stepFrom;
        if (!from || isPlace(from, target.place)) {
          unite(work, own, target.node);
        } else {
          parts.push(drawn(own, target.node, [from, target.place]));
        }
      });
      return parts;
    }

    function nodeKey(path, at) {
      return path + ":" + laidPaths.keyOf(at);
    }

    function isPlace(a, b) {
      return a[0] === b[0] && a[1] === b[1];
    }

    /** Return the vertices of a path in order, those inserted too, and which of them are nodes: joined ones and ends. */
    function stopsOf(laid, path) {
      const line = laid.lines[path];
      const last = line.length - 1;
      const inserts = Object.assign({}, laid.inserts[path]);
      const stops = line.map(function (place, number) {
        const share = { part: BigInt(Number(number === last)), whole: BigInt(1) };
        const at = { segment: number === last ? last - 1 : number, share: share };
        const key = laidPaths.keyOf(at);
        const isNode = number === 0 || number === last || inserts[key] !== undefined;
        delete inserts[key];
        return { at: at, place: place, isNode: isNode };
      });
      Object.keys(inserts).forEach(function (key) {
        stops.push({ at: inserts[key].at, place: inserts[key].place, isNode: true });
      });
      return stops.sort(function (a, b) {
        return a.at.segment - b.at.segment || exact.compare(a.at.share, b.at.share);
      });
    }

    /** Return a drawn line as a part, measured in the plane, from its smaller end. */
    function drawn(start, end, places) {
      const turned = lineMeetings.isBehind(places[0], places[places.length - 1]);
      const line = turned ? places.slice().reverse() : places;
      const kept = line.filter(function (place, i) {
        return i === 0 || i === line.length - 1 || !isPlace(place, line[i - 1]);
      });
      let at_mm = 0;
      return {
        start: turned ? end : start,
        end: turned ? start : end,
        before: -1,
        from_mm: 0,
        line: kept.map(function (place, i) {
          at_mm += i ? plane.lengthMm(kept[i - 1][0], kept[i - 1][1], place[0], place[1]) : 0;
          return [place[0], place[1], at_mm];
        }),
      };
    }

    return partedStreets;
  },
);
