// Compounds that a trial opens to all: which one a click means, their names, and how they are marked.
(function (page) {
  "use strict";

  const NEAR_PX = 12;
  const LOOK = { color: "#00694c", weight: 4, dashArray: "10 5", fill: false, interactive: false };

  /** Return {at(latLng), names(scenario), marks(scenario)} of the compounds of a page. */
  function compoundTool(app) {
    const found = app.data.compounds;

    /** Return the row of the compound that a place means, -1 where none is near. */
    function at(place) {
      const onScreen = function (latLng) {
        const point = app.map.latLngToLayerPoint(latLng);
        return [point.x, point.y];
      };
      const grounds = app.compoundPolygons.map(function (parts) {
        return parts.map(function (rings) {
          return rings.map(function (ring) {
            return ring.map(onScreen);
          });
        });
      });
      const streets = found.streets.piece.map(function (piece, i) {
        const line = page.walkStory.pieceLine(app.lines, piece).map(onScreen);
        return { compound: found.streets.compound[i], line: line };
      });
      return page.compoundChoice.compoundAt(onScreen(place), grounds, streets, NEAR_PX);
    }

    function names(scenario) {
      return (scenario.compounds_open || []).map(function (id) {
        const i = found ? found.id.indexOf(id) : -1;
        return { id: id, name: i < 0 ? id : page.compounds.name(app, i) };
      });
    }

    /** Return the layers that mark what is opened: its ground, or its streets where it has none. */
    function marks(scenario) {
      const pane = page.mapPane(app.map, "drawn", 460, false);
      const style = Object.assign({}, LOOK, pane);
      const layers = (scenario.compounds_open || []).map(function (id) {
        const i = found ? found.id.indexOf(id) : -1;
        if (i < 0) {
          return [];
        }
        if (app.compoundPolygons[i].length) {
          return [L.polygon(app.compoundPolygons[i], style)];
        }
        return found.streets.piece
          .filter(function (_, row) {
            return found.streets.compound[row] === i;
          })
          .map(function (piece) {
            return L.polyline(page.walkStory.pieceLine(app.lines, piece), style);
          });
      });
      return [].concat.apply([], layers);
    }

    return { at: at, names: names, marks: marks };
  }

  page.compoundTool = compoundTool;
})((window.circlesPage = window.circlesPage || {}));
