// What a trial brings and costs, in words: the rate, what is gained and lost, the blocks that change.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_ROWS = 60;

  /**
   * Return how much of a base each block has: people, dwellings, land, or one for each block; behind them that of the
   * planned estates which are none yet, and of those that a scenario adds (`added`, of whatIf.solved).
   */
  function weightsOf(app, base, added) {
    const blocks = app.data.blocks;
    const estates = app.data.what_if.estates;
    const columns = {
      people: [blocks.population, estates.population, "people"],
      dwellings: [blocks.dwellings, estates.dwellings, "households"],
      land_m2: [blocks.land_m2, estates.land_m2, "land_m2"],
    };
    const one = function () {
      return 1;
    };
    const column = columns[base];
    const all = column ? column[0].slice() : blocks.id.map(one);
    estates.row.forEach(function (row, i) {
      if (row >= blocks.id.length) {
        all[row] = column ? column[1][i] : 1;
      }
    });
    return all.concat(
      added.map(function (estate) {
        const value = column ? estate[column[2]] : 1;
        return value === undefined ? null : value;
      }),
    );
  }

  /** Return an amount in thousandths of a base with its unit, as the page tells it elsewhere. */
  function amount(app, thousandths, base) {
    const value = thousandths / 1000;
    if (base === "land_m2") {
      return app.hectares(value);
    }
    if (base === "people" || base === "dwellings") {
      return app[base](value);
    }
    return page.numberText.count(value) + " " + app.say("unit.blocks");
  }

  function rateName(app, base) {
    return app.data.account.find(function (row) {
      return row.base === base;
    }).rate_name;
  }

  /** Return the name of the rate, with the tier that is asked for. */
  function rateOf(app, found, base) {
    const tier = found.scenario.tier;
    const name = rateName(app, base);
    return tier === undefined ? name : app.say("map.try.rate_of_tier", { rate: name, tier: tier });
  }

  /** Return how many people some blocks have, where the rate is not of people and some number is known. */
  function peopleOf(app, rows, base) {
    const known = rows
      .map(function (i) {
        return app.data.blocks.population[i];
      })
      .filter(function (people) {
        return people !== null;
      });
    if (base === "people" || !known.length) {
      return null;
    }
    const sum = page.whatIfAccount.thousandths(known).reduce(function (total, people) {
      return total + people;
    }, 0);
    return make("span", { text: amount(app, sum, "people") });
  }

  function result(app, found, base) {
    const told = found.told;
    const line = function (key, value, rows) {
      return make("p", { class: "try-line try-line-" + key }, [
        make("span", { text: app.say("map.try." + key) }),
        make("strong", { text: amount(app, value, base) }),
        peopleOf(app, rows, base),
        make("span", { class: "small", text: app.say("map.try.blocks", { count: rows.length }) }),
      ]);
    };
    return make("div", { class: "try-result", attributes: { role: "status" } }, [
      found.gone_to ? make("h3", { text: app.say("map.closing") }) : null,
      make("p", { class: "try-rate" }, [
        make("span", { text: rateOf(app, found, base) }),
        make("strong", {
          text:
            page.numberText.percentDown(told.before, told.total_before) +
            " → " +
            page.numberText.percentDown(told.inside, told.total),
        }),
      ]),
      // A pure closing gains nobody.
      found.gone_to ? null : line("gained", told.gained, told.gained_blocks),
      line("lost", told.lost, told.lost_blocks),
      told.came_blocks.length ? cameLine(app, found, base) : null,
      told.gone_blocks.length
        ? make("p", { class: "small", text: app.say("map.try.gone", { count: told.gone_blocks.length }) })
        : null,
      make("p", { class: "small", text: gapsText(app, found) }),
      page.figureMarks.line(app, base === "dwellings" ? ["people", "dwellings"] : ["people"]),
      told.unknown
        ? make("p", { class: "small", text: app.say("map.try.unknown", { count: told.unknown }) })
        : null,
    ]);
  }

  /** Return the figures of the saved plan, as a trial begins from them. */
  function resultBefore(app, found, base) {
    const told = found.told;
    return make("div", { class: "try-result", attributes: { role: "status" } }, [
      make("p", { class: "try-rate" }, [
        make("span", { text: rateOf(app, found, base) }),
        make("strong", { text: page.numberText.percentDown(told.before, told.total_before) }),
      ]),
      make("p", { class: "small", text: app.say("map.side.trial_saved", { gaps: app.data.gaps.id.length }) }),
    ]);
  }

  /** Return how many gaps there are, before and after; where they are not made anew, that they are those of the plan. */
  function gapsText(app, found) {
    const was = app.data.gaps.id.length;
    return found.gaps
      ? app.say("map.try.gaps", { was: was, is: found.gaps.length })
      : app.say("map.try.gaps_kept");
  }

  /** Return the line of the planned estates that are delivered by the day of the trial, and how much of them is inside. */
  function cameLine(app, found, base) {
    const told = found.told;
    const values = { count: told.came_blocks.length, inside: told.came_inside_blocks.length };
    // What is known of none is not nothing.
    const isKnown = told.came_blocks.some(function (i) {
      return found.weights[i] !== null;
    });
    return make("p", { class: "try-line try-line-came" }, [
      make("span", { text: app.say("map.try.came") }),
      make("strong", { text: isKnown ? amount(app, told.came, base) : app.say("map.unknown") }),
      make("span", { class: "small", text: app.say("map.try.came_inside", values) }),
    ]);
  }

  /** Return the list of blocks that change, those of most people first, the gained before the lost. */
  function changedList(app, found, base) {
    const weights = found.weights;
    const rowsOf = function (key) {
      return page.whatIfAccount.heaviestFirst(found.told[key + "_blocks"], weights).map(function (i) {
        return { key: key, i: i };
      });
    };
    const rows = rowsOf("gained").concat(rowsOf("lost"));
    if (!rows.length) {
      return null;
    }
    const items = rows.slice(0, MOST_ROWS).map(function (row) {
      const text = page.blockName(app, row.i);
      const weight = weights[row.i] === null ? app.say("map.unknown") : amount(app, weights[row.i], base);
      const button = page.elements.button(
        { class: "row " + (row.key === "gained" ? "row-site" : "row-lost") },
        function () {
          app.map.panTo(app.blockPoints[row.i]);
        },
      );
      page.elements.fill(button, [
        make("span", { class: "row-name", text: text }),
        make("span", { class: "row-right", text: (row.key === "gained" ? "+" : "−") + weight }),
        found.gone_to
          ? make("span", { class: "row-small", text: page.closingLosses.walkText(app, found, row.i) })
          : null,
      ]);
      return make("li", {}, [button]);
    });
    const left = rows.length - items.length;
    return make("div", { class: "try-changed" }, [
      found.gone_to ? make("h3", { text: app.say("map.shut.lost") }) : null,
      make("ul", { class: "rows" }, items),
      left ? make("p", { class: "small", text: app.say("map.not_shown", { count: left }) }) : null,
    ]);
  }

  page.whatIfFigures = {
    weightsOf: weightsOf,
    amount: amount,
    rateName: rateName,
    rateOf: rateOf,
    result: result,
    resultBefore: resultBefore,
    changedList: changedList,
  };
})((window.circlesPage = window.circlesPage || {}));
