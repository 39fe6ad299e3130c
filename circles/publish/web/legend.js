// The legend follows the layers; the same card switches them.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const NARROW = 620;
  const NARROW_IN_LARGE_TYPE = 1100;
  const LOW = 330;
  const LEAST = 200;
  // What stands in the corners: the buttons above it, the scale and the names of the sources beside it; and its margins.
  const BUTTONS = 132;
  const BESIDE = 54;
  const SCALE = 240;
  const ABOVE = 50;
  const MARGINS = 20;
  const UNDER_TINTS = ["inside", "outside", "not_evaluated"];

  /** Return the legend's control; it is drawn again whenever a layer is switched. */
  function legend(app) {
    const say = app.say;
    const rows = make("ul", { class: "legend-rows" });
    const choice = page.lookChoice(app);
    const walk = make("p", { class: "legend-walk" });
    const body = make("div", { class: "legend-body" }, [
      choice ? choice.element : null,
      rows,
      walk,
      make("p", { class: "legend-note", text: say("map.verdict_note") }),
    ]);
    const heading = page.elements.button({ class: "legend-heading", text: say("map.legend") }, function () {
      fold(!body.hidden);
    });
    const switches = make("div", { class: "layer-switches", attributes: { hidden: "" } });
    const open = page.elements.button(
      {
        class: "quiet-button",
        text: say("map.layers"),
        attributes: { "aria-expanded": "false" },
      },
      function () {
        unfold(switches.hidden);
      },
    );
    const card = make("section", { class: "legend card", attributes: { "aria-label": say("map.legend") } }, [
      make("div", { class: "legend-head" }, [make("h2", {}, [heading]), open]),
      switches,
      body,
    ]);
    foldWhereNarrow();

    /** Fold the card where it would take too much of the map; the heading unfolds it. */
    function foldWhereNarrow() {
      const size = app.map.getSize();
      const large = document.body.classList.contains("presenter");
      fold(size.x < (large ? NARROW_IN_LARGE_TYPE : NARROW) || size.y < LOW);
    }

    function fold(folded) {
      body.hidden = folded;
      card.classList.toggle("legend-folded", folded);
      heading.setAttribute("aria-expanded", String(!folded));
      fit();
    }

    function unfold(wanted) {
      switches.hidden = !wanted;
      open.setAttribute("aria-expanded", String(wanted));
      fit();
    }

    /** Keep the card within the map and off what else stands in its corners; what has no place is scrolled. */
    function fit() {
      const size = app.map.getSize();
      const large = Number(window.getComputedStyle(card).zoom) || 1;
      card.style.maxHeight = "none";
      const beside = card.offsetHeight * large > size.y - BUTTONS;
      const above = size.y > LEAST && card.offsetWidth * large + (beside ? BESIDE : 0) > size.x - SCALE;
      card.classList.toggle("legend-beside", beside);
      card.classList.toggle("legend-above", above);
      card.style.maxHeight = Math.max(0, size.y - MARGINS - (above ? ABOVE : 0)) / large + "px";
    }

    function draw() {
      page.elements.fill(rows, legendRows(app));
      walk.textContent = app.looks.walk();
      if (choice) {
        choice.draw();
      }
      app.layerNames.forEach(function (name) {
        const box = switches.querySelector("input[data-layer='" + name + "']");
        if (box) {
          box.checked = app.isShown(name);
        }
      });
      fit();
    }

    page.elements.fill(
      switches,
      app.layerNames.map(function (name) {
        return layerSwitch(app, name);
      }),
    );
    page.legendCard(app, card);
    app.map.on("layeradd layerremove", function (event) {
      if (app.isLayer(event.layer)) {
        draw();
      }
    });
    app.looks.onChange(draw);
    app.map.on("resize", fit);
    app.map.on("typesize", foldWhereNarrow);
    draw();
    return { draw: draw };
  }

  /** Return a row for each thing that is shown. */
  function legendRows(app) {
    return shownRows(app).reduce(function (rows, name) {
      return rows.concat(
        [legendRow(app, name)],
        name === "districts" ? page.tintRows(app) : [],
        name === "street_minutes" ? page.minuteRows(app) : [],
      );
    }, []);
  }

  /** Return what the legend explains: the layers that are on and hold something, of the centers each kind there is. */
  function shownRows(app) {
    const hidden = app.looks.isTinted() ? UNDER_TINTS : ["districts"];
    const rows = app.layerNames.filter(function (name) {
      return app.isShown(name) && countOf(app, name) !== 0 && hidden.indexOf(name) < 0;
    });
    const centers = rows.indexOf("centers");
    if (centers >= 0) {
      const others = page.centerMarks.KINDS.slice(1).filter(app.layerCount);
      rows.splice.apply(rows, [centers + 1, 0].concat(others));
    }
    return rows;
  }

  /** Return how many things a layer shows, in the look that is chosen; null where nobody counts them. */
  function countOf(app, name) {
    const seen = app.looks.count(name);
    return seen === null ? app.layerCount(name) : seen;
  }

  function legendRow(app, name) {
    const count = countOf(app, name);
    const verdict = ["inside", "outside", "not_evaluated"].indexOf(name);
    const text = verdict >= 0 && app.looks.view() ? app.looks.word(verdict) : app.say("map.layer." + name);
    return make("li", { attributes: { "data-layer": name } }, [
      make("span", { class: "swatch swatch-" + name, attributes: { "aria-hidden": "true" } }),
      make("span", { text: name === "districts" ? app.looks.districts.rate_name : text }),
      count === null ? null : make("span", { class: "legend-count", text: page.numberText.thousands(count) }),
    ]);
  }

  /** Return what a layer is called: tints are those of sub-districts, or of squares where nobody names any. */
  function layerText(app, name) {
    const isCells = name === "districts" && app.looks.districts.cells;
    return app.say("map.layer." + (isCells ? "cells" : name));
  }

  function layerSwitch(app, name) {
    const box = make("input", { attributes: { type: "checkbox", "data-layer": name } });
    box.addEventListener("change", function () {
      app.switchLayer(name, box.checked);
    });
    return make("label", {}, [box, make("span", { text: layerText(app, name) })]);
  }

  page.legend = legend;
  page.legendRows = legendRows;
})((window.circlesPage = window.circlesPage || {}));
