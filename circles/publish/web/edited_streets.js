// The page's streets with edits done on them: paths laid, lines closed, compounds opened, and who stands where then.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make({
      plane: require("./plane.js"),
      attaching: require("./attaching.js"),
      editableStreets: require("./editable_streets.js"),
      closures: require("./closures.js"),
      laidPaths: require("./laid_paths.js"),
      partedStreets: require("./parted_streets.js"),
      rebuiltStreets: require("./rebuilt_streets.js"),
      laidChoices: require("./laid_choices.js"),
      walkSearch: require("./walk_search.js"),
      streetRows: require("./street_rows.js"),
      polygonRings: require("./polygon_rings.js"),
    });
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.editedStreets = make(root.circlesPage);
  }
})(typeof self !== "undefined" ? self : this, function (kernel) {
  "use strict";

  const KINDS = ["paths", "closures", "compounds_open"];

  /** Return whether a scenario asks for other streets than those of the page. */
  function changesStreets(scenario) {
    return KINDS.some(function (kind) {
      return (scenario[kind] || []).length > 0;
    });
  }

  /** Return {with(scenario)}; data: the page's; attached: what attaches points to its streets (attaching.js). */
  function editedStreets(data, attached) {
    const told = data.what_if;
    const own = told.editable;
    const streets = kernel.editableStreets.editableStreets(data.streets, told, attached.places);
    const compounds = { names: own.compound_ids, gated: own.gated, grounds: own.grounds };
    const outlines = kernel.polygonRings.unpacked(told.blocks.polygons);
    const asking = askingPoints(own.asking, attached);
    const spots = own.spots || plannedSpots(told);
    let last = { key: null, ground: null };

    /** Return the streets that a scenario asks for, the same for the same edits. */
    function withEdits(scenario) {
      const key = JSON.stringify(
        KINDS.map(function (kind) {
          return scenario[kind] || [];
        }),
      );
      if (last.key !== key) {
        last = { key: key, ground: groundOf(scenario) };
      }
      return last.ground;
    }

    function groundOf(scenario) {
      const lines = { closed: [], path: [] };
      own.edits.forEach(function (edit) {
        lines[edit.kind].push(vertices(edit.line));
      });
      (scenario.closures || []).forEach(function (places) {
        lines.closed.push(vertices(places.map(toUnits)));
      });
      (scenario.paths || []).forEach(function (places) {
        lines.path.push(vertices(places.map(toUnits)));
      });
      const closed = kernel.closures.closures(streets, lines.closed.filter(hasLength));
      const paths = lines.path.filter(hasLength).sort(lineOrder);
      const parted = kernel.partedStreets(streets, closed, kernel.laidPaths.laidPaths(streets, paths));
      const rebuilt = kernel.rebuiltStreets(streets, parted, openedOf(scenario));
      return standing(rebuilt);
    }

    function openedOf(scenario) {
      const opened = own.opened.slice();
      (scenario.compounds_open || []).forEach(function (id) {
        const row = own.compound_ids.indexOf(id);
        if (row < 0 && own.grounds.indexOf(id) < 0) {
          throw new Error("compounds_open: there is no compound " + id + ".");
        }
        if (row >= 0) {
          opened[row] = 1;
        }
      });
      return opened;
    }

    function standing(rebuilt) {
      const choices = kernel.laidChoices(rebuilt, compounds, told.max_snap_m);
      const points = { owner: [], piece: [], at_mm: [], leg_mm: [] };
      const ofCenters = { center: [], piece: [], at_mm: [], leg_mm: [] };
      const add = function (block, center, spot) {
        const into = block >= 0 ? points : ofCenters;
        (block >= 0 ? points.owner : ofCenters.center).push(block >= 0 ? block : center);
        into.piece.push(spot.piece);
        into.at_mm.push(spot.at_mm);
        into.leg_mm.push(spot.leg_mm);
      };
      spots.piece.forEach(function (piece, i) {
        const spot = { piece: piece, at_mm: spots.at_mm[i], leg_mm: spots.leg_mm[i] };
        add(spots.block[i], spots.center[i], kernel.attaching.moved(rebuilt.stage, spot));
      });
      asking.forEach(function (point) {
        choicesOf(choices, point, point.isWhole ? outlines[point.block] : null).forEach(function (spot) {
          add(point.block, point.center, spot);
        });
      });
      const at = function (stand) {
        const point = Object.assign({}, stand, {
          ground: function () {
            return stand.compound;
          },
        });
        return stand.spots
          .map(function (spot) {
            const moved = kernel.attaching.moved(rebuilt.stage, spot);
            return Object.assign(moved, { leg_mm: moved.leg_mm + stand.inner_mm });
          })
          .concat(choicesOf(choices, point, null));
      };
      return {
        roads: kernel.walkSearch.roadsOf(kernel.streetRows(rebuilt)),
        points: points,
        spots: ofCenters,
        rebuilt: Object.assign({ edited: Boolean(own.ends) }, rebuilt),
        spotsAt: function (place) {
          return [].concat.apply([], attached.standsOf(place, own.stage).map(at));
        },
        gateSpotsAt: function (place) {
          return at(attached.standAt(place, true, own.stage));
        },
      };
    }

    function choicesOf(choices, point, outline) {
      return choices.of(point, outline).filter(function (spot) {
        const compound = point.walled ? point.ground() : -1;
        return compound < 0 || attached.isOpenTo({ walled: true, compound: compound }, spot);
      });
    }

    return { with: withEdits };
  }

  /** Return the points of the plan that may use what is laid: {block, center, lon, lat, inner_mm, walled, ground}. */
  function askingPoints(columns, attached) {
    return columns.lon.map(function (lon, i) {
      const point = { lon: lon, lat: columns.lat[i] };
      let ground = null;
      return {
        block: columns.block[i],
        center: columns.center[i],
        lon: lon,
        lat: point.lat,
        inner_mm: kernel.plane.lengthMm(
          lon + columns.from_lon[i],
          point.lat + columns.from_lat[i],
          lon,
          point.lat,
        ),
        isWhole: columns.block[i] >= 0 && !columns.gate[i],
        walled: columns.walled[i] === 1,
        ground: function () {
          ground = ground === null ? attached.groundOf(point, columns.gate[i] === 1) : ground;
          return ground;
        },
      };
    });
  }

  /** Return the spots of blocks and centers of a plan without edits as one table. */
  function plannedSpots(told) {
    const none = function (column) {
      return column.map(function () {
        return -1;
      });
    };
    return {
      block: told.points.owner.concat(none(told.spots.center)),
      center: none(told.points.owner).concat(told.spots.center),
      piece: told.points.piece.concat(told.spots.piece),
      at_mm: told.points.at_mm.concat(told.spots.at_mm),
      leg_mm: told.points.leg_mm.concat(told.spots.leg_mm),
    };
  }

  function toUnits(place) {
    return [kernel.plane.toUnits(place[0]), kernel.plane.toUnits(place[1])];
  }

  /** Return a line's places, none twice in a row. */
  function vertices(line) {
    return line.filter(function (place, i) {
      return i === 0 || place[0] !== line[i - 1][0] || place[1] !== line[i - 1][1];
    });
  }

  function hasLength(line) {
    return line.length > 1;
  }

  /** Order lines by their places one after another: in an order that no order of edits can change. */
  function lineOrder(a, b) {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
      const step = a[i][0] - b[i][0] || a[i][1] - b[i][1];
      if (step !== 0) {
        return step;
      }
    }
    return a.length - b.length;
  }

  return { editedStreets: editedStreets, changesStreets: changesStreets };
});
