// Gaps (服务盲区) of a scenario: blocks outside that one center and one sub-district should see to, as
// coverage/gap_groups.py makes them, but for their numbers. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./equal_area.js"),
      require("./polygon_rings.js"),
      require("./text_order.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.trialGaps = make(page.equalArea, page.polygonRings, page.textOrder);
  }
})(typeof self !== "undefined" ? self : this, function (equalArea, polygonRings, textOrder) {
  "use strict";

  const OUTSIDE = 1;
  const MOST_ROWS = 20000;

  /**
   * Return {of(solved)}; told: what the page knows for what-if, with `blocks` and `districts`.
   *
   * of: gaps as lists of rows, each and all by id; solved: what whatIf.solved gave, without a tier.
   */
  function trialGaps(told) {
    const onto = equalArea(told.blocks.plane);
    const planned = polygonRings.unpacked(told.blocks.polygons).map(function (parts, row) {
      if (told.blocks.lon[row] === null) {
        return null;
      }
      return parts.length
        ? areal(polygonRings.moved(parts, onto))
        : pointed(onto(told.blocks.lon[row], told.blocks.lat[row]));
    });
    const known = new Map();
    const count = planned.length;

    function of(solved) {
      const shapes = planned.concat(
        solved.added.map(function (estate) {
          return pointed(onto(estate.lon, estate.lat));
        }),
      );
      const rows = solved.rows.filter(function (row) {
        return solved.verdict[row] === OUTSIDE && shapes[row];
      });
      const group = {};
      const first = function (row) {
        let at = row;
        while (group[at] !== at) {
          group[at] = group[group[at]];
          at = group[at];
        }
        return at;
      };
      rows.forEach(function (row) {
        group[row] = row;
      });
      neighbours(rows, shapes, function (one, other) {
        const together =
          solved.rank[one] === solved.rank[other] && first(one) !== first(other) && isOneDistrict(one, other);
        if (together && isNear(one, other, shapes)) {
          group[first(other)] = first(one);
        }
      });
      return lists(rows, first, solved.ids);
    }

    /** Return whether two rows lie in one sub-district; where either names none, in one community or none. */
    function isOneDistrict(one, other) {
      const of = function (level, row) {
        const codes = told.districts[level];
        return codes && row < count ? codes[row] : -1;
      };
      const upper = [of("subdistrict", one), of("subdistrict", other)];
      if (upper[0] >= 0 && upper[1] >= 0) {
        return upper[0] === upper[1];
      }
      const lower = [of("community", one), of("community", other)];
      return lower[0] < 0 || lower[1] < 0 || lower[0] === lower[1];
    }

    function isNear(one, other, shapes) {
      const key = one * count + other;
      const isPlanned = one < count && other < count;
      if (!isPlanned || !known.has(key)) {
        const reach = reachOf(told, shapes[one], shapes[other]);
        const near = distance(shapes[one], shapes[other]) <= reach;
        if (!isPlanned) {
          return near;
        }
        known.set(key, near);
      }
      return known.get(key);
    }

    /** Call back with each two rows whose boxes are near enough, the lower first. */
    function neighbours(rows, shapes, take) {
      const byWest = rows.slice().sort(function (a, b) {
        return shapes[a].box[0] - shapes[b].box[0] || a - b;
      });
      let current = [];
      byWest.forEach(function (row) {
        const box = shapes[row].box;
        current = current.filter(function (other) {
          return shapes[other].box[2] + told.gap_m.points >= box[0];
        });
        current.forEach(function (other) {
          const reach = reachOf(told, shapes[row], shapes[other]);
          const their = shapes[other].box;
          const apart = their[2] + reach < box[0] || their[1] - reach > box[3] || their[3] + reach < box[1];
          if (!apart) {
            take(Math.min(row, other), Math.max(row, other));
          }
        });
        current.push(row);
      });
    }

    return { of: of };
  }

  function lists(rows, first, ids) {
    const byFirst = new Map();
    rows
      .slice()
      .sort(function (a, b) {
        return textOrder(ids[a], ids[b]);
      })
      .forEach(function (row) {
        const key = first(row);
        byFirst.set(key, (byFirst.get(key) || []).concat([row]));
      });
    return Array.from(byFirst.values());
  }

  function reachOf(told, one, other) {
    return one.point || other.point ? told.gap_m.points : told.gap_m.areas;
  }

  function pointed(place) {
    return { point: place, parts: null, box: [place[0], place[1], place[0], place[1]] };
  }

  function areal(parts) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    parts.forEach(function (rings) {
      rings[0].forEach(function (place) {
        box[0] = Math.min(box[0], place[0]);
        box[1] = Math.min(box[1], place[1]);
        box[2] = Math.max(box[2], place[0]);
        box[3] = Math.max(box[3], place[1]);
      });
    });
    return { point: null, parts: parts, box: box };
  }

  function distance(one, other) {
    if (one.point && other.point) {
      return polygonRings.apart(one.point, other.point);
    }
    if (one.point) {
      return distance(other, one);
    }
    if (other.point) {
      return covered(one.parts, other.point) ? 0 : polygonRings.edgeDistance(one.parts, other.point);
    }
    const inOther = one.parts.some(function (rings) {
      return covered(other.parts, rings[0][0]);
    });
    let least = inOther ? 0 : Infinity;
    other.parts.forEach(function (rings) {
      rings.forEach(function (ring) {
        least = least > 0 ? Math.min(least, polygonRings.lineFrom(one.parts, ring.concat([ring[0]]))) : 0;
      });
    });
    return least;
  }

  function covered(parts, place) {
    return parts.some(function (rings) {
      return polygonRings.covers(rings, place);
    });
  }

  /**
   * Return what gives the gaps of what is solved; null of a tier, and where the page does not know its blocks to 1e-7
   * degree or has very many.
   */
  trialGaps.gapsOf = function (told) {
    let gaps = null;
    return function (solved) {
      if (solved.tier || !told.blocks || told.rows > MOST_ROWS) {
        return null;
      }
      gaps = gaps || trialGaps(told);
      return gaps.of(solved);
    };
  };

  return trialGaps;
});
