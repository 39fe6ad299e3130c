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

  /** Return {gateAt(place, ground)}; told: what the page knows for what-if; ids: of the blocks. */
  function drawnGates(told, ids) {
    let nearest = null;

    /**
     * Return the gate at a place in whole 1e-7 degrees, {row, lon, lat, spots}: the row of its block, -1 where there is
     * none, and where it touches the streets of a ground. Of a block without gates of its own the leg begins at its
     * place.
     */
    function gateAt(place, ground) {
      nearest = nearest || nearestBlock(told.blocks, ids);
      const row = nearest.rowAt(place.lon, place.lat);
      const spots = row < 0 ? [] : ground.gateSpotsAt(place);
      const inner_mm = row < 0 || told.blocks.with_gates.indexOf(row) >= 0 ? 0 : innerOf(row, place);
      return {
        row: row,
        lon: place.lon,
        lat: place.lat,
        spots: spots.map(function (spot) {
          return Object.assign({}, spot, { leg_mm: spot.leg_mm + inner_mm });
        }),
      };
    }

    function innerOf(row, place) {
      return plane.lengthMm(told.blocks.lon[row], told.blocks.lat[row], place.lon, place.lat);
    }

    return { gateAt: gateAt };
  }

  return drawnGates;
});
