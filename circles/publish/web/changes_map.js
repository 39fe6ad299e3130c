// The map of a comparison: blocks by their verdict on the side that is shown, what changed marked on both, and centers.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICTS = ["inside", "outside", "not_evaluated"];
  const NARROW = 620;
  const NEAREST_ZOOM = 16;
  // The fill is the verdict of the side: what changed is outlined, and told apart without colour too.
  const OUTLINES = {
    gained: { color: "#00694c", weight: 4, dashArray: null },
    lost: { color: "#7a1f6b", weight: 4, dashArray: "9 5" },
    changed: { color: "#7d4f00", weight: 3, dashArray: "3 5" },
    added: { color: "#1c2733", weight: 3, dashArray: null },
    removed: { color: "#1c2733", weight: 3, dashArray: "3 5" },
  };
  const RINGS = { opens: "#00694c", closes: "#7a1f6b" };

  /** Draw all at once and return {select(kind, i, move)}, which outlines a thing. */
  function changesMap(app) {
    const drawn = page.blocksAndCenters(app);
    drawn.blocks.forEach(function (layer) {
      layer.addTo(app.map);
    });
    marks(app).forEach(function (layer) {
      layer.addTo(app.map);
    });
    rings(app).addTo(app.map);
    drawn.centers.addTo(app.map);
    app.map.on("click", function () {
      app.select(null);
    });
    const on = page.mapPane(app.map, "selection", 450, false);
    const selected = L.featureGroup().addTo(app.map);
    return {
      /** Outline a thing, null for none; with `move` go to it, else only where it is out of view. */
      select: function (kind, i, move) {
        selected.clearLayers();
        outline(app, kind, i, on).forEach(function (layer) {
          selected.addLayer(layer);
        });
        if (!selected.getLayers().length) {
          return;
        }
        const bounds = selected.getBounds();
        if (move || !app.map.getBounds().contains(bounds)) {
          app.map.fitBounds(bounds, { maxZoom: NEAREST_ZOOM, padding: [60, 60], animate: !app.calm });
        }
      },
    };
  }

  function marks(app) {
    const on = page.mapPane(app.map, "changes", 395, false);
    return Object.keys(OUTLINES).map(function (name) {
      const style = Object.assign({ fill: false, interactive: false }, OUTLINES[name], on);
      return L.layerGroup(
        app
          .rowsOf([name])
          .map(function (i) {
            return shape(app, i, style);
          })
          .filter(Boolean),
      );
    });
  }

  /** Return a block as a shape, or a ring where it is a point; null where it has no place. */
  function shape(app, i, style) {
    if (app.hasShape(i)) {
      return L.polygon(app.blockShape(i), Object.assign({ smoothFactor: 0.5 }, style));
    }
    return app.blockPoints[i]
      ? L.circleMarker(app.blockPoints[i], Object.assign({ radius: 9 }, style))
      : null;
  }

  /** Ring the centers that are open on one side alone. */
  function rings(app) {
    const on = page.mapPane(app.map, "rings", 397, false);
    return L.layerGroup(
      app.movePoints
        .map(function (place, i) {
          const colour = RINGS[app.data.moves.opens[i] ? "opens" : "closes"];
          const style = { radius: 12, weight: 3, color: colour, fill: false, interactive: false };
          return place ? L.circleMarker(place, Object.assign(style, on)) : null;
        })
        .filter(Boolean),
    );
  }

  function outline(app, kind, i, on) {
    if (kind === null) {
      return [];
    }
    const line = { color: page.colours.ink, weight: 3.5, fill: false, interactive: false };
    const casing = { color: "#ffffff", weight: 7, opacity: 0.9, fill: false, interactive: false };
    if (kind === "block") {
      return [casing, line]
        .map(function (style) {
          return shape(app, i, Object.assign({}, style, on));
        })
        .filter(Boolean);
    }
    const place = kind === "center" ? app.centerPoints[i] : app.movePoints[i];
    return place ? [L.circleMarker(place, Object.assign({ radius: 15 }, line, on))] : [];
  }

  /** Return a legend that can be folded away: a row for each thing that is on the map. */
  function changesLegend(app) {
    const list = make("ul", { class: "legend-rows" });
    const heading = page.elements.button(
      { class: "legend-heading", text: app.say("map.legend") },
      function () {
        fold(!list.hidden);
      },
    );
    const card = make(
      "section",
      { class: "legend card", attributes: { "aria-label": app.say("map.legend") } },
      [make("h2", {}, [heading]), list],
    );
    page.elements.fill(list, legendRows(app));
    fold(app.map.getSize().x < NARROW);

    function fold(folded) {
      list.hidden = folded;
      card.classList.toggle("legend-folded", folded);
      heading.setAttribute("aria-expanded", String(!folded));
    }

    page.legendCard(app, card);
  }

  function legendRows(app) {
    const verdicts = VERDICTS.map(function (verdict, at) {
      const count = app.data.blocks.verdict.filter(function (each) {
        return each === at;
      }).length;
      return [verdict, app.say("verdict." + verdict), count];
    });
    const changed = Object.keys(OUTLINES).map(function (name) {
      return [name, app.say("compare." + name), app.rowsOf([name]).length];
    });
    const counted = page.centerMarks.counts(app, function () {
      return true;
    });
    const moved = app.data.moves.opens.filter(Boolean).length;
    const kinds = page.centerMarks.KINDS.map(function (kind) {
      return [kind, app.say("map.layer." + kind), counted[kind]];
    });
    const centers = [
      ["opens", app.say("changes.opens"), moved],
      ["closes", app.say("changes.closes"), app.data.moves.opens.length - moved],
    ];
    return verdicts
      .concat(changed, kinds, centers)
      .filter(function (row) {
        return row[2] > 0;
      })
      .map(function (row) {
        return make("li", { attributes: { "data-layer": row[0] } }, [
          make("span", { class: "swatch swatch-" + row[0], attributes: { "aria-hidden": "true" } }),
          make("span", { text: row[1] }),
          make("span", { class: "legend-count", text: page.numberText.thousands(row[2]) }),
        ]);
      });
  }

  page.changesMap = changesMap;
  page.changesLegend = changesLegend;
  page.changesLegendRows = legendRows;
})((window.circlesPage = window.circlesPage || {}));
