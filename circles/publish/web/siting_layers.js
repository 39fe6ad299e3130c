// An answer of siting on the map: proposed sites and the blocks they gain, centers that close and the blocks they lose.
(function (page) {
  "use strict";

  const GREEN = "#00694c";
  const DARK_GREEN = "#004d38";
  const BROWN = "#8f3f00";
  const PURPLE = "#7a1f6b";

  /** Return the names of the layers of an answer: of sites, of a closing, and what was before; a plan has none. */
  function sitingLayerNames(app) {
    const siting = app.data.siting;
    if (!siting) {
      return [];
    }
    return [].concat(
      siting.closing.alone ? [] : ["sites", "gained"],
      siting.closing.center.length ? ["closed", "lost"] : [],
      ["before"],
    );
  }

  /** Return these layers by name. */
  function sitingLayers(app) {
    const siting = app.data.siting;
    const draw = {
      sites: siteMarkers,
      gained: gainedBlocks,
      closed: closedMarkers,
      lost: lostBlocks,
      before: coveredBefore,
    };
    const layers = {};
    sitingLayerNames(app).forEach(function (name) {
      layers[name] = draw[name](app, siting);
    });
    return layers;
  }

  /** Draw each site as a diamond with its number, so that nobody takes it for a center that exists. */
  function siteMarkers(app, siting) {
    const layers = [];
    siting.center.forEach(function (center, i) {
      const place = app.centerPoints[center];
      if (!place) {
        return;
      }
      const number = page.elements.make("span", { text: String(i + 1) });
      const mark = page.elements.make("span", { class: "site-mark" }, [number]);
      const marker = L.marker(place, {
        icon: L.divIcon({ className: "map-label", html: mark, iconSize: [24, 24], iconAnchor: [12, 12] }),
        title: app.centerName(center),
        keyboard: false,
        zIndexOffset: 1000,
      });
      layers.push(
        marker.on("click", function () {
          app.select("center", center, false);
        }),
      );
    });
    return L.layerGroup(layers);
  }

  /** Cross out each center that closes, so that nobody takes it for one that was closed before. */
  function closedMarkers(app, siting) {
    const layers = siting.closing.center.map(function (center) {
      const mark = page.elements.make("span", { class: "closed-mark", text: "×" });
      const marker = L.marker(app.centerPoints[center], {
        icon: L.divIcon({ className: "map-label", html: mark, iconSize: [24, 24], iconAnchor: [12, 12] }),
        title: app.centerName(center),
        keyboard: false,
        zIndexOffset: 1000,
      });
      return marker.on("click", function () {
        app.select("center", center, false);
      });
    });
    return L.layerGroup(layers);
  }

  /** Outline and hatch upright the blocks that are covered only with the sites. */
  function gainedBlocks(app, siting) {
    return marked(app, siting.gained, "0, 105, 76", GREEN, [[3, 0, 3, 6]]);
  }

  /** Outline and hatch both ways the blocks that lose their circle. */
  function lostBlocks(app, siting) {
    return marked(app, siting.lost, "122, 31, 107", PURPLE, [
      [3, 0, 3, 6],
      [0, 3, 6, 3],
    ]);
  }

  /** Return blocks outlined in a colour and hatched with its strokes, each [x, y, x, y] in a tile of 6 pixels. */
  function marked(app, rows, tint, colour, strokes) {
    const on = page.mapPane(app.map, "gained", 395, false);
    const hatch = page.canvasPattern(6, function (pen) {
      pen.fillStyle = "rgba(" + tint + ", 0.14)";
      pen.fillRect(0, 0, 6, 6);
      pen.strokeStyle = "rgba(" + tint + ", 0.8)";
      pen.lineWidth = 1.4;
      pen.beginPath();
      strokes.forEach(function (stroke) {
        pen.moveTo(stroke[0], stroke[1]);
        pen.lineTo(stroke[2], stroke[3]);
      });
      pen.stroke();
    });
    const style = Object.assign(
      { color: colour, weight: 1.8, opacity: 1, fillColor: hatch, fillOpacity: 1, interactive: false },
      on,
    );
    const layers = rows.map(function (i) {
      if (app.hasShape(i)) {
        return L.polygon(app.blockShape(i), Object.assign({ smoothFactor: 0.6 }, style));
      }
      return app.blockPoints[i]
        ? L.circleMarker(app.blockPoints[i], Object.assign({ radius: 6 }, style))
        : null;
    });
    return L.layerGroup(layers.filter(Boolean));
  }

  /** Outline the service area and the gaps as they are without the answer. */
  function coveredBefore(app, siting) {
    const on = page.mapPane(app.map, "areas", 350, false);
    const area = outlines(siting.area_before, on, { color: page.colours.ink, weight: 2, dashArray: "7 5" });
    const gaps = outlines(siting.gaps_before, on, { color: BROWN, weight: 1.6, dashArray: "2 4" });
    return L.layerGroup(area.concat(gaps));
  }

  function outlines(packed, on, line) {
    return page.packedData
      .polygons(packed)
      .filter(function (parts) {
        return parts.length;
      })
      .map(function (parts) {
        return L.polygon(parts, Object.assign({ fill: false, interactive: false, opacity: 0.85 }, line, on));
      });
  }

  page.sitingLayers = sitingLayers;
  page.markedBlocks = { gained: gainedBlocks, lost: lostBlocks };
  page.sitingLayerNames = sitingLayerNames;
  page.siteColours = { line: GREEN, dark: DARK_GREEN };
})((window.circlesPage = window.circlesPage || {}));
