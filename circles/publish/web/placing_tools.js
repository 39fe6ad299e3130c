// The tools that place something on the map: a center, a gate, a path, a closed line; by a click, or by the map's middle.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const SAID = {
    paths: "map.draw.line",
    closures: "map.draw.line",
    compounds_open: "map.draw.click_compound",
  };

  /**
   * Return {elements(scenario), draw(scenario), stop(), hide()}.
   *
   * trial: {isOpen(), now() -> scenario, take(scenario), redraw()}.
   */
  function placingTools(app, trial) {
    const layer = page.drawnEditsLayer(app);
    const compounds = page.compoundTool(app);
    let kind = null;
    let line = [];
    let problem = null;
    const carried = carriedTool();
    if (carried) {
      set(carried.kind);
      line = carried.line;
    }

    function set(next) {
      kind = next;
      line = [];
      problem = null;
      app.placing = next !== null;
      document.body.classList.toggle("placing", next !== null);
    }

    function place(at) {
      const lon = Math.round(at.lng * 1e7) / 1e7;
      const lat = Math.round(at.lat * 1e7) / 1e7;
      if (kind === "add") {
        const scenario = trial.now();
        set(null);
        trial.take(
          page.whatIfScenario.added(scenario, {
            name: newName(app, scenario.add, "map.try.new_center"),
            lon: lon,
            lat: lat,
          }),
        );
      } else if (kind === "demand") {
        drawn("demand", { name: newName(app, trial.now().demand, "map.estate.new"), lon: lon, lat: lat });
      } else if (kind === "compounds_open") {
        openCompound(at);
      } else if (kind === "gates") {
        drawn("gates", [lon, lat]);
      } else {
        line = line.concat([[lon, lat]]);
        trial.redraw();
      }
    }

    /** Open the compound that is meant by a place on the map, or leave it as it was; the tool stays in use where none is. */
    function openCompound(at) {
      const i = compounds.at(at);
      if (i >= 0) {
        tried(page.whatIfScenario.compoundSwitched(trial.now(), app.data.compounds.id[i]));
      }
    }

    function drawn(key, places) {
      tried(page.whatIfScenario.drawn(trial.now(), key, places));
    }

    /** Take what was drawn as a step, or say why it cannot be answered. */
    function tried(next) {
      try {
        app.whatIf.solved(next);
      } catch (refused) {
        set(null);
        problem = refused.message;
        trial.redraw();
        return;
      }
      set(null);
      trial.take(next);
    }

    function finish() {
      if (line.length > 1) {
        drawn(kind, line);
      }
    }

    app.map.on("click", function (event) {
      if (trial.isOpen() && kind) {
        place(event.latlng);
      }
    });

    document.addEventListener("keydown", function (event) {
      if (!kind || event.defaultPrevented) {
        return;
      }
      if (event.key === "Escape") {
        set(null);
        trial.redraw();
      } else if (
        event.key === "Enter" &&
        line.length > 1 &&
        !/BUTTON|INPUT|SELECT/.test(event.target.tagName)
      ) {
        finish();
      }
    });

    function button(key, text, on, onClick) {
      const attributes = { "data-key": key };
      if (on !== null) {
        attributes["aria-pressed"] = String(on);
      }
      return page.elements.button(
        { class: "quiet-button try-add", text: text, attributes: attributes },
        onClick,
      );
    }

    function tool(name, begin) {
      const isOn = kind === name;
      const said = SAID[name] || "map.try.place";
      return button(name, app.say(isOn ? said : begin), isOn, function () {
        set(isOn ? null : name);
        trial.redraw();
      });
    }

    /** Return the tools, and the list of what is drawn. */
    function elements(scenario) {
      const drawing = canDraw(app) ? page.drawnKinds : [];
      return [tool("add", "map.try.add")].concat(
        drawing.map(function (name) {
          return tool(name, "map.draw.begin." + name);
        }),
        canDraw(app) && app.data.compounds ? [tool("compounds_open", "map.draw.begin.compounds_open")] : [],
        [tool("demand", "map.estate.begin")],
        whileOn(),
        [refusal(), drawnList(scenario)],
      );
    }

    /** Return what the tool in use offers besides clicks: the middle of the map, and the end of a line. */
    function whileOn() {
      if (!kind) {
        return [];
      }
      const isLine = kind === "paths" || kind === "closures";
      const middle = button(
        "middle",
        app.say(isLine ? "map.draw.middle" : "map.try.middle"),
        null,
        function () {
          place(app.map.getCenter());
        },
      );
      return line.length > 1
        ? [middle, button("finish", app.say("map.draw.finish"), null, finish)]
        : [middle];
    }

    function refusal() {
      const said = { class: "small try-hint", attributes: { role: "alert" } };
      said.text = app.say("map.draw.refused", { problem: problem });
      return problem ? make("p", said) : null;
    }

    function drawnList(scenario) {
      const rows = [];
      page.drawnKinds.forEach(function (name) {
        (scenario[name] || []).forEach(function (_, i) {
          const text = app.say("map.draw.numbered." + name, { number: i + 1 });
          rows.push(
            row(text, name + "-" + i, function () {
              trial.take(page.whatIfScenario.undrawn(trial.now(), name, i));
            }),
          );
        });
      });
      compounds.names(scenario).forEach(function (opened, i) {
        const text = app.say("map.draw.opened", { name: opened.name });
        rows.push(
          row(text, "compounds_open-" + i, function () {
            trial.take(page.whatIfScenario.compoundSwitched(trial.now(), opened.id));
          }),
        );
      });
      return rows.length ? make("ul", { class: "try-drawn" }, rows) : null;
    }

    function row(text, key, onRemove) {
      const attributes = { "aria-label": app.say("map.draw.remove", { name: text }), "data-key": key };
      const remove = page.elements.button(
        { class: "quiet-button", text: app.say("map.try.remove"), attributes: attributes },
        onRemove,
      );
      return make("li", {}, [make("span", { text: text }), remove]);
    }

    function draw(scenario) {
      layer.show(scenario);
      layer.opened(compounds.marks(scenario));
      if (line.length) {
        layer.begun(kind, line);
      }
    }

    return {
      elements: elements,
      draw: draw,
      /** Return the tool in use and the places of a line that is begun, null where none is. */
      inUse: function () {
        return kind === null ? null : { kind: kind, line: line };
      },
      stop: function () {
        set(null);
      },
      hide: layer.hide,
    };
  }

  /** Return the tool that was in use when the page was left for its other language, null where there was none. */
  function carriedTool() {
    const tool = (page.carried.of("trial") || {}).tool;
    const kinds = page.drawnKinds.concat(["add", "demand", "compounds_open"]);
    const known = tool && kinds.indexOf(tool.kind) >= 0 && Array.isArray(tool.line);
    const places =
      known &&
      tool.line.every(function (place) {
        return Array.isArray(place) && place.length === 2 && place.every(Number.isFinite);
      });
    return places ? tool : null;
  }

  /** Return whether this page answers what is drawn: it must know the outlines of its blocks. */
  function canDraw(app) {
    return Boolean(app.data.what_if.blocks && app.data.what_if.editable);
  }

  /** Return a name that none of what is added bears. */
  function newName(app, added, key) {
    const names = (added || []).map(function (each) {
      return each.name;
    });
    let number = 1;
    while (names.indexOf(app.say(key, { number: number })) >= 0) {
      number += 1;
    }
    return app.say(key, { number: number });
  }

  page.placingTools = placingTools;
})((window.circlesPage = window.circlesPage || {}));
