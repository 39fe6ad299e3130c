// The card in which a meeting tries other centers, minutes and speeds, and reads at once what that brings and costs.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const SLOW_MS = 120;
  const MOST_LATE = 3;

  /** Return the button that begins a trial, null where the page has nothing to answer from. */
  function whatIfButton(app) {
    if (!app.data.what_if) {
      return null;
    }
    let trial = null;
    const toggle = function () {
      trial = trial || whatIfTrial(app);
      trial.toggle();
    };
    // Whoever offers a change adds it to the trial, which opens for it.
    app.tryOut = function (change) {
      trial = trial || whatIfTrial(app);
      trial.tryOut(change);
    };
    // A link may hold a trial: it begins when all else is there.
    if (isOpenAtFirst()) {
      app.whenBuilt.push(toggle);
    }
    return page.elements.button({ class: "quiet-button try-button", text: app.say("map.try.begin") }, toggle);
  }

  function whatIfTrial(app) {
    app.whatIf = app.whatIf || page.whatIf(app.data);
    const card = make("section", {
      class: "try-card",
      attributes: { "aria-label": app.say("map.try.title"), hidden: "" },
    });
    L.DomEvent.disableClickPropagation(card);
    // Leaflet looks for the card above what was clicked, which the click itself may have replaced.
    L.DomEvent.on(card, "click", L.DomEvent.stopPropagation);
    L.DomEvent.disableScrollPropagation(card);
    app.map.getContainer().appendChild(card);
    const base = app.data.facts.base;
    const figures = page.whatIfFigures;
    const people = page.whatIfAccount.thousandths(app.data.blocks.population);
    const layers = page.whatIfLayers(app, take, preview);
    const sides = page.trialSides(app, layers);
    const compared = page.overSheet(app, app.say("map.scheme.compare"));
    const form = page.meetingForm(app, figuresOf, base);
    document.body.appendChild(compared.element);
    document.body.appendChild(form.element);
    const carried = carriedSteps(app);
    const linked = carried ? carried.now : fromLink(app);
    let steps = carried || { past: [], now: linked || page.trialSchemes.begun({}), ahead: [] };
    let hint = linked || !page.trialLink.isTrial(page.address.said()) ? null : "map.try.link_refused";
    const tools = page.placingTools(app, {
      isOpen: function () {
        return !card.hidden;
      },
      now: function () {
        return steps.now.now;
      },
      take: take,
      redraw: draw,
    });
    app.heldBack = function () {
      return card.hidden ? [] : layers.putAway();
    };
    page.carried.gives("trial", function () {
      return { open: !card.hidden, steps: steps, tool: tools.inUse() };
    });
    let late = 0;
    let before = null;
    let waiting = null;
    let drag = null;

    /** Return the answer to a scenario, and its account against the saved plan. */
    function answered(scenario) {
      const solved = app.whatIf.solved(scenario);
      const found = Object.assign(accounted(scenario, solved), { gaps: app.whatIf.gapsOf(solved) });
      return Object.assign(found, { gone_to: goneTo(found) });
    }

    function accounted(scenario, solved) {
      const weights = page.whatIfAccount.thousandths(figures.weightsOf(app, base, solved.added));
      const was = planBefore(scenario);
      const told = page.whatIfAccount.account(was.verdict, solved.verdict, weights);
      // While a center is dragged the nearest centers of blocks outside are not all known, and so no gaps.
      return { scenario: scenario, solved: solved, told: told, weights: weights, gaps: null, was: was };
    }

    /** Return the columns of the saved plan: by all centers, or by those of the tier that is asked for. */
    function planBefore(scenario) {
      if (scenario.tier === undefined) {
        return app.data.blocks;
      }
      if (!before || before.tier !== scenario.tier) {
        const columns = page.trialClosing.columnsOf(app.whatIf.solved({ tier: scenario.tier }));
        before = Object.assign({ tier: scenario.tier }, columns);
      }
      return before;
    }

    /** Return to whom people go where closings are all that a scenario changes, else null. */
    function goneTo(found) {
      if (!page.trialClosing.onlyCloses(found.scenario)) {
        return null;
      }
      const closed = found.scenario.close.map(function (id) {
        return app.data.centers.id.indexOf(id);
      });
      return page.trialClosing.goneTo(found.was, page.trialClosing.columnsOf(found.solved), closed);
    }

    function solve(scenario) {
      const found = answered(scenario);
      if (!sides.isBefore()) {
        layers.show(scenario, found.solved, found.told);
      }
      sides.headline(found);
      return found;
    }

    /** Show the other side of the trial, and tell who listens. */
    function turn(name) {
      tools.stop();
      tools.hide();
      sides.turn(name);
      draw();
      app.spoken.say(sides.sentence());
    }

    /** Return what is said of a scenario that is not drawn: its account and the figures of its scheme. */
    function figuresOf(scenario) {
      const found = answered(scenario);
      const gapOf = app.data.blocks.gap;
      const told = page.schemeFigures.figures(scenario, found.told, found.solved.verdict, people, gapOf);
      return Object.assign({ figures: told }, found);
    }

    function take(scenario) {
      takeBook(page.trialSchemes.tried(steps.now, scenario));
    }

    function takeBook(book) {
      hint = null;
      steps = page.whatIfScenario.taken(steps, book);
      // Who changes something wants to see it.
      if (sides.isBefore()) {
        sides.turn("after");
      }
      draw();
    }

    function confirm() {
      form.open(steps.now);
    }

    function compare() {
      const table = page.schemeTable.schemeTable(app, steps.now, figuresOf, base);
      const show = function (i) {
        compared.hide();
        takeBook(page.trialSchemes.chosen(steps.now, i));
      };
      const files = page.tableFiles(app, {
        name: "schemes",
        label: app.say("map.scheme.file"),
        sheet: app.say("map.scheme.compare"),
        rows: function () {
          return page.schemeTable.tableRows(app, table);
        },
      });
      compared.open([
        page.schemeTable.tableElement(app, table, show),
        make("p", { class: "small", text: app.say("map.scheme.note") }),
        make("div", { class: "try-actions" }, files),
      ]);
    }

    /**
     * Answer while center `row` is dragged, once a frame; where that takes too long, when it is let go. What does not
     * change meanwhile is solved when it sets out.
     */
    function preview(scenario, row) {
      if (late >= MOST_LATE || waiting) {
        return;
      }
      waiting = window.requestAnimationFrame(function () {
        waiting = null;
        if (!drag) {
          drag = app.whatIf.dragged(steps.now.now, row);
          layers.setOut(drag.others);
          return;
        }
        const begin = performance.now();
        const found = accounted(scenario, drag.at(scenario));
        layers.show(scenario, found.solved, found.told);
        sides.headline(found);
        const shown = card.querySelector(".try-result");
        shown.parentNode.replaceChild(figures.result(app, found, base), shown);
        late = performance.now() - begin > SLOW_MS ? late + 1 : 0;
      });
    }

    /** End what is answered while a center is dragged. */
    function rest() {
      if (waiting) {
        window.cancelAnimationFrame(waiting);
        waiting = null;
      }
      drag = null;
      late = 0;
    }

    function draw() {
      rest();
      const scenario = steps.now.now;
      const found = solve(scenario);
      if (!sides.isBefore()) {
        tools.draw(scenario);
      }
      const hints = [hint, remember(steps.now) ? null : "map.try.link_too_long"].filter(Boolean);
      const reached = document.activeElement;
      const key = card.contains(reached) ? reached.getAttribute("data-key") : null;
      page.elements.fill(card, [
        head(app, toggle),
        ...hints.map(function (each) {
          return make("p", { class: "small try-hint", text: app.say(each) });
        }),
        page.schemeBar(app, steps.now, takeBook, compare, confirm),
        page.whatIfScenario.isPlain(scenario) ? null : page.sides.choice(app, sides.shown(), turn),
        ...(sides.isBefore() ? [figures.resultBefore(app, found, base)] : shown(scenario, found)),
      ]);
      focusAgain(card, key);
      // For who holds the page in a frame of his own: a notebook.
      document.dispatchEvent(new CustomEvent("circles:trial", { detail: scenario }));
    }

    /** Return what stands in the card while what is tried is shown. */
    function shown(scenario, found) {
      return [
        figures.result(app, found, base),
        page.trialControls(app, scenario, take),
        make("div", { class: "try-tools" }, tools.elements(scenario)),
        make("p", { class: "small", text: app.say("map.try.hint") }),
        page.addedSites(app, scenario, take),
        page.addedEstates(app, scenario, found, take),
        history(),
        found.gone_to ? page.closingLosses.goneList(app, found) : null,
        figures.changedList(app, found, base),
        page.normsInTrial(app, found),
        page.whatIfHandOut(app, steps.now, found),
        make("p", { class: "small", text: app.say("map.try.note") }),
      ];
    }

    function history() {
      const button = function (key, on, next) {
        const attributes = Object.assign({ "data-key": key }, on ? {} : { disabled: "" });
        return page.elements.button(
          { class: "quiet-button", text: app.say("map.try." + key), attributes: attributes },
          function () {
            steps = next();
            draw();
          },
        );
      };
      return make("div", { class: "try-actions" }, [
        button("undo", steps.past.length > 0, function () {
          return page.whatIfScenario.undone(steps);
        }),
        button("redo", steps.ahead.length > 0, function () {
          return page.whatIfScenario.redone(steps);
        }),
        button("reset", !page.whatIfScenario.isPlain(steps.now.now), function () {
          return page.whatIfScenario.taken(steps, page.trialSchemes.chosen(steps.now, null));
        }),
      ]);
    }

    function toggle() {
      const opens = card.hidden;
      card.hidden = !opens;
      document.body.classList.toggle("trying", opens);
      if (opens) {
        app.select(null);
        sides.begin();
        draw();
      } else {
        tools.stop();
        tools.hide();
        sides.end();
      }
    }

    /** What is shown: the scenario, and the ids of the blocks that it gains and loses. */
    page.trial = function () {
      const told = answered(steps.now.now).told;
      const ids = function (rows) {
        return rows.map(function (i) {
          return app.data.blocks.id[i];
        });
      };
      return { scenario: steps.now.now, gained: ids(told.gained_blocks), lost: ids(told.lost_blocks) };
    };

    function tryOut(change) {
      if (card.hidden) {
        toggle();
      }
      take(change(steps.now.now));
    }

    return { toggle: toggle, tryOut: tryOut };
  }

  /** Return whether the page begins with a trial: as it was left for its other language, else as the address says. */
  function isOpenAtFirst() {
    const carried = page.carried.of("trial");
    return carried ? carried.open === true : page.trialLink.isTrial(page.address.said());
  }

  /** Return the steps of the trial that was carried here, null where there are none that can be answered on this map. */
  function carriedSteps(app) {
    const found = (page.carried.of("trial") || {}).steps;
    const books = found ? [[found.now], found.past, found.ahead] : [];
    if (!books.length || !books.every(Array.isArray)) {
      return null;
    }
    const read = books.map(function (list) {
      return list.map(page.trialLink.checked);
    });
    const whole = read.every(function (list) {
      return list.every(Boolean);
    });
    return whole && answerable(app, read[0][0]) ? { now: read[0][0], past: read[1], ahead: read[2] } : null;
  }

  /** Return the book of the link, null where it has none that can be answered on this map. */
  function fromLink(app) {
    const book = page.trialLink.bookOf(page.address.said());
    return book && answerable(app, book);
  }

  /** Return a book that can be answered on this map, null for another. */
  function answerable(app, book) {
    try {
      [{ scenario: book.now }].concat(book.kept).forEach(function (scheme) {
        app.whatIf.solved(scheme.scenario);
      });
      return book;
    } catch (_) {
      return null;
    }
  }

  /**
   * Keep the book in the address, where there is one of our own: not in the frame of a notebook. Return false where it is
   * too long for a link.
   */
  function remember(book) {
    const plain = page.whatIfScenario.isPlain(book.now) && !book.kept.length;
    const end = plain ? "#" : page.trialLink.fragmentOf(book);
    if (window.location.protocol !== "about:" && (!plain || page.address.said())) {
      page.address.keep(end || "#");
    }
    return end !== "";
  }

  /** Put the focus back on what was drawn anew, or beside it where it can no longer be used. */
  function focusAgain(card, key) {
    const again = key === null ? null : card.querySelector("[data-key='" + key + "']");
    if (again && !again.disabled) {
      again.focus();
    } else if (key !== null) {
      card.querySelector("[data-key='undo']:not(:disabled), [data-key='add'], .side-button").focus();
    }
  }

  function head(app, close) {
    return make("div", { class: "try-head" }, [
      make("h2", { text: app.say("map.try.title") }),
      page.elements.button(
        {
          class: "quiet-button",
          text: "×",
          title: app.say("map.try.end"),
          attributes: { "aria-label": app.say("map.try.end") },
        },
        close,
      ),
    ]);
  }

  page.whatIfButton = whatIfButton;
})((window.circlesPage = window.circlesPage || {}));
