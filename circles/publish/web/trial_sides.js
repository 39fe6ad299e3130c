// Before and after of a trial: the map as saved, or as it is tried, and the headline beside it.
(function (page) {
  "use strict";

  const BEFORE = "before";

  /**
   * Return {isBefore(), shown(), begin(), turn(name), headline(found), sentence(), end()} of a trial; layers: of
   * whatIfLayers.
   */
  function trialSides(app, layers) {
    let side = page.choices.chosen("trial") === BEFORE ? BEFORE : "after";
    let told = null;

    function isBefore() {
      return side === BEFORE;
    }

    /** Show one of the two on the map. */
    function turn(name) {
      side = name;
      page.choices.note({ trial: name === BEFORE ? name : null });
      layers[name === BEFORE ? "hide" : "open"]();
      document.body.classList.toggle("trial-before", isBefore());
    }

    /** Begin a trial: on the side that the address asks for. */
    function begin() {
      layers.open();
      if (isBefore()) {
        turn(BEFORE);
      }
    }

    function end() {
      if (!isBefore()) {
        layers.hide();
      }
      document.body.classList.remove("trial-before");
      headline(null);
    }

    /** Put the rate of a trial into the headline of the page, that of the saved plan where there is none. */
    function headline(found) {
      const place = document.querySelector(".panel .headline");
      const next = page.headline(app, found && !isBefore() ? ratesOf(app, found) : null);
      place.parentNode.replaceChild(next, place);
      told = found;
    }

    /** Return what is told to who listens: the side, and its rate. */
    function sentence() {
      const rates = isBefore() ? savedRates(app, told) : ratesOf(app, told);
      const values = { side: rates.words, rate_name: rates.rate_name, rate: rates.rate };
      return app.say("map.side.shown", values);
    }

    return {
      isBefore: isBefore,
      shown: function () {
        return side;
      },
      begin: begin,
      turn: turn,
      headline: headline,
      sentence: sentence,
      end: end,
    };
  }

  /** Return what the headline says of a trial. */
  function ratesOf(app, found) {
    const side = app.say("map.side.trial_after");
    const day = found.scenario.as_of;
    return {
      rate: page.numberText.percentDown(found.told.inside, found.told.total),
      rate_name: page.whatIfFigures.rateOf(app, found, app.data.facts.base),
      words: day === undefined ? side : app.say("map.side.trial_day", { side: side, day: day }),
    };
  }

  /** Return the same of the saved plan. */
  function savedRates(app, found) {
    const rate = page.numberText.percentDown(found.told.before, found.told.total_before);
    return Object.assign(ratesOf(app, found), { rate: rate, words: app.say("map.side.trial_before") });
  }

  page.trialSides = trialSides;
})((window.circlesPage = window.circlesPage || {}));
