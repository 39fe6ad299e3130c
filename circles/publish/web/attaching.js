// Where a center of a scenario touches the streets, as network/attachment.py attaches it: to its nearest street before
// anything was laid, and as choices to what squares and edits add. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./plane.js"),
      require("./nearest_street.js"),
      require("./polygon_rings.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.attaching = make(page.plane, page.nearestStreet, page.polygonRings);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestStreet, polygonRings) {
  "use strict";

  const PUBLIC = 0;
  const UNGATED = -1;
  const GATE_EDGE_MM = 10000;
  const SQUARES = "crossed";

  /** Return what attaches points to the page's streets, by what the page is `told` for what-if. */
  function attaching(data, told) {
    const places = nodePlaces(data, told);
    const streets = setsOfStages(data, told, places);
    const compounds = polygonRings.unpacked(told.compounds);

    /** Return the spots of a center in whole 1e-7 degrees: its own, then those that squares and edits add. */
    function spotsAt(point) {
      return spotsOf(standsOf(point, told.stages.length));
    }

    /** Return the same of a gate. */
    function gateSpotsAt(point) {
      return standAt(point, true, told.stages.length).spots;
    }

    /**
     * Return where a center stands once so many stages are laid: where it is, and at each gate of the compound in which
     * it is. Where its own gate was not known and the study knows one, it goes by that alone.
     */
    function standsOf(point, stages) {
      const own = standAt(point, false, stages);
      const gates = told.compound_gates.filter(function (gate) {
        const ofPiece = own.own && own.compound < 0 && gate.pieces.indexOf(own.own.piece) >= 0;
        return ofPiece || (own.compound >= 0 && gate.ground === own.compound);
      });
      const stands = gates.map(function (gate) {
        const inner_mm = plane.lengthMm(point.lon, point.lat, gate.lon, gate.lat);
        return Object.assign(standAt(gate, true, stages), { inner_mm: inner_mm });
      });
      const known = stands.some(function (stand, i) {
        return stand.own && !gates[i].edited;
      });
      const unknown = own.compound >= 0 && own.own !== null && !own.walled;
      return known && unknown ? stands : [own].concat(stands);
    }

    /**
     * Return where a center or a gate stands once so many stages are laid: its `own` spot before any was, null without
     * one, its `spots`, the `compound` it stands in, -1 for none, and whether it is `walled`: it uses what is laid
     * within the polygon of that alone.
     */
    function standAt(point, isGate, stages) {
      const compound = groundOf(point, isGate);
      const own = ownSpot(point, compound);
      const walled = compound >= 0 && own.spot !== null && (isGate || own.walled);
      return {
        lon: point.lon,
        lat: point.lat,
        inner_mm: 0,
        own: own.spot,
        spots: withChoices(point, own.spot, { compound: compound, walled: walled }, stages),
        compound: compound,
        walled: walled,
      };
    }

    /** Return the compound in which a point stands, -1 where in none: a gate near the edge stands outside. */
    function groundOf(point, isGate) {
      return compounds.findIndex(function (parts) {
        return isWithin(parts, point.lon, point.lat) && (!isGate || edgeMm(parts, point) > GATE_EDGE_MM);
      });
    }

    function withChoices(point, own, stands, stages) {
      let spots = own ? [own] : [];
      let choices = [];
      told.stages.slice(0, stages).forEach(function (stage, number) {
        spots = spots.map(function (spot) {
          return moved(stage, spot);
        });
        choices = choices.map(function (spot) {
          return moved(stage, spot);
        });
        setsOf(number + 1).forEach(function (set) {
          const spot = nearestOf(set, point, stands.compound).spot;
          if (spot && isOpenTo(stands, spot, set.kind)) {
            choices.push(spot);
          }
        });
      });
      return spots.concat(choices);
    }

    /**
     * Return whether somebody walks to a spot without passing the wall of the compound in which it stands: squares lie
     * outside of it.
     */
    function isOpenTo(stands, spot, kind) {
      return (
        !stands.walled ||
        (kind !== SQUARES && isWithin(compounds[stands.compound], spot.units[0], spot.units[1]))
      );
    }

    function setsOf(stage) {
      const sets = [];
      told.sets.forEach(function (columns, i) {
        if (columns.stage === stage) {
          sets.push({ kind: columns.kind, streets: streets[i], compounds: columns.compounds });
        }
      });
      return sets;
    }

    /** Return the nearest spot on streets before anything was laid, and whether the point keeps to its compound's. */
    function ownSpot(point, compound) {
      return nearestOf(setsOf(0)[0], point, compound);
    }

    /** Return the nearest spot of a set within reach, null where there is none, and whether it is of the compound's. */
    function nearestOf(set, point, compound) {
      const ground = admission(set, compound);
      const at = function (low, high) {
        return within(nearestStreet.nearestSpot(set.streets, point.lon, point.lat, low, high));
      };
      const spot = at(ground.low, ground.high);
      if (spot || compound < 0 || ground.low === PUBLIC) {
        return { spot: spot, walled: ground.low > PUBLIC };
      }
      return { spot: at(PUBLIC, PUBLIC), walled: false };
    }

    function within(spot) {
      return spot && spot.leg_m <= told.max_snap_m ? spot : null;
    }

    return {
      spotsAt: spotsAt,
      gateSpotsAt: gateSpotsAt,
      standsOf: standsOf,
      standAt: standAt,
      groundOf: groundOf,
      isOpenTo: isOpenTo,
      places: places,
    };
  }

  /** Return the places of nodes as columns lon and lat, in whole 1e-7 degrees. */
  function nodePlaces(streets, told) {
    return { lon: exactly(streets.node_x, told.node_x), lat: exactly(streets.node_y, told.node_y) };
  }

  /** Return the sets of streets with the places of their nodes. */
  function setsOfStages(streets, told, places) {
    const stages = [{ start: streets.start, end: streets.end }];
    for (let number = told.stages.length - 1; number >= 0; number -= 1) {
      stages.unshift(endsBefore(told.stages[number], stages[0]));
    }
    return told.sets.map(function (columns) {
      return nearestStreet.streetSet(columns, Object.assign({}, places, stages[columns.stage]));
    });
  }

  /** Return the places of nodes in 1e-7 degree: drawn ones, told as steps of 1e-6 degree, and the rest. */
  function exactly(steps, rest) {
    let at = 0;
    return steps.map(function (step, i) {
      at += step;
      return 10 * at + rest[i];
    });
  }

  /** Return the ends of the pieces before a stage: those of the first and the last of its parts. */
  function endsBefore(stage, after) {
    const start = [];
    const end = [];
    stage.piece_before.forEach(function (piece, part) {
      if (start[piece] === undefined) {
        start[piece] = after.start[part];
      }
      end[piece] = after.end[part];
    });
    return { start: start, end: end };
  }

  /** Return which groups of streets a point may use: those of its compound if a set has any, else the public ones. */
  function admission(set, compound) {
    if (compound < 0) {
      return { low: UNGATED, high: PUBLIC };
    }
    const group = set.compounds[compound];
    return group > PUBLIC ? { low: group, high: group } : { low: PUBLIC, high: PUBLIC };
  }

  /** Return the spots of some stands, each with the way to where it leaves for the street. */
  function spotsOf(stands) {
    const lists = stands.map(function (stand) {
      return stand.spots.map(function (spot) {
        return Object.assign({}, spot, { leg_mm: spot.leg_mm + stand.inner_mm });
      });
    });
    return [].concat.apply([], lists);
  }

  function isWithin(parts, lon, lat) {
    return parts.some(function (rings) {
      return plane.within(rings, lon, lat) > 0;
    });
  }

  /** Return how far a place is from the edge of a compound, in the plane at the middle latitude of that. */
  function edgeMm(parts, point) {
    let south = Infinity;
    let north = -Infinity;
    parts.forEach(function (rings) {
      rings[0].forEach(function (place) {
        south = Math.min(south, place[1]);
        north = Math.max(north, place[1]);
      });
    });
    const k = plane.metresPerDegree((south / plane.UNITS_PER_DEGREE + north / plane.UNITS_PER_DEGREE) / 2);
    const onto = function (lon, lat) {
      return [lon * (k.x / plane.UNITS_PER_DEGREE), lat * (k.y / plane.UNITS_PER_DEGREE)];
    };
    const edges = polygonRings.moved(parts, onto);
    return plane.millimetres(polygonRings.edgeDistance(edges, onto(point.lon, point.lat)));
  }

  /**
   * Return where a spot on the streets before a stage is on those after it: of the parts of its piece the last that
   * begins before it; where it stands at a beginning, that part if it takes its start.
   */
  function moved(stage, spot) {
    let low = 0;
    let high = stage.piece_before.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (beginsAfter(stage, middle, spot)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    let part = low - 1;
    if (part < 0 || stage.piece_before[part] !== spot.piece) {
      part = low;
    }
    return Object.assign({}, spot, { piece: part, at_mm: spot.at_mm - stage.from_mm[part] });
  }

  function beginsAfter(stage, part, spot) {
    if (stage.piece_before[part] !== spot.piece) {
      return stage.piece_before[part] > spot.piece;
    }
    const begins = stage.from_mm[part];
    return begins > spot.at_mm || (begins === spot.at_mm && !stage.takes_start[part]);
  }

  /** Return the points of blocks with those of others, {row, spots}, behind them. */
  function withOwners(points, others) {
    const more = { owner: [], piece: [], at_mm: [], leg_mm: [] };
    others.forEach(function (other) {
      other.spots.forEach(function (spot) {
        more.owner.push(other.row);
        ["piece", "at_mm", "leg_mm"].forEach(function (name) {
          more[name].push(spot[name]);
        });
      });
    });
    const all = {};
    Object.keys(more).forEach(function (name) {
      all[name] = points[name].concat(more[name]);
    });
    return all;
  }

  return { attaching: attaching, moved: moved, withOwners: withOwners };
});
