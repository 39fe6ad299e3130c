// The card in which a meeting tries other centers, minutes and speeds, and reads at once what that brings and costs.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const LEAST_MINUTES = 5;
  const MOST_MINUTES = 30;
  const MOST_ROWS = 60;
  const SLOW_MS = 120;

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
    // A link may hold a trial: it begins when all else is there.
    if (page.trialLink.scenarioOf(window.location.hash)) {
      window.setTimeout(toggle, 0);
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
    const weights = page.whatIfAccount.thousandths(weightsOf(app, base));
    const layers = page.whatIfLayers(app, take, preview);
    let steps = { past: [], now: fromLink(app), ahead: [] };
    let placing = false;
    let slow = false;
    let waiting = null;

    function solve(scenario) {
      const begin = performance.now();
      const solved = app.whatIf.solved(scenario);
      const told = page.whatIfAccount.account(app.data.blocks.verdict, solved.verdict, weights);
      layers.show(scenario, solved, told);
      slow = performance.now() - begin > SLOW_MS;
      return { solved: solved, told: told };
    }

    function take(scenario) {
      steps = page.whatIfScenario.taken(steps, scenario);
      draw();
    }

    /** Answer while a center is dragged, once a frame; where that takes too long, when it is let go. */
    function preview(scenario) {
      if (slow || waiting) {
        return;
      }
      waiting = window.requestAnimationFrame(function () {
        waiting = null;
        const found = solve(scenario);
        const shown = card.querySelector(".try-result");
        shown.parentNode.replaceChild(result(app, found, base), shown);
      });
    }

    function draw() {
      if (waiting) {
        window.cancelAnimationFrame(waiting);
        waiting = null;
      }
      const found = solve(steps.now);
      remember(steps.now);
      page.elements.fill(card, [
        head(app, toggle),
        controls(app, steps.now, take),
        placeButton(),
        make("p", { class: "small", text: app.say("map.try.hint") }),
        result(app, found, base),
        history(),
        changedList(app, found, weights, base),
        handOut(app, steps.now, found),
        make("p", { class: "small", text: app.say("map.try.note") }),
      ]);
    }

    function setPlacing(on) {
      placing = on;
      app.placing = on;
      document.body.classList.toggle("placing", on);
    }

    function placeButton() {
      return page.elements.button(
        {
          class: "quiet-button try-add",
          text: app.say(placing ? "map.try.place" : "map.try.add"),
          attributes: { "aria-pressed": String(placing) },
        },
        function () {
          setPlacing(!placing);
          draw();
        },
      );
    }

    function history() {
      const button = function (key, on, next) {
        const attributes = on ? {} : { disabled: "" };
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
        button("reset", !page.whatIfScenario.isPlain(steps.now), function () {
          return page.whatIfScenario.taken(steps, {});
        }),
      ]);
    }

    app.map.on("click", function (event) {
      if (card.hidden || !placing) {
        return;
      }
      setPlacing(false);
      const number = (steps.now.add || []).length + 1;
      take(
        page.whatIfScenario.added(steps.now, {
          name: app.say("map.try.new_center", { number: number }),
          lon: Math.round(event.latlng.lng * 1e7) / 1e7,
          lat: Math.round(event.latlng.lat * 1e7) / 1e7,
        }),
      );
    });

    function toggle() {
      const opens = card.hidden;
      card.hidden = !opens;
      document.body.classList.toggle("trying", opens);
      if (opens) {
        app.select(null);
        layers.open();
        draw();
      } else {
        setPlacing(false);
        layers.hide();
      }
    }

    /** What is shown: the scenario, and the ids of the blocks that it gains and loses. */
    page.trial = function () {
      const told = page.whatIfAccount.account(
        app.data.blocks.verdict,
        app.whatIf.solved(steps.now).verdict,
        weights,
      );
      const ids = function (rows) {
        return rows.map(function (i) {
          return app.data.blocks.id[i];
        });
      };
      return { scenario: steps.now, gained: ids(told.gained_blocks), lost: ids(told.lost_blocks) };
    };

    return { toggle: toggle };
  }

  /** Return how much of a base each block has: people, dwellings, land, or one for each block. */
  function weightsOf(app, base) {
    const blocks = app.data.blocks;
    const columns = { people: blocks.population, dwellings: blocks.dwellings, land_m2: blocks.land_m2 };
    return (
      columns[base] ||
      blocks.id.map(function () {
        return 1;
      })
    );
  }

  /** Return the scenario of the link, none where it cannot be answered on this map. */
  function fromLink(app) {
    const asked = page.trialLink.scenarioOf(window.location.hash) || {};
    try {
      app.whatIf.solved(asked);
      return asked;
    } catch (_) {
      return {};
    }
  }

  /** Keep the scenario in the address, where there is one of our own: not in the frame of a notebook. */
  function remember(scenario) {
    const plain = page.whatIfScenario.isPlain(scenario);
    const end = plain ? "#" : page.trialLink.fragmentOf(scenario);
    if (window.location.protocol !== "about:" && (!plain || window.location.hash)) {
      window.history.replaceState(null, "", end);
    }
  }

  /** Return the button that hands out the list of centers, and the command that answers the same from it. */
  function handOut(app, scenario, found) {
    const told = app.data.what_if;
    const speed = scenario.profile === undefined ? null : told.profiles[scenario.profile];
    const words = ["circles plan study.toml --centers centers.csv"].concat(
      scenario.minutes === undefined ? [] : ["--minutes " + scenario.minutes],
      speed === null ? [] : ["--speed " + speed],
    );
    const button = page.elements.button(
      { class: "quiet-button", text: app.say("map.try.download") },
      function () {
        save("centers.csv", page.centersFile.centersCsv(told.list, found.solved.centers, scenario));
      },
    );
    return make("div", { class: "try-out" }, [
      button,
      make("p", { class: "small", text: app.say("map.try.command") }),
      make("code", { text: words.join(" ") }),
    ]);
  }

  function save(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = make("a", { attributes: { href: address, download: name } });
    link.click();
    window.setTimeout(function () {
      URL.revokeObjectURL(address);
    }, 1000);
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

  function controls(app, scenario, take) {
    const told = app.data.what_if;
    const minutes = make("input", {
      attributes: { type: "number", min: LEAST_MINUTES, max: MOST_MINUTES, step: 1, id: "try-minutes" },
    });
    minutes.value = scenario.minutes === undefined ? told.minutes : scenario.minutes;
    minutes.addEventListener("change", function () {
      const asked = Math.min(
        MOST_MINUTES,
        Math.max(LEAST_MINUTES, Math.round(Number(minutes.value)) || told.minutes),
      );
      take(page.whatIfScenario.asked(scenario, { minutes: asked === told.minutes ? undefined : asked }));
    });
    const own = app.say("map.try.speed_own", { speed: told.walking_speed_kmh });
    const options = [make("option", { text: own, attributes: { value: "" } })].concat(
      Object.keys(told.profiles).map(function (name) {
        const text = app.say("map.try.speeds." + name, { speed: told.profiles[name] });
        return make("option", { text: text, attributes: { value: name } });
      }),
    );
    const speed = make("select", { attributes: { id: "try-speed" } }, options);
    speed.value = scenario.profile || "";
    speed.addEventListener("change", function () {
      take(page.whatIfScenario.asked(scenario, { profile: speed.value || undefined }));
    });
    return make("div", { class: "try-controls" }, [
      make("label", { text: app.say("map.try.minutes"), attributes: { for: "try-minutes" } }),
      minutes,
      make("label", { text: app.say("map.try.speed"), attributes: { for: "try-speed" } }),
      speed,
    ]);
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
      make("p", { class: "try-rate" }, [
        make("span", { text: rateName(app, base) }),
        make("strong", {
          text:
            page.numberText.percentDown(told.before, told.total) +
            " → " +
            page.numberText.percentDown(told.inside, told.total),
        }),
      ]),
      line("gained", told.gained, told.gained_blocks),
      line("lost", told.lost, told.lost_blocks),
      told.unknown
        ? make("p", { class: "small", text: app.say("map.try.unknown", { count: told.unknown }) })
        : null,
    ]);
  }

  /** Return the list of blocks that change, those of most people first, the gained before the lost. */
  function changedList(app, found, weights, base) {
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
      ]);
      return make("li", {}, [button]);
    });
    const left = rows.length - items.length;
    return make("div", { class: "try-changed" }, [
      make("ul", { class: "rows" }, items),
      left ? make("p", { class: "small", text: app.say("map.not_shown", { count: left }) }) : null,
    ]);
  }

  page.whatIfButton = whatIfButton;
})((window.circlesPage = window.circlesPage || {}));
