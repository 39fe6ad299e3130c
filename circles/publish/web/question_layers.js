// What questions draw: streets by minutes, and the circles of a compass with the blocks that they alone claim.
(function (page) {
  "use strict";

  const WITHIN = ["#08306b", "#2171b5", "#6baed6"];
  const BEYOND = ["#fdae6b", "#e6550d", "#8c2d04"];
  const BROWN = "#5a3a1a";

  /** Return the layers; they are drawn when they are first shown. */
  function questionLayers(app) {
    return {
      street_minutes: drawnWhenShown(function () {
        return streetsByMinutes(app);
      }),
      compass: drawnWhenShown(function () {
        return compassCircles(app);
      }),
    };
  }

  function questionLayerNames(app) {
    return app.whatIf ? ["street_minutes", "compass"] : [];
  }

  function drawnWhenShown(draw) {
    const group = L.layerGroup();
    let drawn = false;
    group.on("add", function () {
      if (!drawn) {
        drawn = true;
        draw().forEach(function (layer) {
          group.addLayer(layer);
        });
      }
    });
    return group;
  }

  /** Return the limits of the classes of minutes: three up to the walk, two beyond; what is further is the last. */
  function classes(app) {
    const minutes = app.data.what_if.minutes;
    return [minutes / 3, (2 * minutes) / 3, minutes, (4 * minutes) / 3, 2 * minutes].map(function (each, i) {
      return {
        limit_mm: Math.floor((each * app.data.facts.limit_mm) / minutes + 1e-9),
        minutes: page.numberText.trimmed(each, 1),
        colour: i < 3 ? WITHIN[i] : BEYOND[i - 3],
      };
    });
  }

  /** Draw the streets within each class, the widest first: what is nearer lies over it, cut to the millimetre. */
  function streetsByMinutes(app) {
    const on = page.mapPane(app.map, "minutes", 392, false);
    const solved = app.whatIf.solved({});
    const line = function (lines, colour) {
      return L.polyline(lines, Object.assign({ color: colour, weight: 3, interactive: false }, on));
    };
    const all = [];
    for (let piece = 0; piece < app.data.streets.length_mm.length; piece += 1) {
      if (app.data.streets.rank[piece] >= 0) {
        all.push(page.walkStory.pieceLine(app.lines, piece));
      }
    }
    const layers = classes(app).map(function (each) {
      const found = page.reachedParts(
        Object.assign({}, solved, { limit_mm: each.limit_mm }),
        app.data.what_if.stages,
      );
      const lines = found.pieces.map(function (part) {
        return page.walkStory.cut(page.walkStory.pieceLine(app.lines, part[0]), part[1], part[2]);
      });
      return line(lines, each.colour);
    });
    return [line(all, BEYOND[2])].concat(layers.reverse());
  }

  /** Return rows of the legend that tell the colours of streets apart, none while they are not shown. */
  function minuteRows(app) {
    const row = function (colour, key, minutes) {
      const swatch = page.elements.make("span", {
        class: "swatch swatch-minutes",
        attributes: { "aria-hidden": "true" },
      });
      swatch.style.background = colour;
      return page.elements.make("li", {}, [
        swatch,
        page.elements.make("span", { text: app.say("map.question." + key, { minutes: minutes }) }),
      ]);
    };
    const told = classes(app);
    const last = told[told.length - 1].minutes;
    return told
      .map(function (each) {
        return row(each.colour, "up_to", each.minutes);
      })
      .concat([row(BEYOND[2], "further", last)]);
  }

  /** Return the rows of the blocks that a circle by compass claims and nobody can walk from. */
  function claimed(app) {
    const blocks = app.data.blocks;
    return page.walkLimits.claimed(blocks.verdict, blocks.compass_mm, app.data.facts.limit_mm);
  }

  function compassCircles(app) {
    const on = page.mapPane(app.map, "compass", 396, false);
    const ring = { color: BROWN, weight: 1.6, dashArray: "6 4", fill: false, interactive: false };
    const circles = app.centerPoints
      .map(function (place, i) {
        return place && app.isOpen(i)
          ? L.circle(place, Object.assign({ radius: app.data.facts.limit_mm / 1000 }, ring, on))
          : null;
      })
      .filter(Boolean);
    const mark = { color: BROWN, weight: 3, fillColor: BROWN, fillOpacity: 0.25, interactive: false };
    const blocks = claimed(app).map(function (i) {
      return app.hasShape(i)
        ? L.polygon(app.blockShape(i), Object.assign({ smoothFactor: 0.6 }, mark, on))
        : L.circleMarker(app.blockPoints[i], Object.assign({ radius: 7 }, mark, on));
    });
    return circles.concat(blocks);
  }

  page.questionLayers = questionLayers;
  page.questionLayerNames = questionLayerNames;
  page.minuteRows = minuteRows;
  page.claimedByCompass = claimed;
})((window.circlesPage = window.circlesPage || {}));
