// Clauses of norms in a trial: which centers each counts, what is observed of them or of their walks, and its verdict, as
// norms/auditing.py answers it. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make({
      plane: require("./plane.js"),
      dayText: require("./day_text.js"),
      clauseVerdicts: require("./clause_verdicts.js"),
      centerSites: require("./center_sites.js"),
      listedClauses: require("./listed_clauses.js"),
    });
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialNorms = make(root.circlesPage);
  }
})(typeof self !== "undefined" ? self : this, function (kernel) {
  "use strict";

  const NOT_EVALUATED = 2;
  const OVER = "target_period_over";
  // What a share stays below where somebody is outside, however many more are inside.
  const BELOW_ALL = ["99999999999999999", "1000000000000000"];
  // Measures that no place of a center decides; all others count several plates at one place once.
  const BY_NO_SITE = ["walk_share", "workers_per_10000", "service_floor_share", "street_density"];
  const STREETS = ["paths", "closures", "compounds_open"];

  /**
   * Return of each clause {clause, name, unit, isDown, verdict, observed, met, failed, units, now}: verdict null where a trial
   * does not answer it, `now` the verdict of the day of one whose period is over.
   *
   * asked: {told: clauses of the page's data, data, whatIf, scenario, solved: what whatIf.solved gave, longestOf, weightsOf:
   * base -> thousandths of each row, null where not known}.
   */
  function answered(asked) {
    const facts = factsOf(asked);
    return asked.told.clauses.map(function (clause) {
      const said = { clause: clause.clause, name: clause.name, unit: clause.unit };
      said.isDown = kernel.clauseVerdicts.isDown(clause);
      return Object.assign(said, found(clause, asked, facts) || { verdict: null, observed: "" });
    });
  }

  function found(clause, asked, facts) {
    if (!isAnswered(clause, asked, facts)) {
      return null;
    }
    const judged = clause.fixed ? fixed(clause.fixed) : judgedOf(clause, asked, facts);
    const isOver = clause.until !== undefined && facts.day > clause.until;
    return Object.assign({ now: judged.verdict }, judged, isOver ? { verdict: OVER } : {});
  }

  /** Return what Python found of what no center changes. */
  function fixed(said) {
    return {
      verdict: said[0].replace(" ", "_"),
      observed: said[1],
      met: said[2],
      failed: said[3],
      units: said[4],
    };
  }

  function judgedOf(clause, asked, facts) {
    const counted = facts.countedOf(clause);
    const lacks = (clause.needs || []).some(function (name) {
      return !facts.isKnown(name);
    });
    const isScoped = clause.tier !== undefined || clause.kinds !== undefined;
    let readings = [];
    if (!lacks && !(isScoped && !facts.meantBy(clause).length)) {
      readings =
        clause.measure === "walk_share"
          ? walkReadings(clause, counted, asked)
          : kernel.listedClauses.readings(clause, counted, facts);
    }
    return kernel.clauseVerdicts.judged(clause, readings);
  }

  /** Return whether a trial can answer a clause: not where places decide that the page does not know. */
  function isAnswered(clause, asked, facts) {
    const scenario = asked.scenario;
    const isOtherDay = scenario.as_of !== undefined;
    const addsTiers = (scenario.add || []).some(function (add) {
      return add.tier;
    });
    const draws = STREETS.some(function (key) {
      return (scenario[key] || []).length > 0;
    });
    const byCommunity =
      (clause.area !== undefined && asked.told.has_areas && !clause.fixed) ||
      (clause.measure === "units_with_facility" && clause.base === "community") ||
      clause.households_from !== undefined ||
      (clause.measure === "floor_per_100_households" && clause.level === "community");
    return !(
      (isOtherDay && !asked.told.is_alike) ||
      (clause.tier !== undefined && addsTiers && !asked.data.what_if.tiers) ||
      (clause.measure === "street_density" && draws) ||
      (BY_NO_SITE.indexOf(clause.measure) < 0 && facts.changesSites) ||
      (byCommunity && facts.openBy(clause).some(facts.isUnplaced))
    );
  }

  /** Return what is known of centers, districts and blocks in a trial. */
  function factsOf(asked) {
    const told = asked.told;
    const scenario = asked.scenario;
    const added = scenario.add || [];
    const day = scenario.as_of === undefined ? told.day : scenario.as_of;
    const weights = {};
    const blocksOf = function (base) {
      weights[base] = weights[base] || asked.weightsOf(base);
      return weights[base];
    };
    const unitsOf = function (center) {
      return center.added
        ? kernel.centerSites.communitiesOf(center.added, told.communities)
        : told.centers.communities[center.row];
    };
    const meantBy = function (clause) {
      return asked.solved.centers.filter(function (center) {
        return isMeant(clause, center);
      });
    };
    const openBy = function (clause) {
      return meantBy(clause).filter(function (center) {
        return isOpen(clause, center, scenario, day);
      });
    };
    const said = {
      tier: "tier",
      kind: "services",
      services: "services",
      floor_area: "floor_m2",
    };
    return {
      day: day,
      centers: told.centers,
      communities: told.communities,
      lists: told.lists,
      estates: asked.data.what_if.estates,
      rows: asked.solved.rows,
      blocksOf: blocksOf,
      unitsOf: unitsOf,
      meantBy: meantBy,
      openBy: openBy,
      changesSites: changesSites(asked),
      /** Return the open centers of the area of a clause; those of no area that is known are among them. */
      countedOf: function (clause) {
        const opened = openBy(clause);
        if (clause.area === undefined || !told.has_areas) {
          return opened;
        }
        return opened.filter(function (center) {
          const areas = unitsOf(center)
            .map(function (unit) {
              return told.communities.area[unit];
            })
            .filter(Boolean);
          return !areas.length || areas.indexOf(clause.area) >= 0;
        });
      },
      /** Return whether the outline that a center stands in would say its community. */
      isUnplaced: function (center) {
        const isNamed = center.added ? unitsOf(center).length : told.centers.by_name[center.row];
        return told.has_outlines && (center.added || center.moved) && !isNamed;
      },
      isKnown: function (name) {
        if (name === "people" || name === "households") {
          return asked.solved.rows.some(function (row) {
            return blocksOf(name)[row] !== null;
          });
        }
        const key = said[name];
        const isSaid = added.some(function (add) {
          return key === "services" ? kernel.centerSites.servicesOf(add) : add[key] || add[key] === 0;
        });
        return told.known.indexOf(name) >= 0 || (key !== undefined && isSaid);
      },
    };
  }

  /** Return whether a center is of the tier and kind of a clause, open or not. */
  function isMeant(clause, center) {
    if (!center.added) {
      return (clause.listed || []).indexOf(center.row) >= 0;
    }
    const offered = clause.kinds && kernel.centerSites.servicesOf(center.added);
    const isOfKind =
      !clause.kinds ||
      (offered &&
        clause.kinds.some(function (kind) {
          return offered.has(kind);
        }));
    return isOfKind && (clause.tier === undefined || (clause.tiers || []).indexOf(center.added.tier) >= 0);
  }

  /** Return whether a center is open on the day of the audit, or of the trial. */
  function isOpen(clause, center, scenario, day) {
    if (center.added) {
      return !center.added.opens || kernel.dayText.hasBegun(center.added.opens, day);
    }
    const isSwitched = (scenario.close || []).concat(scenario.open || []).indexOf(center.id) >= 0;
    if (isSwitched || scenario.as_of !== undefined) {
      return center.open;
    }
    return (clause.standing || []).indexOf(center.row) >= 0;
  }

  /** Return whether places share a center with another plate, now or before: the list that is handed out says it anew. */
  function changesSites(asked) {
    const list = asked.data.what_if.list;
    const scenario = asked.scenario;
    const moved = {};
    (scenario.move || []).forEach(function (move) {
      moved[asked.data.centers.id.indexOf(move.center_id)] = move;
    });
    const site = asked.told.centers.site;
    const isShared = Object.keys(moved).some(function (row) {
      return site.indexOf(site[row]) !== site.lastIndexOf(site[row]);
    });
    const column = function (name) {
      return list.cells[list.heads.indexOf(name)] || [];
    };
    const lon = column("lon");
    const lat = column("lat");
    const places = asked.data.centers.id
      .map(function (_, row) {
        return moved[row] || { lon: lon[row], lat: lat[row] };
      })
      .concat(scenario.add || [])
      .map(function (place) {
        return kernel.plane.toUnits(Number(place.lon)) + " " + kernel.plane.toUnits(Number(place.lat));
      });
    const changed = Object.keys(moved).map(Number);
    (scenario.add || []).forEach(function (_, i) {
      changed.push(asked.data.centers.id.length + i);
    });
    return (
      isShared ||
      changed.some(function (row) {
        return places.indexOf(places[row]) !== places.lastIndexOf(places[row]);
      })
    );
  }

  /** Return between what the share lies that lives within the walk; none where nobody is counted. */
  function walkReadings(clause, counted, asked) {
    const longest = asked.longestOf(asked.data.what_if, asked.scenario);
    const far_mm = clause.walk_mm === undefined ? longest(clause.seconds) : clause.walk_mm;
    const ids = new Set(
      counted.map(function (center) {
        return center.id;
      }),
    );
    const walk_mm = asked.whatIf.walksTo(asked.scenario, function (center) {
      return ids.has(center.id);
    });
    const weights = asked.weightsOf(clause.base);
    const leftOut = new Set(clause.left_out);
    const sums = { within: 0, unsure: 0, total: 0 };
    let unsaidOutside = false;
    let unsaidInside = false;
    asked.solved.rows.forEach(function (row) {
      if (leftOut.has(row)) {
        return;
      }
      const isEvaluated = asked.solved.verdict[row] !== NOT_EVALUATED;
      const isInside = isEvaluated && walk_mm[row] >= 0 && walk_mm[row] <= far_mm;
      if (weights[row] === null) {
        unsaidOutside = unsaidOutside || !isInside;
        unsaidInside = unsaidInside || isInside || !isEvaluated;
        return;
      }
      sums.total += weights[row];
      sums.within += isInside ? weights[row] : 0;
      sums.unsure += isEvaluated ? 0 : weights[row];
    });
    if (!sums.total) {
      return [];
    }
    const number = kernel.clauseVerdicts.number;
    const most = sums.within + sums.unsure;
    const all = number(most === sums.total ? 100 : BELOW_ALL);
    return [
      {
        low: number(unsaidOutside ? 0 : [sums.within * 100, sums.total]),
        high: unsaidInside ? all : number([most * 100, sums.total]),
      },
    ];
  }

  return { answered: answered };
});
