// What-if: the answer to other centers, minutes and speeds, integer by integer that of Python.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"), require("./nearest_street.js"), require("./walk_search.js"));
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.whatIf = make(page.plane, page.nearestStreet, page.walkSearch);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestStreet, walkSearch) {
  "use strict";

  const VERDICTS = ["inside", "outside", "not evaluated"];
  const INSIDE = 0;
  const OUTSIDE = 1;
  const NOT_EVALUATED = 2;
  const PUBLIC = 0;
  const UNGATED = -1;
  const LISTS = ["add", "close", "open", "move"];
  const ASKED = ["minutes", "walking_speed_kmh", "profile"].concat(LISTS);

  /**
   * Return what answers scenarios on the streets of a page's data.
   *
   * Streets are made ready when they are first asked for.
   */
  function whatIf(data) {
    const told = data.what_if;
    let ready = null;
    const streets = function () {
      ready = ready || {
        roads: walkSearch.roadsOf(data.streets),
        sets: setsOfStages(data.streets, told),
        compounds: compoundRings(told.compounds),
      };
      return ready;
    };
    const idRow = {};
    data.centers.id.forEach(function (id, i) {
      idRow[id] = i;
    });

    /**
     * Return of each block in the page's order {block_id, walk_mm, verdict}; walk_mm is -1 without a path.
     *
     * scenario: {minutes, walking_speed_kmh or profile, add: [{name, lon, lat}], close: [id], open: [id],
     * move: [{center_id, lon, lat}]}, every key optional. What is wrong with it is thrown.
     */
    function answer(scenario) {
      const found = solved(scenario || {});
      return data.blocks.id.map(function (id, i) {
        return { block_id: id, walk_mm: found.walk_mm[i], verdict: VERDICTS[found.verdict[i]] };
      });
    }

    /** Return columns walk_mm, verdict and rank (of the open centers) of the blocks, and what they were found from. */
    function solved(scenario) {
      expectKnown(scenario);
      const limit_mm = limitOf(told, scenario);
      const centers = centersOf(scenario);
      const open = centers.filter(function (center) {
        return center.open;
      });
      open.sort(function (a, b) {
        return byCodePoints(a.id, b.id);
      });
      const spots = [];
      open.forEach(function (center, rank) {
        center.spots.forEach(function (spot) {
          spots.push({ piece: spot.piece, at_mm: spot.at_mm, leg_mm: spot.leg_mm, rank: rank });
        });
      });
      const roads = streets().roads;
      const field = walkSearch.walkField(roads, spots);
      const best = walkSearch.nearest(roads, field, spots, told.points, data.blocks.id.length);
      return Object.assign(judged(best, limit_mm), {
        centers: centers,
        open: open,
        limit_mm: limit_mm,
        field: field,
        roads: roads,
      });
    }

    function judged(best, limit_mm) {
      const walk_mm = Array.from(best.walk_mm, function (walk) {
        return walk < Infinity ? walk : -1;
      });
      const verdict = walk_mm.map(function (walk, i) {
        return data.blocks.verdict[i] === NOT_EVALUATED ? NOT_EVALUATED : verdictOf(walk, limit_mm);
      });
      return { walk_mm: walk_mm, verdict: verdict, rank: best.rank };
    }

    /** Return the centers of a scenario, those of the study in their order, with their spots on the streets. */
    function centersOf(scenario) {
      const centers = data.centers.id.map(function (id, i) {
        return {
          id: id,
          name: data.centers.name[i],
          open: data.centers.status[i] === "open",
          spots: [],
          row: i,
        };
      });
      told.spots.center.forEach(function (row, i) {
        const spot = { piece: told.spots.piece[i], at_mm: told.spots.at_mm[i], leg_mm: told.spots.leg_mm[i] };
        centers[row].spots.push(spot);
      });
      (scenario.move || []).forEach(function (move) {
        const center = centers[rowOf(move.center_id)];
        if (told.with_gates.indexOf(center.row) >= 0) {
          throw new Error(
            move.center_id + ": its entrances are known, so its walks end there wherever it is moved",
          );
        }
        center.spots = spotsAt(move, move.center_id);
        center.moved = true;
      });
      (scenario.close || []).forEach(function (id) {
        centers[rowOf(id)].open = false;
      });
      (scenario.open || []).forEach(function (id) {
        centers[rowOf(id)].open = true;
      });
      (scenario.add || []).forEach(function (add) {
        const id = newId(centers);
        centers.push({
          id: id,
          name: add.name || "",
          open: true,
          spots: spotsAt(add, add.name || id),
          added: add,
        });
      });
      return centers;
    }

    function rowOf(id) {
      if (!Object.prototype.hasOwnProperty.call(idRow, id)) {
        throw new Error("There is no center " + id + ".");
      }
      return idRow[id];
    }

    /** Return the spots of a center at a place: its own, then what squares and edits add, as network/attachment.py. */
    function spotsAt(place, name) {
      if (!(isDegrees(place.lon, 180) && isDegrees(place.lat, 90))) {
        throw new Error(name + ": lon and lat must be degrees.");
      }
      const point = { lon: plane.toUnits(place.lon), lat: plane.toUnits(place.lat) };
      const compound = compoundAt(streets().compounds, point);
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
          return !walled || isWithin(streets().compounds[compound], spot.lon, spot.lat);
        }),
      );
    }

    function setsOf(stage) {
      const sets = [];
      told.sets.forEach(function (columns, i) {
        if (columns.stage === stage) {
          sets.push({ streets: streets().sets[i], compounds: columns.compounds });
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

    function newId(centers) {
      const taken = centers.map(function (center) {
        return center.id;
      });
      for (let number = 1; ; number += 1) {
        const id = "N" + String(number).padStart(3, "0");
        if (taken.indexOf(id) < 0) {
          return id;
        }
      }
    }

    return { answer: answer, solved: solved };
  }

  function verdictOf(walk_mm, limit_mm) {
    return walk_mm >= 0 && walk_mm <= limit_mm ? INSIDE : OUTSIDE;
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

  function isDegrees(value, most) {
    return typeof value === "number" && Math.abs(value) <= most;
  }

  function limitOf(told, scenario) {
    const minutes = scenario.minutes === undefined ? told.minutes : scenario.minutes;
    const speed = speedOf(told, scenario);
    const seconds = wholeOf(minutes, 60, 20, "minutes");
    const metresPerHour = wholeOf(speed, 1000, 1000, "walking_speed_kmh");
    return Math.floor((seconds * metresPerHour * 5) / 18);
  }

  function speedOf(told, scenario) {
    if (scenario.profile === undefined) {
      return scenario.walking_speed_kmh === undefined ? told.walking_speed_kmh : scenario.walking_speed_kmh;
    }
    if (scenario.walking_speed_kmh !== undefined) {
      throw new Error("A profile is a speed: give one of both, profile or walking_speed_kmh.");
    }
    if (!Object.prototype.hasOwnProperty.call(told.profiles, scenario.profile)) {
      throw new Error(
        "There is no profile " + scenario.profile + ": " + Object.keys(told.profiles).join(", ") + ".",
      );
    }
    return told.profiles[scenario.profile];
  }

  /** Return `value * per`, which must be whole: so the value has at most so many parts as `fine` says. */
  function wholeOf(value, per, fine, name) {
    if (typeof value !== "number" || !(value > 0) || Math.round(value * fine) / fine !== value) {
      throw new Error(
        name + " must be a number above 0 with whole " + (per === 60 ? "seconds." : "metres an hour."),
      );
    }
    return Math.round(value * per);
  }

  function expectKnown(scenario) {
    Object.keys(scenario).forEach(function (key) {
      if (ASKED.indexOf(key) < 0) {
        throw new Error("This page does not answer " + key + ": it knows " + ASKED.join(", ") + ".");
      }
      if (LISTS.indexOf(key) >= 0 && !Array.isArray(scenario[key])) {
        throw new Error(key + " must be a list.");
      }
    });
    (scenario.add || []).forEach(function (add) {
      if (add.name !== undefined && typeof add.name !== "string") {
        throw new Error("The name of an added center must be a text.");
      }
    });
  }

  /** Order texts as Python does, by code points. */
  function byCodePoints(a, b) {
    const one = Array.from(a);
    const other = Array.from(b);
    for (let i = 0; i < Math.min(one.length, other.length); i += 1) {
      const step = one[i].codePointAt(0) - other[i].codePointAt(0);
      if (step !== 0) {
        return step;
      }
    }
    return one.length - other.length;
  }

  return whatIf;
});
