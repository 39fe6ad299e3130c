// What-if: the answer to other centers, minutes and speeds, integer by integer that of Python.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./plane.js"),
      require("./attaching.js"),
      require("./walk_search.js"),
      require("./drawn_gates.js"),
      require("./text_order.js"),
      require("./scenario_check.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    const own = [page.plane, page.attaching, page.walkSearch, page.drawnGates, page.textOrder];
    page.whatIf = make.apply(null, own.concat([page.scenarioCheck]));
  }
})(
  typeof self !== "undefined" ? self : this,
  function (plane, attaching, walkSearch, drawnGates, textOrder, check) {
    "use strict";

    const VERDICTS = ["inside", "outside", "not evaluated"];
    const INSIDE = 0;
    const OUTSIDE = 1;
    const NOT_EVALUATED = 2;

    /**
     * Return what answers scenarios on the streets of a page's data.
     *
     * Streets are made ready when they are first asked for.
     */
    function whatIf(data) {
      const told = data.what_if;
      let ready = null;
      const streets = function () {
        if (!ready) {
          const attached = attaching(data.streets, told);
          ready = {
            roads: walkSearch.roadsOf(data.streets),
            attaching: attached,
            gates: drawnGates(told, data.blocks.id, attached),
          };
        }
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
       * move: [{center_id, lon, lat}], gates: [[lon, lat]]}, every key optional. What is wrong with it is thrown.
       */
      function answer(scenario) {
        const found = solved(scenario || {});
        return data.blocks.id.map(function (id, i) {
          return { block_id: id, walk_mm: found.walk_mm[i], verdict: VERDICTS[found.verdict[i]] };
        });
      }

      /** Return columns walk_mm, verdict and rank (of the open centers) of the blocks, and what they were found from. */
      function solved(scenario) {
        check.expectKnown(scenario);
        const limit_mm = check.limitOf(told, scenario);
        const centers = centersOf(scenario);
        const open = centers.filter(function (center) {
          return center.open;
        });
        open.sort(function (a, b) {
          return textOrder(a.id, b.id);
        });
        const spots = [];
        open.forEach(function (center, rank) {
          center.spots.forEach(function (spot) {
            spots.push({ piece: spot.piece, at_mm: spot.at_mm, leg_mm: spot.leg_mm, rank: rank });
          });
        });
        const roads = streets().roads;
        const field = walkSearch.walkField(roads, spots);
        const gates = gatesOf(scenario);
        const points = withGates(told.points, gates);
        const best = walkSearch.nearest(roads, field, spots, points, data.blocks.id.length);
        return Object.assign(judged(best, points, limit_mm), {
          centers: centers,
          open: open,
          gates: gates,
          limit_mm: limit_mm,
          field: field,
          roads: roads,
        });
      }

      /** Return whose gates the scenario's are, {row, lon, lat, spots}: the row of a block, -1 where there is none. */
      function gatesOf(scenario) {
        if (!(scenario.gates || []).length) {
          return [];
        }
        const drawn = streets().gates;
        return scenario.gates.map(function (place) {
          return drawn.gateAt({ lon: plane.toUnits(place[0]), lat: plane.toUnits(place[1]) });
        });
      }

      function judged(best, points, limit_mm) {
        const attached = new Uint8Array(data.blocks.id.length);
        points.owner.forEach(function (row) {
          attached[row] = 1;
        });
        const walk_mm = Array.from(best.walk_mm, function (walk) {
          return walk < Infinity ? walk : -1;
        });
        const verdict = walk_mm.map(function (walk, i) {
          return attached[i] ? verdictOf(walk, limit_mm) : NOT_EVALUATED;
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
          const spot = {
            piece: told.spots.piece[i],
            at_mm: told.spots.at_mm[i],
            leg_mm: told.spots.leg_mm[i],
          };
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
        check.expectPlace(name, place.lon, place.lat);
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

    /** Return the points of blocks with those of gates behind them. */
    function withGates(points, gates) {
      const more = { owner: [], piece: [], at_mm: [], leg_mm: [] };
      gates.forEach(function (gate) {
        gate.spots.forEach(function (spot) {
          more.owner.push(gate.row);
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

    function verdictOf(walk_mm, limit_mm) {
      return walk_mm >= 0 && walk_mm <= limit_mm ? INSIDE : OUTSIDE;
    }

    whatIf.askedOf = check.askedOf;
    return whatIf;
  },
);
