// Planned estates on the day of a scenario, those it adds among them: which rows of blocks there are then, in which order.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./day_text.js"), require("./plane.js"));
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.plannedEstates = make(page.dayText, page.plane);
  }
})(typeof self !== "undefined" ? self : this, function (dayText, plane) {
  "use strict";

  /**
   * Return {ids, on(scenario, day)}; told: what the page knows for what-if; own: ids of its blocks.
   *
   * `ids` are those of its blocks and, behind them, of the planned estates that are none yet.
   */
  function plannedEstates(told, own) {
    const estates = told.estates;
    const ids = own.slice();
    const place = {};
    estates.row.forEach(function (row, i) {
      ids[row] = estates.id[i];
      place[row] = i;
    });
    const listed = own
      .map(function (_, row) {
        return row;
      })
      .filter(function (row) {
        return place[row] === undefined;
      });

    /**
     * Return {rows, there, added, count}: the rows that are blocks on a day, in the order of the answer; whether each of
     * all `count` rows is; what the scenario adds, each with its row and id, whether it is delivered or not.
     */
    function on(scenario, day) {
      const added = addedOf(scenario.demand || []);
      const isThere = function (delivered, row) {
        // Without another day asked, the blocks of the plan are those of its day.
        return scenario.as_of === undefined && row < ids.length
          ? row < own.length
          : day !== null && dayText.hasBegun(delivered, day);
      };
      const planned = estates.row.filter(function (row, i) {
        return isThere(estates.delivered[i], row);
      });
      const more = added
        .filter(function (estate) {
          return isThere(estate.delivered, estate.row);
        })
        .map(function (estate) {
          return estate.row;
        });
      const rows = listed.concat(planned, more);
      const there = new Uint8Array(ids.length + added.length);
      rows.forEach(function (row) {
        there[row] = 1;
      });
      return { rows: rows, there: there, added: added, count: there.length };
    }

    /** Return estates that are added with the ids that planned_demand.with_estate gives them one after another. */
    function addedOf(demand) {
      const taken = new Set(ids);
      return demand.map(function (estate, i) {
        const id = freeId(taken);
        taken.add(id);
        return {
          row: ids.length + i,
          id: id,
          name: estate.name || "",
          lon: plane.toUnits(estate.lon),
          lat: plane.toUnits(estate.lat),
          people: estate.people === undefined ? null : estate.people,
          households: estate.households === undefined ? null : estate.households,
          delivered: estate.delivered || "",
        };
      });
    }

    return { ids: ids, on: on };
  }

  function freeId(taken) {
    for (let number = 1; ; number += 1) {
      const id = "D" + String(number).padStart(3, "0");
      if (!taken.has(id)) {
        return id;
      }
    }
  }

  return plannedEstates;
});
