// What the map draws and marks, copied into one figure with its north arrow and scale.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const LONGEST_SCALE = 0.22;
  const EQUATOR_M = 40075016.686;

  /** Return a figure of the map as it is drawn, with its north arrow and scale; fineness: dots a pixel of the screen. */
  function mapPicture(app, fineness) {
    const map = app.map;
    const frame = map.getContainer().getBoundingClientRect();
    return make("div", { class: "paper-picture" }, [
      drawn(map, frame, fineness),
      marks(map, frame),
      northArrow(app),
      scaleBar(app, frame.width),
    ]);
  }

  /** Return one canvas of all that is drawn, pane by pane from below. */
  function drawn(map, frame, fineness) {
    const canvas = make("canvas", {});
    canvas.width = frame.width * fineness;
    canvas.height = frame.height * fineness;
    const pen = canvas.getContext("2d");
    pen.scale(fineness, fineness);
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
    const shown = ["markerPane", "tooltipPane"].map(function (pane) {
      return Array.from(map.getPane(pane).children);
    });
    const copies = [].concat.apply([], shown).map(function (mark) {
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
  function scaleBar(app, width) {
    const center = app.map.getCenter();
    const metres =
      (Math.cos((center.lat * Math.PI) / 180) * EQUATOR_M * width) / (256 * 2 ** app.map.getZoom());
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

  page.mapPicture = mapPicture;
})((window.circlesPage = window.circlesPage || {}));
