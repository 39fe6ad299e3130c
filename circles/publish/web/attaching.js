// Where a center of a scenario touches the streets, as network/attachment.py attaches it: to its nearest street before
// anything was laid, and as choices to what squares and edits add. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"), require("./nearest_street.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.attaching = make(root.circlesPage.plane, root.circlesPage.nearestStreet);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestStreet) {
  "use strict";

  const PUBLIC = 0;
  const UNGATED = -1;

  /** Return {spotsAt(point)} on the page's `streets`, by what the page is `told` for what-if. */
  function attaching(data, told) {
    const streets = setsOfStages(data, told);
    const compounds = compoundRings(told.compounds);

    /** Return the spots of a point in whole 1e-7 degrees: its own, then those that squares and edits add. */
    function spotsAt(point) {
      const compound = compoundAt(compounds, point);
      const own = ownSpot(point, compound);
      let spots = own.spot ? [own.spot] : [];
      let choices = [];
      told.stages.forEach(function (stage, number) {
        spots = spots.map(function (spot) {
          return moved(stage, spot);
        });
        choices = choices.map(function (spot) {
          return moved(stage, spot);
        });
        setsOf(number + 1).forEach(function (set) {
          const ground = admission(set, compound);
          const spot = within(
            nearestStreet.nearestSpot(set.streets, point.lon, point.lat, ground.low, ground.high),
          );
          if (spot) {
            choices.push(spot);
          }
        });
      });
      const walled = compound >= 0 && spots.length > 0 && own.walled;
      return spots.concat(
        choices.filter(function (spot) {
          return !walled || isWithin(compounds[compound], spot.lon, spot.lat);
        }),
      );
    }

    function setsOf(stage) {
      const sets = [];
      told.sets.forEach(function (columns, i) {
        if (columns.stage === stage) {
          sets.push({ streets: streets[i], compounds: columns.compounds });
        }
      });
      return sets;
    }

    /** Return the nearest spot on streets before anything was laid, and whether the point keeps to its compound's. */
    function ownSpot(point, compound) {
      const set = setsOf(0)[0];
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

    return { spotsAt: spotsAt };
  }

  /** Return the sets of streets with the places of their nodes. */
  function setsOfStages(streets, told) {
    const places = { lon: exactly(streets.node_x, told.node_x), lat: exactly(streets.node_y, told.node_y) };
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

  /** Return the rings of each polygon of each compound in whole 1e-7 degrees. */
  function compoundRings(columns) {
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
            places.push([x / plane.UNITS_PER_DEGREE, y / plane.UNITS_PER_DEGREE]);
          }
          rings.push(places);
        }
        parts.push(rings);
      }
      return parts;
    });
  }

  /** Return the first compound within whose polygon a point lies, -1 where there is none; its edge is outside. */
  function compoundAt(compounds, point) {
    const x = point.lon / plane.UNITS_PER_DEGREE;
    const y = point.lat / plane.UNITS_PER_DEGREE;
    return compounds.findIndex(function (parts) {
      return parts.some(function (rings) {
        return plane.within(rings, x, y) > 0;
      });
    });
  }

  function isWithin(parts, lon, lat) {
    return parts.some(function (rings) {
      return plane.within(rings, lon, lat) >= 0;
    });
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

  return attaching;
});
