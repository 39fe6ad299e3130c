// Planned estates in a trial: those that are blocks on its day by their verdict, those that are added and not yet there dashed.
// Those that are added can be dragged, or moved by arrow keys.
(function (page) {
  "use strict";

  const VIOLET = "#5b3f8c";
  const MOST_NAMES = 30;
  const VERDICTS = ["inside", "outside", "unknown"];

  /**
   * Return a layer of the estates of a scenario that are no blocks of the plan; solved: what whatIf.solved gave; moved:
   * takes the number of an added one and its new place.
   */
  function estateMarks(app, solved, moved) {
    const told = app.data.what_if.estates;
    const on = page.mapPane(app.map, "drawn", 460, false);
    const points = page.packedData.points(told.points);
    const grounds = page.packedData.polygons(told.polygons);
    const planned = told.row
      .map(function (row, i) {
        return { row: row, name: told.name[i] || told.id[i], place: points[i], ground: grounds[i] };
      })
      .filter(function (estate) {
        return estate.row >= app.data.blocks.id.length && isThere(solved, estate.row) && estate.place;
      });
    const added = solved.added.map(function (estate, i) {
      const units = page.plane.UNITS_PER_DEGREE;
      return {
        row: estate.row,
        name: estate.name || estate.id,
        place: [estate.lat / units, estate.lon / units],
        ground: null,
        added: i,
      };
    });
    const all = planned.concat(added);
    return L.layerGroup(
      all.map(function (estate) {
        const mark =
          estate.added === undefined ? markOf(solved, estate, on) : addedMark(app, solved, estate, moved);
        return all.length > MOST_NAMES
          ? mark
          : mark.bindTooltip(page.elements.make("span", { text: estate.name }), {
              permanent: true,
              direction: "right",
              offset: [8, 0],
              className: "try-name",
            });
      }),
    );
  }

  /** Return the mark of an estate that the trial adds: it is let go elsewhere, or an arrow key moves it. */
  function addedMark(app, solved, estate, moved) {
    const look = isThere(solved, estate.row) ? VERDICTS[solved.verdict[estate.row]] : "to-come";
    const mark = page.elements.make("span", { class: "try-estate try-estate-" + look });
    const marker = L.marker(estate.place, {
      icon: L.divIcon({ className: "map-label", html: mark, iconSize: [26, 26], iconAnchor: [13, 13] }),
      title: estate.name,
      alt: estate.name,
      draggable: true,
      keyboard: true,
      zIndexOffset: 900,
    });
    marker.on("dragstart", function () {
      app.hover(null);
      app.dragging = true;
    });
    marker.on("dragend", function () {
      app.dragging = false;
      moved(estate.added, marker.getLatLng(), false);
    });
    marker.on("keydown", function (event) {
      const to = page.nudged(app, marker, event.originalEvent);
      if (to) {
        moved(estate.added, to, true);
      }
    });
    return marker;
  }

  function isThere(solved, row) {
    return solved.verdict[row] !== page.whatIf.NOT_THERE;
  }

  function markOf(solved, estate, on) {
    const there = isThere(solved, estate.row);
    const fills = [page.colours.blue, page.colours.vermilion, page.colours.grey];
    const style = {
      interactive: false,
      color: VIOLET,
      weight: 2.5,
      dashArray: there ? null : "3 3",
      fillColor: there ? fills[solved.verdict[estate.row]] : "#ffffff",
      fillOpacity: there ? 0.6 : 0.8,
    };
    return estate.ground && estate.ground.length
      ? L.polygon(estate.ground, Object.assign(style, on))
      : L.circleMarker(estate.place, Object.assign({ radius: 8 }, style, on));
  }

  page.estateMarks = estateMarks;
})((window.circlesPage = window.circlesPage || {}));
