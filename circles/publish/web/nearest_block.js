// Whose a gate is: the block nearest to it in the study's plane, as network/edits.py finds it, and how far the edge of
// a polygon is. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./equal_area.js"),
      require("./polygon_rings.js"),
      require("./text_order.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.nearestBlock = make(page.equalArea, page.polygonRings, page.textOrder);
  }
})(typeof self !== "undefined" ? self : this, function (equalArea, polygonRings, textOrder) {
  "use strict";

  /**
   * Return {rowAt(lon, lat, standing)}: the row of the block nearest to a place in whole 1e-7 degrees, of equally near
   * ones that of the lowest id; -1 where no block has a place. standing: {there, added} of plannedEstates, which blocks
   * there are.
   *
   * told: `plane`, `polygons` and `lon`, `lat` of the blocks, null of those without a place; ids: theirs.
   */
  function nearestBlock(told, ids) {
    const onto = equalArea(told.plane);
    const shapes = polygonRings.unpacked(told.polygons).map(function (parts, row) {
      return parts.length || told.lon[row] === null
        ? polygonRings.moved(parts, onto)
        : onto(told.lon[row], told.lat[row]);
    });
    const order = ids
      .map(function (_, row) {
        return row;
      })
      .filter(function (row) {
        return told.lon[row] !== null;
      })
      .sort(function (a, b) {
        return textOrder(ids[a], ids[b]);
      });

    function rowAt(lon, lat, standing) {
      const place = onto(lon, lat);
      let best = { row: -1, id: "" };
      let least = Infinity;
      order.forEach(function (row) {
        const far = standing.there[row] ? distance(shapes[row], place) : Infinity;
        if (far < least) {
          least = far;
          best = { row: row, id: ids[row] };
        }
      });
      standing.added.forEach(function (estate) {
        const far = standing.there[estate.row] ? distance(onto(estate.lon, estate.lat), place) : Infinity;
        if (far < least || (far === least && far < Infinity && textOrder(estate.id, best.id) < 0)) {
          least = far;
          best = estate;
        }
      });
      return best.row;
    }

    return { rowAt: rowAt };
  }

  function distance(shape, place) {
    if (typeof shape[0] === "number") {
      return polygonRings.apart(shape, place);
    }
    const inside = shape.some(function (rings) {
      return polygonRings.covers(rings, place);
    });
    return inside ? 0 : polygonRings.edgeDistance(shape, place);
  }

  return nearestBlock;
});
