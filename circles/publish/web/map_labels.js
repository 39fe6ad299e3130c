// Labels on the map: numbers of the gaps and names of the centers, as many as fit without covering each other.
(function (page) {
  "use strict";

  const NAMES_FROM_ZOOM = 14;
  const FEW = 12;
  const BADGE = 22;
  // The gaps with most people come first; more numbers than this in one view would be noise.
  const MOST_BADGES = 40;

  /** Start placing labels; they follow the layers `gaps` and `centers` and the view. */
  function mapLabels(app) {
    const group = L.layerGroup().addTo(app.map);
    const gaps = gapLabels(app);
    const centers = centerLabels(app);
    const districts = page.districtLabels(app);
    const outlines = page.outlineLabels(app);
    const water = page.waterLabels(app);
    let placed = "";
    let taken = [];

    /** Return the names of centers in view: of very many seen from afar those alone that come first. */
    function namesIn(inView, tinted) {
      const names = centers.filter(function (label) {
        return app.isShown(label.layer) && inView(label);
      });
      const many = app.map.getZoom() < NAMES_FROM_ZOOM && names.length > FEW;
      return many ? names.slice(0, tinted ? 0 : FEW) : names;
    }

    function place() {
      const view = app.map.getBounds().pad(0.1);
      const inView = function (label) {
        return view.contains(label.place);
      };
      const tinted = app.looks.isTinted();
      const badges = app.isShown("gaps") && !tinted ? gaps.filter(inView).slice(0, MOST_BADGES) : [];
      const named = tinted ? districts.filter(inView) : [];
      const names = namesIn(inView, tinted);
      const labels = badges.concat(named, names, outlines().concat(water()).filter(inView));
      const boxes = labels.map(function (label) {
        const at = app.map.latLngToLayerPoint(label.place).multiplyBy(app.labelFit.scale);
        const part = label.badge ? app.labelFit.badge : 1;
        return {
          left: at.x + label.left * part,
          top: at.y + label.top * part,
          right: at.x + label.right * part,
          bottom: at.y + label.bottom * part,
        };
      });
      const shown = page.labelPlacing.shown(boxes);
      const wanted = labels.filter(function (_, i) {
        return shown[i];
      });
      taken = boxes.filter(function (_, i) {
        return shown[i];
      });
      const key = wanted
        .map(function (label) {
          return label.key;
        })
        .join();
      if (key !== placed) {
        placed = key;
        group.clearLayers();
        wanted.forEach(function (label) {
          group.addLayer(label.marker());
        });
      }
    }

    app.map.on("moveend zoomend", place);
    return {
      place: place,
      /** Return the boxes of the labels that are shown, in pixels of the layer. */
      taken: function () {
        return taken;
      },
    };
  }

  function gapLabels(app) {
    const gaps = app.data.gaps;
    const labels = gaps.id.map(function (id, i) {
      const width = Math.max(BADGE, 8 + 8 * id.length);
      // A gap of points has no room inside: its number stands above the point, which stays to be clicked.
      const up = app.gapPolygons[i].length ? 0 : -BADGE;
      return {
        key: "g" + i,
        badge: true,
        place: app.gapPoints[i],
        left: -width / 2,
        top: up - BADGE / 2,
        right: width / 2,
        bottom: up + BADGE / 2,
        marker: function () {
          const badge = page.elements.make("span", { class: "gap-badge", text: id });
          const marker = L.marker(app.gapPoints[i], {
            icon: L.divIcon({
              className: "map-label",
              html: badge,
              iconSize: [width, BADGE],
              iconAnchor: [width / 2, BADGE / 2 - up],
            }),
            keyboard: false,
            title: app.say("map.gap", { number: id }),
          });
          return marker.on("click", function () {
            app.select("gap", i, false);
          });
        },
      };
    });
    return labels.filter(function (label) {
      return label.place;
    });
  }

  function centerLabels(app) {
    const centers = app.data.centers;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "12px sans-serif";
    const labels = centers.name.map(function (name, i) {
      const text = shortened(name || centers.id[i]);
      const site = app.siteOf(i) !== null;
      const closing = app.closingOf(i) !== null;
      const shift = site || closing ? 6 : 0;
      const width = pen.measureText(text).width + 8;
      return {
        key: "c" + i,
        row: i,
        place: app.centerPoints[i],
        told: app.isOpen(i) || closing,
        layer: site ? "sites" : closing ? "closed" : "centers",
        left: 10 + shift,
        top: -9,
        right: 12 + shift + width,
        bottom: 9,
        marker: function () {
          const element = page.elements.make("span", {
            class: "center-name" + (site ? " site-name" : closing ? " closing-name" : ""),
            text: text,
          });
          return L.marker(app.centerPoints[i], {
            icon: L.divIcon({ className: "map-label", html: element, iconSize: [0, 0] }),
            interactive: false,
            keyboard: false,
          });
        },
      };
    });
    const people = function (i) {
      const circle = app.circleOfCenter[i];
      return (circle === undefined ? 0 : app.data.circles.population[circle]) || 0;
    };
    // Sites of an answer come first, then the centers that most people have within the walk.
    return labels
      .filter(function (label) {
        return label.place && label.told;
      })
      .sort(function (a, b) {
        return (
          Number(a.layer === "centers") - Number(b.layer === "centers") ||
          people(b.row) - people(a.row) ||
          a.row - b.row
        );
      });
  }

  function shortened(name) {
    return name.length > 24 ? name.slice(0, 23) + "…" : name;
  }

  page.mapLabels = mapLabels;
})((window.circlesPage = window.circlesPage || {}));
