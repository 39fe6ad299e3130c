// What is drawn about the thing that is hovered or selected: its outline, its walk, its circle.
(function (page) {
  "use strict";

  // Darker than the fill of the same verdict; the walk itself is drawn in ink.
  const EDGES = ["#00517f", "#a34700", "#4d555c"];

  /** Return {hover(kind, i), select(kind, i), bounds()}; what was drawn before is taken away. */
  function selectionLayer(app) {
    const on = page.mapPane(app.map, "selection", 450, false);
    const hovered = L.layerGroup().addTo(app.map);
    const selected = L.featureGroup().addTo(app.map);

    function draw(group, kind, i) {
      group.clearLayers();
      if (kind !== null) {
        layersOf(app, on, kind, i, group === selected).forEach(function (layer) {
          group.addLayer(layer);
        });
      }
    }

    return {
      hover: function (kind, i) {
        draw(hovered, kind, i);
      },
      select: function (kind, i) {
        draw(selected, kind, i);
      },
      bounds: function () {
        const bounds = selected.getLayers().length ? selected.getBounds() : null;
        return bounds && bounds.isValid() ? bounds : null;
      },
    };
  }

  /** Return what is drawn about thing `i` of a kind; the walk of a block that is selected is drawn too. */
  function layersOf(app, on, kind, i, strong) {
    if (kind === "block") {
      const more = strong ? page.blockWhy.layers(app, on, i).concat(walkLayers(app, on, i)) : [];
      return outline(app, on, i, strong).concat(more);
    }
    return {
      center: circleLayers,
      gap: gapLayers,
      compound: page.selectedCompound,
      district: page.districtList.outline,
      clause: page.auditCards.clauseOutline,
      item: page.auditCards.itemOutline,
      region: page.auditPlaces.regionOutline,
    }[kind](app, on, i);
  }

  function style(on, options) {
    return Object.assign({ interactive: false, smoothFactor: 0.5 }, on, options);
  }

  function outline(app, on, i, strong) {
    const line = { color: EDGES[app.data.blocks.verdict[i]], weight: strong ? 3.5 : 2.5, fill: false };
    if (app.hasShape(i)) {
      const casing = { color: "#ffffff", weight: strong ? 7 : 5, opacity: 0.9, fill: false };
      return [L.polygon(app.blockShape(i), style(on, casing)), L.polygon(app.blockShape(i), style(on, line))];
    }
    return app.blockPoints[i]
      ? [L.circleMarker(app.blockPoints[i], style(on, Object.assign({ radius: 8 }, line)))]
      : [];
  }

  /** Return a leg as a line, by the gate it passes on the way where there is one. */
  function by(start, gate, end) {
    return gate ? [start, gate, end] : [start, end];
  }

  /** Return the drawn walk: the two legs dotted, the streets as a line with a light edge, and its two ends. */
  function walkLayers(app, on, i) {
    const story = app.walkOf(i);
    if (!story) {
      return [];
    }
    const start = app.accessPoints[i];
    const arrival = app.data.blocks.arrival.row[i];
    const end = app.arrivalPoints[arrival];
    const street = page.walkStory.line(app.data.streets, app.lines, story);
    const legs = [
      by(start, app.accessVia[i], street[0]),
      by(street[street.length - 1], app.arrivalVia[arrival], end),
    ];
    const layers = [L.polyline(street, style(on, { color: "#ffffff", weight: 8, opacity: 0.95 }))];
    legs.forEach(function (leg) {
      layers.push(L.polyline(leg, style(on, { color: "#ffffff", weight: 7, opacity: 0.9 })));
      layers.push(L.polyline(leg, style(on, { color: page.colours.ink, weight: 3, dashArray: "1 6" })));
    });
    layers.push(L.polyline(street, style(on, { color: page.colours.ink, weight: 4.5 })));
    layers.push(
      L.circleMarker(
        start,
        style(on, {
          radius: 4.5,
          weight: 2.5,
          color: page.colours.ink,
          fillColor: "#ffffff",
          fillOpacity: 1,
        }),
      ),
    );
    layers.push(
      L.circleMarker(
        end,
        style(on, { radius: 9, weight: 3, color: page.colours.ink, fillColor: "#ffffff", fillOpacity: 1 }),
      ),
    );
    layers.push(
      L.circleMarker(end, style(on, { radius: 3.5, weight: 0, fillColor: page.colours.ink, fillOpacity: 1 })),
    );
    return layers;
  }

  function circleLayers(app, on, i) {
    const layers = [];
    const circle = app.circleOfCenter[i];
    if (circle !== undefined) {
      layers.push(
        L.polygon(
          app.circlePolygons[circle],
          style(on, {
            color: page.colours.ink,
            weight: 2,
            fillColor: page.colours.blue,
            fillOpacity: 0.14,
          }),
        ),
      );
    }
    if (app.centerPoints[i]) {
      layers.push(
        L.circleMarker(
          app.centerPoints[i],
          style(on, { radius: 11, weight: 3, color: page.colours.ink, fill: false }),
        ),
      );
    }
    return layers;
  }

  /** Return the outline of a gap, or a ring about each of its blocks where they are points. */
  function gapLayers(app, on, i) {
    const line = { color: "#8f3f00", weight: 3.5, fill: false };
    if (app.gapPolygons[i].length) {
      return [L.polygon(app.gapPolygons[i], style(on, line))];
    }
    const members = app.blockPoints.filter(function (place, block) {
      return place && app.data.blocks.gap[block] === i;
    });
    return members.map(function (place) {
      return L.circleMarker(place, style(on, Object.assign({ radius: 8 }, line)));
    });
  }

  page.selectionLayer = selectionLayer;
})((window.circlesPage = window.circlesPage || {}));
