// The spots that points may use as well once edits are laid: on paths, and on islands that are none any more, as
// network/attachment.py finds them. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./plane.js"),
      require("./nearest_street.js"),
      require("./line_meetings.js"),
      require("./polygon_rings.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.laidChoices = make(page.plane, page.nearestStreet, page.lineMeetings, page.polygonRings);
  }
})(typeof self !== "undefined" ? self : this, function (plane, nearestStreet, lineMeetings, polygonRings) {
  "use strict";

  const PUBLIC = 0;
  const UNGATED = -1;
  const BY_ALL = { low: PUBLIC, high: PUBLIC };

  /**
   * Return {of(point, polygons)}: the spots of a point on what was laid and freed (rebuilt_streets.js).
   *
   * A point is {lon, lat, inner_mm, ground}: where it leaves for the street, how far it comes to there, and a function
   * that returns the compound it stands in, -1 for none; polygons: the outline of a block in whole 1e-7 degrees, whose
   * edge counts for how far a street is, null for a point.
   * compounds: `names` of those of the streets and which of them are `gated`, and `grounds`, names of those of polygons.
   */
  function laidChoices(rebuilt, compounds, maxSnapM) {
    const sets = [rebuilt.laid, rebuilt.freed]
      .filter(function (lines) {
        return lines.some(hasExtent);
      })
      .map(function (lines) {
        return setOf(lines, compounds);
      });

    function of(point, polygons) {
      const box = boxOf(point, polygons);
      const found = [];
      sets.forEach(function (set) {
        if (!mayReach(box, set.box, maxSnapM)) {
          return;
        }
        const ground = admission(set, point.ground(), compounds);
        const spot =
          near(set, point, polygons, ground) || (ground.low > PUBLIC && near(set, point, polygons, BY_ALL));
        if (spot) {
          found.push(Object.assign({}, spot, { leg_mm: spot.leg_mm + point.inner_mm }));
        }
      });
      return found;
    }

    /** Return the nearest spot of a set on streets that are admitted, null where none is within reach. */
    function near(set, point, polygons, ground) {
      const spot = nearestStreet.nearestSpot(set.streets, point.lon, point.lat, ground.low, ground.high);
      return spot && snapOf(set, point, polygons, spot, ground) <= maxSnapM ? spot : null;
    }

    return { of: of };
  }

  function hasExtent(each) {
    return each.line.some(function (place) {
      return place[0] !== each.line[0][0] || place[1] !== each.line[0][1];
    });
  }

  function setOf(lines, compounds) {
    const there = {};
    const grouped = lines.map(function (each) {
      const gated = each.compound >= 0 && compounds.gated[each.compound];
      const group = each.compound < 0 ? PUBLIC : gated ? each.compound + 1 : UNGATED;
      there[each.compound] = true;
      return { piece: each.piece, group: group, line: each.line };
    });
    return {
      streets: nearestStreet.setOfLines(grouped),
      lines: grouped,
      there: there,
      box: lineMeetings.boxOf(
        [].concat.apply(
          [],
          grouped.map(function (each) {
            return each.line;
          }),
        ),
      ),
    };
  }

  function boxOf(point, polygons) {
    const rings = polygons ? [].concat.apply([], polygons) : [];
    return lineMeetings.boxOf([].concat.apply([[point.lon, point.lat]], rings));
  }

  /** Return whether two boxes come so near to each other that something in them may be within reach. */
  function mayReach(box, other, metres) {
    const far = Math.min(Math.max(Math.abs(box[1]), Math.abs(box[3])) / plane.UNITS_PER_DEGREE, 89.9);
    const k = plane.metresPerDegree(far);
    const x = ((1.01 * metres) / k.x) * plane.UNITS_PER_DEGREE + 10;
    const y = ((1.01 * metres) / k.y) * plane.UNITS_PER_DEGREE + 10;
    return (
      box[0] - x <= other[2] && box[2] + x >= other[0] && box[1] - y <= other[3] && box[3] + y >= other[1]
    );
  }

  /** Return which groups a point may use: those of the compound it stands in if the set has any, else the public ones. */
  function admission(set, ground, compounds) {
    if (ground < 0) {
      return { low: UNGATED, high: PUBLIC };
    }
    const own = compounds.names.indexOf(compounds.grounds[ground]);
    return own >= 0 && set.there[own] ? { low: own + 1, high: own + 1 } : { low: PUBLIC, high: PUBLIC };
  }

  /** Return how far the streets that a point may use are, from its edge where it is a polygon. */
  function snapOf(set, point, polygons, spot, ground) {
    if (!polygons || !polygons.length) {
      return spot.leg_m;
    }
    const k = plane.metresPerDegree(point.lat / plane.UNITS_PER_DEGREE);
    const onto = function (lon, lat) {
      return [
        ((lon - point.lon) / plane.UNITS_PER_DEGREE) * k.x,
        ((lat - point.lat) / plane.UNITS_PER_DEGREE) * k.y,
      ];
    };
    const parts = polygonRings.moved(polygons, onto);
    let least = spot.leg_m;
    set.lines.forEach(function (each) {
      if (each.group >= ground.low && each.group <= ground.high) {
        const line = each.line.map(function (place) {
          return onto(place[0], place[1]);
        });
        least = Math.min(least, polygonRings.lineFrom(parts, line));
      }
    });
    return least;
  }

  return laidChoices;
});
