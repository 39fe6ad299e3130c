// The list of the centers of a scenario as centers.csv, which `circles plan --centers` reads back to the same answer.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./csv_text.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.centersFile = make(root.circlesPage.csvText);
  }
})(typeof self !== "undefined" ? self : this, function (csvText) {
  "use strict";

  // What else says whether a center is open; of one that is switched the status alone speaks.
  const ALSO_STATUS = ["construction", "use", "opens", "closes"];

  // What may be said of an added center, and the column of each; a list has the columns that any of them needs.
  const SAID = {
    tier: "tier",
    opens: "opens",
    floor_m2: "floor_area_m2",
    capacity: "capacity",
    services: "services",
    communities: "community",
  };

  /**
   * Return the text of the file: every center of the list with all its columns, those of the scenario changed and added.
   *
   * list: {heads, cells} as the page's data has it, cells column by column; centers: those of the scenario as
   * whatIf.solved gives them; scenario: what was asked.
   */
  function centersCsv(list, centers, scenario) {
    const rows = (list.cells[0] || []).map(function (_, i) {
      return rowOf(list, i);
    });
    const byId = {};
    rows.forEach(function (row) {
      byId["id " + row.center_id] = row;
    });
    (scenario.move || []).forEach(function (move) {
      place(byId["id " + move.center_id], move);
    });
    ["close", "open"].forEach(function (key) {
      (scenario[key] || []).forEach(function (id) {
        switchRow(byId["id " + id], key === "open" ? "open" : "closed");
      });
    });
    centers.forEach(function (center) {
      if (center.added) {
        const row = { center_id: center.id, name: center.name, status: "open" };
        place(row, center.added);
        rows.push(Object.assign(row, saidOf(center.added)));
      }
    });
    const heads = list.heads.concat(
      Object.keys(SAID)
        .map(function (key) {
          return SAID[key];
        })
        .filter(function (head) {
          return list.heads.indexOf(head) < 0 && rows.some((row) => row[head]);
        }),
    );
    const lines = rows.map(function (row) {
      return heads.map(function (head) {
        return row[head] === undefined ? "" : row[head];
      });
    });
    return csvText.csv([heads].concat(lines), csvText.plainCell);
  }

  function rowOf(list, i) {
    const row = {};
    list.heads.forEach(function (head, column) {
      row[head] = list.cells[column][i];
    });
    return row;
  }

  /** Return what is said of an added center, by column; what is not said stays empty. */
  function saidOf(added) {
    const row = {};
    Object.keys(SAID).forEach(function (key) {
      const value = added[key];
      if (value !== undefined) {
        row[SAID[key]] = Array.isArray(value) ? value.join("、") : String(value);
      }
    });
    return row;
  }

  function place(row, at) {
    if (row) {
      row.lon = degrees(at.lon);
      row.lat = degrees(at.lat);
    }
  }

  function switchRow(row, status) {
    if (row) {
      row.status = status;
      ALSO_STATUS.forEach(function (head) {
        row[head] = "";
      });
    }
  }

  function degrees(value) {
    return String(Math.round(value * 1e7) / 1e7);
  }

  return { centersCsv: centersCsv };
});
