// What-if: the answer to other centers, minutes and speeds, integer by integer that of Python.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"), require("./attaching.js"), require("./walk_search.js"));
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.whatIf = make(page.plane, page.attaching, page.walkSearch);
  }
})(typeof self !== "undefined" ? self : this, function (plane, attaching, walkSearch) {
  "use strict";

  const VERDICTS = ["inside", "outside", "not evaluated"];
  const INSIDE = 0;
  const OUTSIDE = 1;
  const NOT_EVALUATED = 2;
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
        attaching: attaching(data.streets, told),
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

    function spotsAt(place, name) {
      if (!(isDegrees(place.lon, 180) && isDegrees(place.lat, 90))) {
        throw new Error(name + ": lon and lat must be degrees.");
      }
      return streets().attaching.spotsAt({ lon: plane.toUnits(place.lon), lat: plane.toUnits(place.lat) });
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

  function isDegrees(value, most) {
    return typeof value === "number" && Math.abs(value) <= most;
  }

  function isAmount(value) {
    return typeof value === "number" && value >= 0 && value < Infinity;
  }

  /** Return the minutes and the speed of a scenario as numbers. */
  function askedOf(told, scenario) {
    return {
      minutes: scenario.minutes === undefined ? told.minutes : scenario.minutes,
      walking_speed_kmh: speedOf(told, scenario),
    };
  }

  function limitOf(told, scenario) {
    const asked = askedOf(told, scenario);
    const seconds = wholeOf(asked.minutes, 60, 20, "minutes");
    const metresPerHour = wholeOf(asked.walking_speed_kmh, 1000, 1000, "walking_speed_kmh");
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
      if (add.cost_wan !== undefined && !isAmount(add.cost_wan)) {
        throw new Error("cost_wan of an added center must be a number, 0 or more.");
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

  whatIf.askedOf = askedOf;
  return whatIf;
});
