// What a trial draws on the map: gates, paths and closed lines, each with a mark of its own and its number.
(function (page) {
  "use strict";

  const LOOKS = {
    paths: { color: "#00694c", weight: 5, dashArray: "10 5" },
    closures: { color: "#7a1f6b", weight: 6, dashArray: "2 7" },
  };
  const GATE = { radius: 7, color: "#00694c", weight: 3, fillColor: "#ffffff", fillOpacity: 1 };
  const MOST_NAMES = 30;

  /** Return {show(scenario), opened(marks), begun(kind, places), hide()}. */
  function drawnEditsLayer(app) {
    const pane = page.mapPane(app.map, "drawn", 460, false);
    const layer = L.layerGroup();

    function show(scenario) {
      layer.clearLayers();
      layer.addTo(app.map);
      page.drawnKinds.forEach(function (kind) {
        (scenario[kind] || []).forEach(function (places, i, all) {
          const mark = kind === "gates" ? gateMark(places) : line(kind, places);
          if (all.length <= MOST_NAMES) {
            const text = app.say("map.draw.numbered." + kind, { number: i + 1 });
            mark.bindTooltip(page.elements.make("span", { text: text }), {
              permanent: true,
              direction: "right",
              offset: [8, 0],
              className: "try-name",
            });
          }
          layer.addLayer(mark);
        });
      });
    }

    /** Draw a line as far as it is drawn. */
    function begun(kind, places) {
      const ends = places.map(function (place) {
        return L.circleMarker(
          latLng(place),
          Object.assign({ interactive: false }, GATE, pane, { radius: 4 }),
        );
      });
      ends.concat([line(kind, places)]).forEach(function (each) {
        layer.addLayer(each);
      });
    }

    /** Draw marks of compounds that are opened. */
    function opened(marks) {
      marks.forEach(function (mark) {
        layer.addLayer(mark);
      });
    }

    function gateMark(place) {
      return L.circleMarker(latLng(place), Object.assign({ interactive: false }, GATE, pane));
    }

    function line(kind, places) {
      return L.polyline(places.map(latLng), Object.assign({ interactive: false }, LOOKS[kind], pane));
    }

    function hide() {
      layer.clearLayers();
      layer.remove();
    }

    return { show: show, opened: opened, begun: begun, hide: hide };
  }

  function latLng(place) {
    return [place[1], place[0]];
  }

  page.drawnKinds = ["gates", "paths", "closures"];
  page.drawnEditsLayer = drawnEditsLayer;
})((window.circlesPage = window.circlesPage || {}));
