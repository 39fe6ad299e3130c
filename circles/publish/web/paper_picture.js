// The map as a picture for paper: the whole study, whatever part of it the screen shows.
(function (page) {
  "use strict";

  const make = page.elements.make;
  // On A4 some 270 dots an inch, as canvases are drawn twice as fine for it.
  const WIDTH = 1000;
  const FINENESS = 2;
  const NARROWEST = 1.3;
  const WIDEST = 1.6;
  // On A4 the map shrinks more than its type. Numbers that touch are read there, numbers left out are missed.
  const ON_PAPER = { scale: 0.8, badge: 0.6 };
  const MARGIN = 24;

  /** Return a figure of the whole study with its north arrow and scale; the map on the screen is left as it was. */
  function paperPicture(app) {
    const map = app.map;
    const box = map.getContainer();
    const before = {
      center: map.getCenter(),
      zoom: map.getZoom(),
      style: box.getAttribute("style"),
      retina: L.Browser.retina,
      labelFit: app.labelFit,
      options: { zoomSnap: map.options.zoomSnap, minZoom: map.options.minZoom },
    };
    const tiles = app.tiles && app.isShown("tiles");
    map.stop();
    L.Browser.retina = true;
    app.labelFit = ON_PAPER;
    Object.assign(map.options, { zoomSnap: 0, minZoom: 0 });
    // Tiles of an online map come too late for paper: the streets of the page stand in.
    if (tiles) {
      app.switchLayer("tiles", false);
      app.switchLayer("streets", true);
    }
    // Shown whatever the style says, as it may already be that of paper, which hides the map.
    resize(
      map,
      "display:block!important;position:fixed;left:0;top:0;width:" +
        WIDTH +
        "px;height:" +
        heightOf(app) +
        "px",
    );
    try {
      map.fitBounds(app.data.bounds, { padding: [MARGIN, MARGIN], animate: false });
      return make("div", { class: "paper-map" }, [page.mapPicture(app, FINENESS)]);
    } finally {
      L.Browser.retina = before.retina;
      app.labelFit = before.labelFit;
      Object.assign(map.options, before.options);
      if (tiles) {
        app.switchLayer("streets", false);
        app.switchLayer("tiles", true);
      }
      resize(map, before.style || "");
      map.setView(before.center, before.zoom, { animate: false });
    }
  }

  function resize(map, style) {
    map.getContainer().setAttribute("style", style);
    map.invalidateSize({ animate: false, pan: false });
  }

  /** Return the height in which the study fits as it is, within what suits a sheet. */
  function heightOf(app) {
    const bounds = L.latLngBounds(app.data.bounds);
    const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map(function (corner) {
      return app.map.project(corner, 12);
    });
    const size = corners[1].subtract(corners[0]);
    const ratio = size.y > 0 ? size.x / size.y : WIDEST;
    return Math.round(WIDTH / Math.max(NARROWEST, Math.min(WIDEST, ratio)));
  }

  page.paperPicture = paperPicture;
})((window.circlesPage = window.circlesPage || {}));
