// What a trial observes of its list of centers and of districts: floor, services, how many, who has one; as
// norms/center_measures.py and unit_measures.py do. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(
      require("./exact_shares.js"),
      require("./clause_verdicts.js"),
      require("./center_sites.js"),
    );
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.listedClauses = make(page.exactShares, page.clauseVerdicts, page.centerSites);
  }
})(typeof self !== "undefined" ? self : this, function (exactShares, clauseVerdicts, centerSites) {
  "use strict";

  const number = clauseVerdicts.number;
  const sitesOf = centerSites.sitesOf;
  const ZERO = number(0);
  const HUNDRED = number(100);
  const NONE = { low: null, high: null };

  function known(value) {
    return { low: value, high: value };
  }

  /**
   * Return what is observed of a clause as [{low, high}]; centers: those that it counts, of whatIf.solved; facts: {centers,
   * communities, subdistricts, lists: of the page's data; estates, rows, unitsOf(center), blocksOf(base)}.
   */
  function readings(clause, centers, facts) {
    return (MEASURES[clause.measure] || ofEach)(clause, centers, facts);
  }

  function ofEach(clause, centers, facts) {
    const sites = sitesOf(centers, facts);
    const found = sites.map(function (site) {
      return readingOf(clause, site, facts);
    });
    if (clause.households_from === undefined) {
      return found;
    }
    const lived = householdsByCommunity(facts);
    return found
      .map(function (reading, at) {
        const isAsked = hasHouseholds(sites[at], lived, number(clause.households_from));
        const isMet = clauseVerdicts.holds(clause, number(clause.value), reading) === true;
        return isAsked === null && !isMet ? NONE : isAsked === false ? null : reading;
      })
      .filter(Boolean);
  }

  /** Return whether the communities of a place have so many households, null where that is not known. */
  function hasHouseholds(site, lived, least) {
    const own = site.units.map(function (unit) {
      return lived[unit];
    });
    if (exactShares.compare(householdsTogether(own), least) >= 0) {
      return true;
    }
    const isOpen = own.some(function (unit) {
      return unit.openHouseholds || exactShares.isZero(unit.households);
    });
    return isOpen || !own.length ? null : false;
  }

  function householdsTogether(units) {
    return units.reduce(function (sum, unit) {
      return exactShares.sum(sum, unit.households);
    }, ZERO);
  }

  /** Return what is observed of a place under one plate or several. */
  function readingOf(clause, site, facts) {
    if (clause.reads === "floor_area" || clause.reads === "site_area") {
      return amountOf(site, clause.reads + "_m2");
    }
    return clause.reads === "residents_area_share"
      ? residentsShareOf(site)
      : servicesCounted(site, clause.reads.startsWith("list ") ? facts.lists[clause.reads.slice(5)] : null);
  }

  /** Return how many services a place offers, all or of a list: more may be where a plate says nothing of them. */
  function servicesCounted(site, list) {
    if (!site.services) {
      return NONE;
    }
    const count = number(list ? list.names.filter(isOffered(site.services)).length : site.services.size);
    const most = list && !list.open ? number(list.names.length) : null;
    const isSure = !site.isSilent && !(list && list.open);
    return { low: count, high: isSure ? count : most };
  }

  function isOffered(services) {
    return function (names) {
      return names.some(function (name) {
        return services.has(name);
      });
    };
  }

  /** Return an amount of a place: at least the largest where its plates differ. */
  function amountOf(site, column) {
    const most = site.amounts[column];
    return { low: most, high: site.differing.has(column) ? null : most };
  }

  function residentsShareOf(site) {
    const part = site.amounts.residents_area_m2;
    const total = site.amounts.floor_area_m2;
    const isOpen = site.differing.has("residents_area_m2") || site.differing.has("floor_area_m2");
    if (isOpen || !part || !total || exactShares.isZero(total)) {
      return NONE;
    }
    return known(ratio(exactShares.product(part, HUNDRED), total));
  }

  function countOf(centers, facts) {
    return sitesOf(centers, facts).length;
  }

  function demonstrationSites(_, centers, facts) {
    const said = sitesOf(centers, facts).map(function (site) {
      return site.demonstration;
    });
    const count = function (wanted) {
      return said.filter(function (each) {
        return each === wanted;
      }).length;
    };
    return [{ low: number(count(1)), high: number(count(1) + count(null)) }];
  }

  function demonstrationServices(clause, centers, facts) {
    return sitesOf(centers, facts)
      .filter(function (site) {
        return site.demonstration === 1;
      })
      .map(function (site) {
        return readingOf(clause, site, facts);
      });
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
    const own = sitesOf(centers, facts).map(function (site) {
      return clause.base === "community" ? site.units : site.subdistricts;
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

  function isFloorOpen(site) {
    return !site.amounts.floor_area_m2 || site.differing.has("floor_area_m2");
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
        return site.amounts.floor_area_m2 ? exactShares.sum(total, site.amounts.floor_area_m2) : total;
      }, ZERO),
      openFloor: sites.some(function (site) {
        return isFloorOpen(site);
      }),
    };
  }

  /** Return the households of each community, and whether a block of it has no number. */
  function householdsByCommunity(facts) {
    const told = facts.communities;
    return told.households.map(function (value, unit) {
      const planned = facts.rows.filter(function (row) {
        const estate = facts.estates.row.indexOf(row);
        return estate >= 0 && told.estates[estate] === unit;
      });
      const more = householdsOf(planned, facts);
      return {
        households: exactShares.sum(number(value), more.sum),
        openHouseholds: told.is_open[unit] === 1 || more.isOpen,
      };
    });
  }

  /** Return floor and households of each community; a shared site counts in each by its households, else in equal parts. */
  function floorByCommunity(sites, facts) {
    const found = householdsByCommunity(facts).map(function (unit) {
      return Object.assign({ floor: ZERO, openFloor: false }, unit);
    });
    sites.forEach(function (site) {
      const floor = site.amounts.floor_area_m2;
      const own = site.units.map(function (unit) {
        return found[unit];
      });
      const total = householdsTogether(own);
      const isKnown =
        !exactShares.isZero(total) &&
        own.every(function (unit) {
          return !unit.openHouseholds;
        });
      own.forEach(function (unit) {
        unit.openFloor = unit.openFloor || isFloorOpen(site);
        if (floor) {
          const part = isKnown ? ratio(unit.households, total) : number([1, own.length]);
          unit.floor = exactShares.sum(unit.floor, exactShares.product(floor, part));
        }
      });
    });
    return found;
  }

  const MEASURES = {
    demonstration_services: demonstrationServices,
    demonstration_sites: demonstrationSites,
    centers_in_use: centersInUse,
    centers_per_households: centersPerHouseholds,
    units_with_facility: unitsWithFacility,
    floor_per_100_households: floorPer100,
  };

  return { readings: readings };
});
