// Proposed sites on the map: where they are, the blocks they gain, and what was covered before.
(function (page) {
  "use strict";

  const GREEN = "#00694c";
  const DARK_GREEN = "#004d38";
  const BROWN = "#8f3f00";

  /** Return the layers sites, gained and before; without proposed sites none. */
  function sitingLayers(app) {
    const siting = app.data.siting;
    if (!siting) {
      return {};
    }
    return {
      sites: siteMarkers(app, siting),
      gained: gainedBlocks(app, siting),
      before: coveredBefore(app, siting),
    };
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

  /** Outline and hatch upright the blocks that are covered only with the sites. */
  function gainedBlocks(app, siting) {
    const on = page.mapPane(app.map, "gained", 395, false);
    const hatch = page.canvasPattern(6, function (pen) {
      pen.fillStyle = "rgba(0, 105, 76, 0.14)";
      pen.fillRect(0, 0, 6, 6);
      pen.strokeStyle = "rgba(0, 105, 76, 0.8)";
      pen.lineWidth = 1.4;
      pen.beginPath();
      pen.moveTo(3, 0);
      pen.lineTo(3, 6);
      pen.stroke();
    });
    const style = Object.assign(
      { color: GREEN, weight: 1.8, opacity: 1, fillColor: hatch, fillOpacity: 1, interactive: false },
      on,
    );
    const layers = siting.gained.map(function (i) {
      if (app.blockPolygons[i].length) {
        return L.polygon(app.blockPolygons[i], Object.assign({ smoothFactor: 0.6 }, style));
      }
      return app.blockPoints[i]
        ? L.circleMarker(app.blockPoints[i], Object.assign({ radius: 6 }, style))
        : null;
    });
    return L.layerGroup(layers.filter(Boolean));
  }

  /** Outline the service area and the gaps as they are without the sites. */
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
  page.siteColours = { line: GREEN, dark: DARK_GREEN };
})((window.circlesPage = window.circlesPage || {}));
