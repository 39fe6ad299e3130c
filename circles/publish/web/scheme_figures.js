// What is compared of schemes: sites, people, gaps closed, and money where it is known.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.schemeFigures = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const INSIDE = 0;
  const YUAN = 10000;
  const MONEY = ["add", "close"];

  /**
   * Return the figures of a scheme: {added, opened, moved, closed} sites, {gained, lost} as {people, unknown, blocks},
   * gaps_closed, cost as {yuan, missing}, and per_person in whole yuan, null where they cannot be told.
   *
   * told: the account of whatIfAccount; verdicts: after; people: thousandths, null where unknown; gapOf: of each block the
   * row of its gap, else null.
   */
  function figures(scenario, told, verdicts, people, gapOf) {
    const gained = counted(told.gained_blocks, people);
    const cost = costOf(scenario.add || []);
    return {
      added: (scenario.add || []).length,
      opened: (scenario.open || []).length,
      moved: (scenario.move || []).length,
      closed: (scenario.close || []).length,
      gained: gained,
      lost: counted(told.lost_blocks, people),
      // The gaps of the plan are those of all centers.
      gaps_closed: scenario.tier === undefined ? gapsClosed(verdicts, gapOf) : null,
      cost: cost,
      per_person: perPerson(scenario, cost, gained),
    };
  }

  /** Return how many blocks, their people in thousandths, and of how many blocks these are not known. */
  function counted(rows, people) {
    return rows.reduce(
      function (sum, i) {
        const known = people[i] !== null;
        return {
          people: sum.people + (known ? people[i] : 0),
          unknown: sum.unknown + (known ? 0 : 1),
          blocks: sum.blocks + 1,
        };
      },
      { people: 0, unknown: 0, blocks: 0 },
    );
  }

  /** Return how many gaps of the saved plan have every block inside. */
  function gapsClosed(verdicts, gapOf) {
    const open = {};
    gapOf.forEach(function (gap, i) {
      if (gap !== null) {
        open[gap] = open[gap] || verdicts[i] !== INSIDE;
      }
    });
    return Object.keys(open).filter(function (gap) {
      return !open[gap];
    }).length;
  }

  /** Return what the added centers cost as far as it is known, and of how many it is not. */
  function costOf(added) {
    return added.reduce(
      function (sum, add) {
        const known = typeof add.cost_wan === "number";
        return {
          yuan: sum.yuan + (known ? Math.round(add.cost_wan * YUAN) : 0),
          missing: sum.missing + (known ? 0 : 1),
        };
      },
      { yuan: 0, missing: 0 },
    );
  }

  /** Return yuan for each person gained: only where all that gains people has a known cost, and all people are known. */
  function perPerson(scenario, cost, gained) {
    const others = Object.keys(scenario).filter(function (key) {
      return MONEY.indexOf(key) < 0;
    });
    const known = scenario.add && !cost.missing && !gained.unknown && gained.people > 0;
    return known && !others.length ? Math.round((cost.yuan * 1000) / gained.people) : null;
  }

  return { figures: figures };
});
