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
  const LONGEST_SCALE = 0.22;
  const EQUATOR_M = 40075016.686;

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
      return figure(app, box);
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

  function figure(app, box) {
    const frame = box.getBoundingClientRect();
    const map = app.map;
    const picture = make("div", { class: "paper-picture" }, [
      drawn(map, frame),
      marks(map, frame),
      northArrow(app),
      scaleBar(app),
    ]);
    return make("div", { class: "paper-map" }, [picture]);
  }

  /** Return one canvas of all that is drawn, pane by pane from below. */
  function drawn(map, frame) {
    const canvas = make("canvas", {});
    canvas.width = frame.width * FINENESS;
    canvas.height = frame.height * FINENESS;
    const pen = canvas.getContext("2d");
    pen.scale(FINENESS, FINENESS);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, frame.width, frame.height);
    panesFromBelow(map).forEach(function (pane) {
      pane.querySelectorAll("canvas").forEach(function (part) {
        const at = part.getBoundingClientRect();
        if (at.width > 0 && at.height > 0 && part.width > 0) {
          pen.drawImage(part, at.left - frame.left, at.top - frame.top, at.width, at.height);
        }
      });
    });
    return canvas;
  }

  function panesFromBelow(map) {
    const height = function (pane) {
      return Number(window.getComputedStyle(pane).zIndex) || 0;
    };
    return Array.from(map.getPane("mapPane").children).sort(function (one, other) {
      return height(one) - height(other);
    });
  }

  /** Return copies of labels and marks at their places in hundredths of the picture, so that they stay as large as type. */
  function marks(map, frame) {
    const copies = Array.from(map.getPane("markerPane").children).map(function (mark) {
      const at = mark.getBoundingClientRect();
      const copy = mark.cloneNode(true);
      Object.assign(copy.style, {
        transform: "none",
        margin: "0",
        left: (100 * (at.left - frame.left)) / frame.width + "%",
        top: (100 * (at.top - frame.top)) / frame.height + "%",
      });
      return copy;
    });
    return make("div", { class: "paper-marks" }, copies);
  }

  function northArrow(app) {
    return make("div", { class: "paper-north", attributes: { "aria-label": app.say("map.paper.north") } }, [
      make("span", { class: "paper-needle" }),
      make("span", { text: app.say("map.paper.north_letter") }),
    ]);
  }

  /** Return the scale: a bar of so many hundredths of the picture, true at any size of paper. */
  function scaleBar(app) {
    const center = app.map.getCenter();
    const metres =
      (Math.cos((center.lat * Math.PI) / 180) * EQUATOR_M * WIDTH) / (256 * 2 ** app.map.getZoom());
    const length = roundBelow(metres * LONGEST_SCALE);
    const text =
      length < 1000
        ? app.say("map.metres", { metres: page.numberText.thousands(length) })
        : app.say("map.paper.kilometres", { length: page.numberText.thousands(length / 1000) });
    const bar = make("span", { class: "paper-scale-bar" });
    const scale = make("div", { class: "paper-scale" }, [make("span", { text: text }), bar]);
    scale.style.width = (100 * length) / metres + "%";
    return scale;
  }

  /** Return the largest of 1, 2, 5, 10, 20, ... that is not above a length. */
  function roundBelow(length) {
    const power = 10 ** Math.floor(Math.log10(length));
    const times = [5, 2, 1].find(function (step) {
      return step * power <= length;
    });
    return times * power;
  }

  page.paperPicture = paperPicture;
})((window.circlesPage = window.circlesPage || {}));
