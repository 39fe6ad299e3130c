// Gates that are drawn: each is one of the nearest block, as Study.with_gate gives it to one (network/attached_points.py).
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"), require("./nearest_block.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.drawnGates = make(root.circlesPage.plane, root.circlesPage.nearestBlock);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestBlock) {
  "use strict";

  /** Return {gateAt(place, ground, standing), expectSame(standing, own)}; told: what the page knows for what-if; ids: of the blocks. */
  function drawnGates(told, ids) {
    let nearest = null;

    /**
     * Return the gate at a place in whole 1e-7 degrees, {row, lon, lat, spots}: the row of its block, -1 where there is
     * none, and where it touches the streets of a ground. Of a block without gates of its own the leg begins at its
     * place.
     */
    function gateAt(place, ground, standing) {
      const row = rowAt(place, standing);
      const spots = row < 0 ? [] : ground.gateSpotsAt(place);
      const inner_mm =
        row < 0 || told.blocks.with_gates.indexOf(row) >= 0 ? 0 : innerOf(row, place, standing);
      return {
        row: row,
        lon: place.lon,
        lat: place.lat,
        spots: spots.map(function (spot) {
          return Object.assign({}, spot, { leg_mm: spot.leg_mm + inner_mm });
        }),
      };
    }

    function innerOf(row, place, standing) {
      const begin =
        row < ids.length
          ? { lon: told.blocks.lon[row], lat: told.blocks.lat[row] }
          : standing.added[row - ids.length];
      return plane.lengthMm(begin.lon, begin.lat, place.lon, place.lat);
    }

    function rowAt(place, standing) {
      if (!told.blocks) {
        throw new Error("gates: this page does not know its blocks to 1e-7 degree.");
      }
      nearest = nearest || nearestBlock(told.blocks, ids);
      return nearest.rowAt(place.lon, place.lat, standing);
    }

    /** Throw where a gate that the study itself draws for the nearest block would be another block's than in the plan. */
    function expectSame(standing, own) {
      told.estates.own_gates.forEach(function (at) {
        const place = { lon: at[0], lat: at[1] };
        if (rowAt(place, standing) !== rowAt(place, own)) {
          throw new Error(
            "as_of, demand: a gate that the study draws for the nearest block would be another block's then.",
          );
        }
      });
    }

    return { gateAt: gateAt, expectSame: expectSame };
  }

  return drawnGates;
});
