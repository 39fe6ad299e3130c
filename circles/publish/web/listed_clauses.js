// What a trial observes of its list of centers and of districts: floor, services, how many, who has one; as
// norms/center_measures.py and unit_measures.py do. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./exact_shares.js"), require("./clause_verdicts.js"));
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.listedClauses = make(page.exactShares, page.clauseVerdicts);
  }
})(typeof self !== "undefined" ? self : this, function (exactShares, clauseVerdicts) {
  "use strict";

  const number = clauseVerdicts.number;
  const ZERO = number(0);
  const HUNDRED = number(100);
  const NONE = { low: null, high: null };
  const BETWEEN = /[、,，;；|/\n]/;

  function known(value) {
    return { low: value, high: value };
  }

  /** Return the texts as they are compared: full width, spaces and case make no difference. */
  function folded(text) {
    return text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
  }

  /** Return the services that are said of an added center, folded; null where none is. */
  function servicesOf(added) {
    const text = (added.services || []).join("、");
    const parts = text.split(/[、,，;；/|\n＋+]/).map(folded);
    return text ? new Set(parts.filter(Boolean)) : null;
  }

  /** Return rows of the communities that an added center names, each name that of one alone. */
  function communitiesOf(added, told) {
    const names = (added.communities || []).join("、").split(BETWEEN);
    const rows = names.filter(Boolean).map(function (name) {
      const key = communityKey(name.trim(), told);
      const first = told.key.indexOf(key);
      return name.trim() && first === told.key.lastIndexOf(key) ? first : -1;
    });
    return rows.filter(function (row, i) {
      return row >= 0 && rows.indexOf(row) === i;
    });
  }

  function communityKey(name, told) {
    const text = folded(name);
    if (told.none.indexOf(text) >= 0) {
      return "";
    }
    const ending = told.endings.find(function (word) {
      return text.endsWith(word) && text !== word;
    });
    return ending ? text.slice(0, -ending.length) : text;
  }

  /** Return a number as Python takes it: whole thousandths, halves to the even one. */
  function amount(value) {
    const scaled = value * 1000;
    const down = Math.floor(scaled);
    const isUp = scaled - down > 0.5 || (scaled - down === 0.5 && down % 2 === 1);
    return number([down + (isUp ? 1 : 0), 1000]);
  }

  /**
   * Return what is observed of a clause as [{low, high}]; centers: those that it counts, of whatIf.solved; facts: {centers,
   * communities, subdistricts, lists: of the page's data; estates, rows, unitsOf(center), blocksOf(base)}.
   */
  function readings(clause, centers, facts) {
    if (clause.measure === "demonstration_services") {
      return ofEach(clause, centers.filter(isShown(facts)), facts);
    }
    return clause.reads ? ofEach(clause, centers, facts) : MEASURES[clause.measure](clause, centers, facts);
  }

  function ofEach(clause, centers, facts) {
    const list = clause.reads.startsWith("list ") ? facts.lists[clause.reads.slice(5)] : null;
    return centers.map(function (center) {
      const value = center.added
        ? readingOf(clause, center.added, list)
        : number(facts.centers.readings[clause.reads][center.row]);
      return { low: value, high: list && list.open ? null : value };
    });
  }

  /** Return what is observed of an added center, null where that is not said of it. */
  function readingOf(clause, added, list) {
    if (clause.reads === "floor_area") {
      return floorOf(added);
    }
    const offered = list || clause.reads === "functions" ? servicesOf(added) : null;
    if (!offered) {
      return null;
    }
    const found = list
      ? list.names.filter(function (names) {
          return names.some(function (name) {
            return offered.has(name);
          });
        })
      : Array.from(offered);
    return number(found.length);
  }

  function floorOf(added) {
    return added.floor_m2 === undefined ? null : amount(added.floor_m2);
  }

  function isShown(facts) {
    return function (center) {
      return !center.added && facts.centers.demonstration[center.row] === 1;
    };
  }

  function siteOf(center, facts) {
    return center.added ? center.id : facts.centers.site[center.row];
  }

  function countOf(centers, facts) {
    return new Set(
      centers.map(function (center) {
        return siteOf(center, facts);
      }),
    ).size;
  }

  function demonstrationSites(_, centers, facts) {
    const sure = centers.filter(isShown(facts)).length;
    const unsaid = centers.filter(function (center) {
      return center.added || facts.centers.demonstration[center.row] === null;
    }).length;
    return [{ low: number(sure), high: number(sure + unsaid) }];
  }

  function centersInUse(_, centers, facts) {
    return [known(number(countOf(centers, facts)))];
  }

  function centersPerHouseholds(clause, centers, facts) {
    const all = householdsOf(facts.rows, facts);
    if (exactShares.isZero(all.sum)) {
      return [];
    }
    const count = number(countOf(centers, facts));
    const value = ratio(exactShares.product(count, number(clause.per)), all.sum);
    return [{ low: all.isOpen ? ZERO : value, high: value }];
  }

  function ratio(one, other) {
    return exactShares.share(one.part * other.whole, one.whole * other.part);
  }

  /** Return the households of some rows of blocks, and whether one of them has no number. */
  function householdsOf(rows, facts) {
    const weights = facts.blocksOf("households");
    const said = rows.filter(function (row) {
      return weights[row] !== null;
    });
    const sum = said.reduce(function (total, row) {
      return total + BigInt(weights[row]);
    }, BigInt(0));
    return { sum: exactShares.share(sum, BigInt(1000)), isOpen: said.length < rows.length };
  }

  function unitsWithFacility(clause, centers, facts) {
    const units = clause.units || [];
    const doubtful = clause.doubtful || [];
    if (!units.length && !doubtful.length) {
      return [];
    }
    const own = centers.map(function (center) {
      return clause.base === "community" ? facts.unitsOf(center) : subdistrictOf(center, facts);
    });
    const having = new Set([].concat.apply([], own));
    const count = function (rows) {
      return rows.filter(function (row) {
        return having.has(row);
      }).length;
    };
    const sure = count(units);
    const may = count(doubtful);
    const unplaced = own.filter(function (rows) {
      return !rows.length;
    }).length;
    const least = units.length + doubtful.length - may;
    const most = units.length + may;
    const top = sure + Math.min(unplaced, units.length - sure) + may;
    return [
      {
        low: least ? number([sure * 100, least]) : ZERO,
        high: most ? number([top * 100, most]) : HUNDRED,
      },
    ];
  }

  /** Return the sub-district that a list says of a center: -1 where it says none, -2 where it says another. */
  function subdistrictOf(center, facts) {
    const row = center.added ? -1 : facts.centers.subdistrict[center.row];
    return row === -1 ? [] : [row];
  }

  function floorPer100(clause, centers, facts) {
    const sites = sitesOf(centers, facts);
    if (clause.level !== "community") {
      return [per100(floorOfAll(clause, sites, facts))].filter(Boolean);
    }
    const found = floorByCommunity(sites, facts);
    return (clause.units || [])
      .map(function (unit) {
        return per100(found[unit]);
      })
      .filter(Boolean);
  }

  function per100(unit) {
    if (exactShares.isZero(unit.households)) {
      return unit.openHouseholds ? NONE : null;
    }
    const value = ratio(exactShares.product(unit.floor, HUNDRED), unit.households);
    return { low: unit.openHouseholds ? ZERO : value, high: unit.openFloor ? null : value };
  }

  /** Return the sites of centers: the floor of several plates is the largest that is said. */
  function sitesOf(centers, facts) {
    const sites = new Map();
    centers.forEach(function (center) {
      const own = { floor: floorNow(center, facts), differ: false, units: facts.unitsOf(center) };
      const key = siteOf(center, facts);
      const before = sites.get(key);
      sites.set(key, before ? together(before, own) : own);
    });
    return Array.from(sites.values());
  }

  function floorNow(center, facts) {
    const listed = facts.centers.readings.floor_area || [];
    return center.added ? floorOf(center.added) : number(listed[center.row]);
  }

  function together(one, other) {
    const order = one.floor && other.floor ? exactShares.compare(one.floor, other.floor) : 0;
    return {
      floor: one.floor && order >= 0 ? one.floor : other.floor || one.floor,
      differ: one.differ || order !== 0,
      units: Array.from(new Set(one.units.concat(other.units))),
    };
  }

  function floorOfAll(clause, sites, facts) {
    const leftOut = new Set(clause.left_out);
    const all = householdsOf(
      facts.rows.filter(function (row) {
        return !leftOut.has(row);
      }),
      facts,
    );
    return {
      households: all.sum,
      openHouseholds: all.isOpen,
      floor: sites.reduce(function (total, site) {
        return site.floor ? exactShares.sum(total, site.floor) : total;
      }, ZERO),
      openFloor: sites.some(function (site) {
        return !site.floor || site.differ;
      }),
    };
  }

  /** Return floor and households of each community; a shared site counts in each by its households, else in equal parts. */
  function floorByCommunity(sites, facts) {
    const told = facts.communities;
    const found = told.households.map(function (value, unit) {
      const planned = facts.rows.filter(function (row) {
        const estate = facts.estates.row.indexOf(row);
        return estate >= 0 && told.estates[estate] === unit;
      });
      const more = householdsOf(planned, facts);
      return {
        households: exactShares.sum(number(value), more.sum),
        openHouseholds: told.is_open[unit] === 1 || more.isOpen,
        floor: ZERO,
        openFloor: false,
      };
    });
    sites.forEach(function (site) {
      const own = site.units.map(function (unit) {
        return found[unit];
      });
      const total = own.reduce(function (sum, unit) {
        return exactShares.sum(sum, unit.households);
      }, ZERO);
      const isKnown =
        !exactShares.isZero(total) &&
        own.every(function (unit) {
          return !unit.openHouseholds;
        });
      own.forEach(function (unit) {
        unit.openFloor = unit.openFloor || !site.floor || site.differ;
        if (site.floor) {
          const part = isKnown ? ratio(unit.households, total) : number([1, own.length]);
          unit.floor = exactShares.sum(unit.floor, exactShares.product(site.floor, part));
        }
      });
    });
    return found;
  }

  const MEASURES = {
    demonstration_sites: demonstrationSites,
    centers_in_use: centersInUse,
    centers_per_households: centersPerHouseholds,
    units_with_facility: unitsWithFacility,
    floor_per_100_households: floorPer100,
  };

  return { readings: readings, servicesOf: servicesOf, communitiesOf: communitiesOf };
});
