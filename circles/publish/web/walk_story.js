// Tells the walk of a block from the tables: no path is stored, each is found again from where it leads.
// Pure: used by the page and by node's tests. All lengths are integers of a millimetre.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.walkStory = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return the walk from a place to its center as parts that add up to exactly `walkMm`, or null if the tables
   * do not lead there.
   *
   * streets: columns start, end, length_mm, name (of pieces) and next_piece, walk_mm, center (of nodes), the last two
   * null but where a walk leaves the streets. With compounds, streets.layers says more and the last three are of rows:
   * a node in public, or within a compound.
   * from, to: {piece, at_mm, leg_mm}: where the place and the center stand on the street.
   * center: row number of the center.
   *
   * A part is {piece, from_mm, to_mm}: that piece walked between two places along it; or {gate}: the number of the
   * compound whose gate is passed.
   */
  function walk(streets, from, to, center, walkMm) {
    const ways = [
      direct(from, to),
      around(streets, from, to, center, "start"),
      around(streets, from, to, center, "end"),
    ];
    for (let i = 0; i < ways.length; i += 1) {
      if (ways[i] && from.leg_mm + along(ways[i]) + to.leg_mm === walkMm) {
        return { access_mm: from.leg_mm, parts: ways[i], final_mm: to.leg_mm, walk_mm: walkMm };
      }
    }
    return null;
  }

  function direct(from, to) {
    return from.piece === to.piece ? [{ piece: from.piece, from_mm: from.at_mm, to_mm: to.at_mm }] : null;
  }

  /** Return the parts that leave the first piece by one of its ends, then follow the nodes' next pieces. */
  function around(streets, from, to, center, end) {
    const last_mm = end === "start" ? 0 : streets.length_mm[from.piece];
    const parts = [{ piece: from.piece, from_mm: from.at_mm, to_mm: last_mm }];
    let row = (streets.layers || streets)[end][from.piece];
    // Each step comes nearer to the center, so a walk of more steps than there are nodes is a broken table.
    for (let step = 0; step <= streets.walk_mm.length; step += 1) {
      if (!goesOn(streets, row)) {
        const last = arrival(streets, row, to, center);
        return last ? parts.concat([last]) : null;
      }
      const next = onward(streets, row);
      parts.push(next.part);
      row = next.row;
    }
    return null;
  }

  /** Return the node of a row. */
  function nodeOf(streets, row) {
    return streets.layers ? streets.layers.node[row] : row;
  }

  function goesOn(streets, row) {
    return streets.next_piece[row] >= 0 || (Boolean(streets.layers) && streets.layers.next[row] !== null);
  }

  /** Return the next part from `row`, a piece from end to end or a gate, and the row it leads to. */
  function onward(streets, row) {
    const layers = streets.layers;
    const piece = streets.next_piece[row];
    if (piece < 0) {
      const to = layers.next[row];
      return { part: { gate: Math.max(layers.compound[row], layers.compound[to]) }, row: to };
    }
    const length = streets.length_mm[piece];
    const forward = streets.start[piece] === nodeOf(streets, row);
    const there = forward ? streets.end[piece] : streets.start[piece];
    const part = { piece: piece, from_mm: forward ? 0 : length, to_mm: forward ? length : 0 };
    return { part: part, row: layers && layers.next[row] !== null ? layers.next[row] : there };
  }

  /** Return the last part, along the center's own piece from `row`; its own walk tells by which end. Null if it is another's. */
  function arrival(streets, row, to, center) {
    if (streets.center[row] !== center) {
      return null;
    }
    const node = nodeOf(streets, row);
    const rest = streets.walk_mm[row] - to.leg_mm;
    const length = streets.length_mm[to.piece];
    if (streets.start[to.piece] === node && to.at_mm === rest) {
      return { piece: to.piece, from_mm: 0, to_mm: to.at_mm };
    }
    if (streets.end[to.piece] === node && length - to.at_mm === rest) {
      return { piece: to.piece, from_mm: length, to_mm: to.at_mm };
    }
    return null;
  }

  function along(parts) {
    return parts.reduce(function (sum, part) {
      return sum + millimetres(part);
    }, 0);
  }

  function isGate(part) {
    return part.gate !== undefined;
  }

  function millimetres(part) {
    return isGate(part) ? 0 : Math.abs(part.to_mm - part.from_mm);
  }

  /**
   * Return the walk as legs for a list: the access leg, each street by name (parts of one name in a row are one
   * leg; "" is a street without a name), drawn paths and squares likewise, gates of compounds that are passed, the leg
   * to the center. Legs of 0 mm are left out, except gates and the first and last.
   */
  function legs(streets, story) {
    const result = [{ kind: "access", name: null, mm: story.access_mm }];
    story.parts.forEach(function (part) {
      const leg = legOf(streets, part);
      const before = result[result.length - 1];
      if (leg.kind === "gate" || (leg.mm > 0 && !(before.kind === leg.kind && before.name === leg.name))) {
        result.push(leg);
      } else {
        before.mm += leg.mm;
      }
    });
    result.push({ kind: "final", name: null, mm: story.final_mm });
    return result;
  }

  function legOf(streets, part) {
    return isGate(part)
      ? { kind: "gate", name: streets.layers.names[part.gate], mm: 0 }
      : {
          kind: kindOf(streets, part.piece),
          name: streets.names[streets.name[part.piece]],
          mm: millimetres(part),
        };
  }

  function kindOf(streets, piece) {
    if ((streets.laid || []).indexOf(piece) >= 0) {
      return "path";
    }
    return (streets.squares || []).indexOf(piece) >= 0 ? "square" : "street";
  }

  /** Return the line of the street part of a walk as [lat, lon]; `lines` as packedData.streetLines gives them. */
  function line(streets, lines, story) {
    const result = [];
    story.parts.forEach(function (part) {
      if (isGate(part)) {
        return;
      }
      const length = streets.length_mm[part.piece] || 1;
      const places = cut(pieceLine(lines, part.piece), part.from_mm / length, part.to_mm / length);
      places.forEach(function (place) {
        const before = result[result.length - 1];
        if (!before || before[0] !== place[0] || before[1] !== place[1]) {
          result.push(place);
        }
      });
    });
    return result;
  }

  /** Return the line of a piece as [lat, lon]. */
  function pieceLine(lines, piece) {
    const places = [];
    for (let i = lines.first[piece]; i < lines.first[piece + 1]; i += 1) {
      places.push([lines.lat[i], lines.lon[i]]);
    }
    return places;
  }

  /** Return the stretch of a line between two shares of its length, turned round where `from` is beyond `to`. */
  function cut(places, from, to) {
    if (from > to) {
      return cut(places, to, from).reverse();
    }
    const reached = [0];
    for (let i = 1; i < places.length; i += 1) {
      reached.push(reached[i - 1] + flatDistance(places[i - 1], places[i]));
    }
    const total = reached[reached.length - 1];
    const result = [placeAt(places, reached, from * total)];
    for (let i = 1; i < places.length - 1; i += 1) {
      if (reached[i] > from * total && reached[i] < to * total) {
        result.push(places[i]);
      }
    }
    result.push(placeAt(places, reached, to * total));
    return result;
  }

  function placeAt(places, reached, distance) {
    let i = 1;
    while (i < places.length - 1 && reached[i] < distance) {
      i += 1;
    }
    const span = reached[i] - reached[i - 1];
    const share = span > 0 ? Math.min(1, Math.max(0, (distance - reached[i - 1]) / span)) : 0;
    return [
      places[i - 1][0] + (places[i][0] - places[i - 1][0]) * share,
      places[i - 1][1] + (places[i][1] - places[i - 1][1]) * share,
    ];
  }

  function flatDistance(a, b) {
    const wide = (a[1] - b[1]) * Math.cos((((a[0] + b[0]) / 2) * Math.PI) / 180);
    return Math.sqrt(wide * wide + (a[0] - b[0]) * (a[0] - b[0]));
  }

  return { walk: walk, legs: legs, line: line, cut: cut, pieceLine: pieceLine };
});
