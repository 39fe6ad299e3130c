// Which clauses of the audit's norms a trial turns, in its card: what flips first, what is not answered said plainly.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return the list, null where the page is of no audit; found: what was answered. */
  function normsInTrial(app, found) {
    const told = app.data.trial_norms;
    if (!told || page.whatIfScenario.isPlain(found.scenario)) {
      return null;
    }
    const before = answeredOf(app, {}, null);
    const after = answeredOf(app, found.scenario, found.solved);
    const rows = after.map(function (row, i) {
      const flips = row.verdict !== null && (row.verdict !== before[i].verdict || row.now !== before[i].now);
      return { was: before[i], is: row, flips: flips };
    });
    const flipped = rows.filter(function (row) {
      return row.flips;
    });
    const moved = rows.filter(function (row) {
      return !row.flips && row.is.verdict !== null && figureText(app, row.is) !== figureText(app, row.was);
    });
    const answered = after.filter(function (row) {
      return row.verdict !== null;
    });
    const left = told.others + after.length - answered.length;
    return make("div", { class: "try-norms" }, [
      make("h3", { text: app.say("map.trial_norms.title") }),
      flipped.length || moved.length
        ? make(
            "ul",
            { class: "rows" },
            flipped.concat(moved).map(function (row) {
              return rowOf(app, row);
            }),
          )
        : make("p", { class: "small", text: app.say("map.trial_norms.none", { count: answered.length }) }),
      left ? make("p", { class: "small", text: app.say("map.trial_norms.others", { count: left }) }) : null,
    ]);
  }

  function answeredOf(app, scenario, solved) {
    const found = solved && scenario.tier === undefined ? solved : app.whatIf.solved(withoutTier(scenario));
    return page.trialNorms.answered({
      told: app.data.trial_norms,
      data: app.data,
      whatIf: app.whatIf,
      scenario: withoutTier(scenario),
      solved: found,
      longestOf: page.scenarioCheck.longestOf,
      weightsOf: function (base) {
        const column = base === "households" ? "dwellings" : base;
        return page.whatIfAccount.thousandths(page.whatIfFigures.weightsOf(app, column, found.added));
      },
    });
  }

  function withoutTier(scenario) {
    return page.whatIfScenario.asked(scenario, { tier: undefined });
  }

  function rowOf(app, row) {
    const figures = [row.was, row.is].map(function (each) {
      return figureText(app, each);
    });
    const verdicts = [row.was, row.is].map(function (each) {
      return verdictText(app, each);
    });
    return make("li", { class: "gone-to" + (row.flips ? " norm-flips" : "") }, [
      make("span", { class: "row-name", text: row.is.clause, title: row.is.name }),
      make("span", { class: "row-right", text: row.flips ? verdicts.join(" → ") : verdicts[1] }),
      make("span", { class: "row-small", text: row.is.name + " " + figures.join(" → ") }),
    ]);
  }

  /** Return a verdict, of a clause whose period is over with that of the day. */
  function verdictText(app, each) {
    const words = app.data.trial_norms.verdicts;
    return each.verdict === each.now
      ? words[each.verdict]
      : app.say("map.trial_norms.over", { over: words[each.verdict], now: words[each.now] });
  }

  /** Return what was observed: a rate with one decimal, rounded so that it flatters nobody; of several units how many satisfy it. */
  function figureText(app, each) {
    if (!each.observed) {
      return app.say("map.unknown");
    }
    const isRate = each.unit === "%";
    const text = each.observed.replace(/\d+(\.\d+)?/g, function (digits) {
      return isRate ? rateText(digits, each.isDown) : page.numberText.trimmed(Number(digits), 3);
    });
    const figure = text + (isRate ? "" : each.unit);
    const values = { met: each.met, units: each.units, figure: figure };
    return each.units > 1 ? app.say("map.trial_norms.of_units", values) : figure;
  }

  function rateText(digits, isUp) {
    return isUp
      ? page.numberText.percentUp(Number(digits) / 100)
      : page.numberText.percentDown(Number(digits), 100);
  }

  page.normsInTrial = normsInTrial;
})((window.circlesPage = window.circlesPage || {}));
