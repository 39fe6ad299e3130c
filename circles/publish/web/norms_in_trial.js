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
      return { was: before[i], is: row, flips: row.verdict !== null && row.verdict !== before[i].verdict };
    });
    const flipped = rows.filter(function (row) {
      return row.flips;
    });
    const moved = rows.filter(function (row) {
      return !row.flips && row.is.verdict !== null && shareText(app, row.is) !== shareText(app, row.was);
    });
    const answered = after.filter(function (row) {
      return row.verdict !== null;
    });
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
      make("p", {
        class: "small",
        text: app.say("map.trial_norms.others", { count: told.others + after.length - answered.length }),
      }),
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
    const shares = [row.was, row.is].map(function (each) {
      return shareText(app, each);
    });
    const verdicts = [row.was, row.is].map(function (each) {
      return app.data.trial_norms.verdicts[each.verdict];
    });
    return make("li", { class: "gone-to" + (row.flips ? " norm-flips" : "") }, [
      make("span", { class: "row-name", text: row.is.clause, title: row.is.name }),
      make("span", { class: "row-right", text: row.flips ? verdicts.join(" → ") : verdicts[1] }),
      make("span", { class: "row-small", text: row.is.name + " " + shares.join(" → ") }),
    ]);
  }

  /** Return a share rounded so that it flatters nobody. */
  function shareText(app, each) {
    if (!each.share) {
      return app.say("map.unknown");
    }
    return each.isDown
      ? page.numberText.percentUp(each.share[0] / each.share[1])
      : page.numberText.percentDown(each.share[0], each.share[1]);
  }

  page.normsInTrial = normsInTrial;
})((window.circlesPage = window.circlesPage || {}));
