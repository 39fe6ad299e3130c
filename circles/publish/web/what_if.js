// What-if: the answer to other centers, minutes and speeds, integer by integer that of Python.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make({
      plane: require("./plane.js"),
      attaching: require("./attaching.js"),
      walkSearch: require("./walk_search.js"),
      rankedWalks: require("./ranked_walks.js"),
      drawnGates: require("./drawn_gates.js"),
      editedStreets: require("./edited_streets.js"),
      textOrder: require("./text_order.js"),
      scenarioCheck: require("./scenario_check.js"),
      plannedEstates: require("./planned_estates.js"),
      centerTiers: require("./center_tiers.js"),
      dayText: require("./day_text.js"),
      trialGaps: require("./trial_gaps.js"),
    });
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.whatIf = make(root.circlesPage);
  }
})(typeof self !== "undefined" ? self : this, function (kernel) {
  "use strict";

  const VERDICTS = ["inside", "outside", "not evaluated"];
  const INSIDE = 0;
  const OUTSIDE = 1;
  const NOT_EVALUATED = 2;
  const NOT_THERE = 3;

  /**
   * Return what answers scenarios on the streets of a page's data.
   *
   * Streets are made ready when they are first asked for.
   */
  function whatIf(data) {
    const told = data.what_if;
    let ready = null;
    let edits = null;
    const streets = function () {
      if (!ready) {
        const attached = kernel.attaching.attaching(data.streets, told);
        ready = {
          attached: attached,
          roads: kernel.walkSearch.roadsOf(data.streets),
          points: told.points,
          spots: told.spots,
          spotsAt: attached.spotsAt,
          gateSpotsAt: attached.gateSpotsAt,
        };
      }
      return ready;
    };
    const estates = kernel.plannedEstates(told, data.blocks.id);
    const ownDay = estates.on({}, told.as_of);
    const gates = kernel.drawnGates(told, estates.ids);
    // Rows that have minutes and no verdict, since none is asked of them (settlements.py).
    const unasked = new Set(told.unasked);
    const idRow = {};
    data.centers.id.forEach(function (id, i) {
      idRow[id] = i;
    });

    /**
     * Return of each block in the page's order {block_id, walk_mm, verdict}; walk_mm is -1 without a path. Planned
     * estates that are delivered stand behind the others, with `people`, null where it is not known.
     *
     * scenario: {minutes, walking_speed_kmh or profile, add: [{name, lon, lat}], close: [id], open: [id],
     * move: [{center_id, lon, lat}], gates: [[lon, lat]], paths and closures: [[[lon, lat], ...]], compounds_open: [id],
     * demand: [{name, lon, lat, people, households, delivered}], as_of, tier}, every key optional. What is wrong with it
     * is thrown.
     */
    function answer(scenario) {
      return rowsOf(solved(scenario || {}));
    }

    /** Return what `answer` returns, of what is solved already. */
    function rowsOf(found) {
      return found.rows.map(function (row) {
        const said = {
          block_id: found.ids[row],
          walk_mm: found.walk_mm[row],
          verdict: VERDICTS[found.verdict[row]],
        };
        const planned = told.estates.row.indexOf(row);
        if (row >= estates.ids.length) {
          said.people = found.added[row - estates.ids.length].people;
        } else if (planned >= 0) {
          said.people = told.estates.population[planned];
        }
        return said;
      });
    }

    /**
     * Return columns walk_mm, verdict and rank (of the open centers) of the blocks, of the planned estates that are none
     * yet and of those added, in this order; `rows`, those that are blocks on the day; and what they were found from.
     */
    function solved(scenario) {
      const asked = posed(scenario);
      return found(asked, kernel.walkSearch.walkField(asked.roads, asked.spots));
    }

    function found(asked, field) {
      const best = kernel.walkSearch.nearest(
        asked.roads,
        field,
        asked.spots,
        asked.points,
        asked.standing.count,
      );
      return Object.assign(judged(best, asked), {
        tier: asked.tier,
        rows: asked.standing.rows,
        added: asked.standing.added,
        ids: estates.ids.concat(
          asked.standing.added.map(function (estate) {
            return estate.id;
          }),
        ),
        centers: asked.centers,
        open: asked.open,
        gates: asked.gates,
        limit_mm: asked.limit_mm,
        field: field,
        roads: asked.roads,
        rebuilt: asked.rebuilt,
      });
    }

    /**
     * Return {others, at(scenario)} for center `row`, which is about to be moved about: `others` is solved without it, and
     * `at` solves the scenario with it elsewhere, all else the same. Verdicts are those of `solved`, and so are walks
     * within the limit; longer ones may be longer than the least.
     */
    function dragged(scenario, row) {
      const asked = posed(scenario);
      const own = function (of, is) {
        const rank = of.open.indexOf(of.centers[row]);
        return of.spots.filter(function (spot) {
          return (spot.rank === rank) === is;
        });
      };
      const field = kernel.walkSearch.walkField(asked.roads, own(asked, false));
      return {
        others: found(Object.assign({}, asked, { spots: own(asked, false) }), field),
        at: function (next) {
          const now = posed(next);
          const with_it = { field: field, most_mm: now.limit_mm };
          return found(now, kernel.walkSearch.walkField(now.roads, own(now, true), with_it));
        },
      };
    }

    /**
     * Return {of, open, limit_mm}: of each block its `count` nearest open centers, the nearest first, [{walk_mm, center}];
     * fewer where there is no path to so many. `center` is the row of `open`.
     */
    function ranked(scenario, count) {
      const asked = posed(scenario);
      const field = kernel.rankedWalks.field(asked.roads, asked.spots, count);
      const of = kernel.rankedWalks.nearest(
        asked.roads,
        field,
        asked.spots,
        asked.points,
        asked.standing.count,
      );
      const there = asked.standing.there;
      return {
        of: of.map(function (near, row) {
          return there[row] && !unasked.has(row) ? near : [];
        }),
        open: asked.open,
        limit_mm: asked.limit_mm,
      };
    }

    /** Return the walk of each row to the nearest open center of which `isOf` is true, -1 without a path. */
    function walksTo(scenario, isOf) {
      const asked = posed(Object.assign({}, scenario, { tier: undefined }));
      const spots = asked.spots.filter(function (spot) {
        return isOf(asked.open[spot.rank]);
      });
      const field = kernel.walkSearch.walkField(asked.roads, spots);
      const best = kernel.walkSearch.nearest(asked.roads, field, spots, asked.points, asked.standing.count);
      return Array.from(best.walk_mm, function (walk) {
        return walk < Infinity ? walk : -1;
      });
    }

    /** Return what a scenario is searched on: its limit, streets, centers and their spots, gates and points of blocks. */
    function posed(scenario) {
      kernel.scenarioCheck.expectKnown(scenario);
      const longest_mm = kernel.scenarioCheck.limitOf(told, scenario);
      const longestOf = kernel.scenarioCheck.longestOf(told, scenario);
      const tier = kernel.centerTiers.tierAsked(told.tiers, scenario.tier, longestOf, longest_mm);
      const limit_mm = tier ? tier.limit_mm : longest_mm;
      const ground = groundOf(scenario);
      const standing = standingOf(scenario);
      const centers = centersOf(scenario, ground);
      const open = centers.filter(function (center) {
        return center.open && (!tier || tier.serves(center));
      });
      open.sort(function (a, b) {
        return kernel.textOrder(a.id, b.id);
      });
      const spots = [];
      open.forEach(function (center, rank) {
        center.spots.forEach(function (spot) {
          spots.push({ piece: spot.piece, at_mm: spot.at_mm, leg_mm: spot.leg_mm, rank: rank });
        });
      });
      const drawn = gatesOf(scenario, ground, standing);
      const added = standing.added.map(function (estate) {
        return { row: estate.row, spots: ground.spotsAt(estate) };
      });
      return {
        limit_mm: limit_mm,
        tier: scenario.tier === undefined ? null : scenario.tier,
        bound_mm: tier ? tier.bound_mm : Infinity,
        standing: standing,
        roads: ground.roads,
        rebuilt: ground.rebuilt || null,
        centers: centers,
        open: open,
        spots: spots,
        gates: drawn,
        points: kernel.attaching.withOwners(ground.points, added.concat(drawn)),
      };
    }

    /** Return what a scenario is walked on: the streets of the page, or those with its edits. */
    function groundOf(scenario) {
      if (!kernel.editedStreets.changesStreets(scenario)) {
        return streets();
      }
      if (!(told.editable && told.blocks)) {
        throw new Error(
          "paths, closures, compounds_open: this page does not know its blocks to 1e-7 degree.",
        );
      }
      edits = edits || kernel.editedStreets.editedStreets(data, streets().attached);
      return edits.with(scenario);
    }

    /** Return which blocks there are on the day of a scenario. */
    function standingOf(scenario) {
      const standing = estates.on(scenario, kernel.scenarioCheck.dayOf(told, scenario));
      if (standing.rows.join() !== ownDay.rows.join()) {
        gates.expectSame(standing, ownDay);
      }
      return standing;
    }

    /** Return whose gates the scenario's are, {row, lon, lat, spots}: the row of a block, -1 where there is none. */
    function gatesOf(scenario, ground, standing) {
      return (scenario.gates || []).map(function (place) {
        return gates.gateAt(
          { lon: kernel.plane.toUnits(place[0]), lat: kernel.plane.toUnits(place[1]) },
          ground,
          standing,
        );
      });
    }

    /** Return walks and verdicts: none further than `bound_mm` is told, and none of a row that is no block on the day. */
    function judged(best, asked) {
      const points = asked.points;
      const there = asked.standing.there;
      const attached = new Uint8Array(there.length);
      points.owner.forEach(function (row) {
        attached[row] = 1;
      });
      const walk_mm = Array.from(best.walk_mm, function (walk, i) {
        const isTold = there[i] && !(asked.tier && unasked.has(i));
        return isTold && walk < Infinity && walk <= asked.bound_mm ? walk : -1;
      });
      const verdict = walk_mm.map(function (walk, i) {
        if (!there[i]) {
          return NOT_THERE;
        }
        return attached[i] && !unasked.has(i) ? verdictOf(walk, asked.limit_mm) : NOT_EVALUATED;
      });
      return { walk_mm: walk_mm, verdict: verdict, rank: best.rank };
    }

    /** Return the centers of a scenario, those of the study in their order, with their spots on the streets. */
    function centersOf(scenario, ground) {
      const centers = data.centers.id.map(function (id, i) {
        return {
          id: id,
          name: data.centers.name[i],
          open: isOpen(scenario, i),
          spots: [],
          row: i,
        };
      });
      ground.spots.center.forEach(function (row, i) {
        const spot = {
          piece: ground.spots.piece[i],
          at_mm: ground.spots.at_mm[i],
          leg_mm: ground.spots.leg_mm[i],
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
        center.spots = spotsAt(ground, move, move.center_id);
        center.moved = true;
      });
      (scenario.close || []).forEach(function (id) {
        centers[rowOf(id)].open = false;
      });
      (scenario.open || []).forEach(function (id) {
        centers[rowOf(id)].open = true;
      });
      const day = kernel.scenarioCheck.dayOf(told, scenario);
      (scenario.add || []).forEach(function (add) {
        if (add.tier && told.tiers) {
          kernel.centerTiers.placeOf(told.tiers, add.tier);
        }
        const id = newId(centers);
        centers.push({
          id: id,
          name: add.name || "",
          open: day === null || !add.opens || kernel.dayText.hasBegun(add.opens, day),
          spots: spotsAt(ground, add, add.name || id),
          added: add,
        });
      });
      return centers;
    }

    /** Return whether a center of the study is open: on the day of the plan as the plan says, on another by its dates. */
    function isOpen(scenario, i) {
      if (scenario.as_of === undefined) {
        return data.centers.status[i] === "open";
      }
      const days = told.days;
      const begun = days.opens[i] === "" || kernel.dayText.hasBegun(days.opens[i], scenario.as_of);
      return days.used[i] === 1 && begun && !kernel.dayText.hasBegun(days.closes[i], scenario.as_of);
    }

    function rowOf(id) {
      if (!Object.prototype.hasOwnProperty.call(idRow, id)) {
        throw new Error("There is no center " + id + ".");
      }
      return idRow[id];
    }

    function spotsAt(ground, place, name) {
      kernel.scenarioCheck.expectPlace(name, place.lon, place.lat);
      return ground.spotsAt({ lon: kernel.plane.toUnits(place.lon), lat: kernel.plane.toUnits(place.lat) });
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

    return {
      answer: answer,
      rowsOf: rowsOf,
      solved: solved,
      dragged: dragged,
      ranked: ranked,
      walksTo: walksTo,
      gapsOf: kernel.trialGaps.gapsOf(told),
    };
  }

  function verdictOf(walk_mm, limit_mm) {
    return walk_mm >= 0 && walk_mm <= limit_mm ? INSIDE : OUTSIDE;
  }

  whatIf.askedOf = kernel.scenarioCheck.askedOf;
  whatIf.dayOf = kernel.scenarioCheck.dayOf;
  whatIf.NOT_THERE = NOT_THERE;
  return whatIf;
});
