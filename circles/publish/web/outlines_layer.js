// The outlines of sub-districts over the blocks, and their names where those with rates do not stand.
(function (page) {
  "use strict";

  const LINE = { color: "#4a3b5c", weight: 1.6, opacity: 0.9, dashArray: "10 4 2 4" };
  const CASING = { color: "#ffffff", weight: 3.6, opacity: 0.55 };

  /** Return the layer of the outlines; `on`: its pane. */
  function outlinesLayer(app, on) {
    const told = app.data.outlines;
    const lines = told ? page.packedData.lines(told.lines) : [];
    return L.layerGroup(
      [CASING, LINE].map(function (look) {
        return L.polyline(lines, Object.assign({ interactive: false, smoothFactor: 0.8 }, look, on));
      }),
    );
  }

  /** Return what gives the names as labels, none where they stand with their rates or the layer is off. */
  function outlineLabels(app) {
    const told = app.data.outlines;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "600 12px sans-serif";
    const places = told ? page.packedData.points(told.at) : [];
    const labels = places.map(function (place, i) {
      const half = pen.measureText(told.names[i]).width / 2 + 5;
      return {
        key: "o" + i,
        place: place,
        left: -half,
        right: half,
        top: -9,
        bottom: 9,
        marker: function () {
          const element = page.elements.make("span", { class: "outline-name", text: told.names[i] });
          return L.marker(place, {
            icon: L.divIcon({ className: "map-label", html: element, iconSize: [0, 0] }),
            interactive: false,
            keyboard: false,
          });
        },
      };
    });
    return function () {
      const named = app.looks.isTinted() && !app.looks.districts.cells;
      return told && !named && app.isShown("subdistricts") ? labels : [];
    };
  }

  /** Return the name of the layer where there are sub-districts to outline. */
  function outlineLayerNames(app) {
    return app.data.outlines ? ["subdistricts"] : [];
  }

  page.outlinesLayer = outlinesLayer;
  page.outlineLabels = outlineLabels;
  page.outlineLayerNames = outlineLayerNames;
})((window.circlesPage = window.circlesPage || {}));
