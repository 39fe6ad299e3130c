// Centers on the map, in four shapes that are told apart without colour: open, not yet in use, no longer in use, off streets.
(function (page) {
  "use strict";

  const INK = "#1c2733";
  const MANY_MARKS = 120;
  const HALO = { radius: 9, stroke: false, fillColor: "#ffffff", fillOpacity: 0.95, interactive: false };
  const DOT = { radius: 2.2, stroke: false, fillColor: "#ffffff", fillOpacity: 1, interactive: false };
  const HOLLOW = { radius: 5.5, weight: 2, color: INK, fillColor: "#ffffff", fillOpacity: 1 };
  const LOOKS = {
    centers: { radius: 6.5, stroke: false, fillColor: INK, fillOpacity: 1 },
    centers_closed: HOLLOW,
    centers_ended: HOLLOW,
    centers_lost: Object.assign({}, HOLLOW, { color: "#6f7780", dashArray: "2 2" }),
  };
  const KINDS = Object.keys(LOOKS);

  /** A ring that is crossed out. */
  const Crossed = L.CircleMarker.extend({
    _updatePath: function () {
      L.CircleMarker.prototype._updatePath.call(this);
      const pen = this._renderer._drawing && !this._empty() ? this._renderer._ctx : null;
      if (pen) {
        const at = this._point;
        const far = this._radius * 0.7;
        pen.beginPath();
        pen.moveTo(at.x - far, at.y - far);
        pen.lineTo(at.x + far, at.y + far);
        pen.moveTo(at.x + far, at.y - far);
        pen.lineTo(at.x - far, at.y + far);
        pen.stroke();
      }
    },
  });

  /** Return what center `i` is: a kind by the name that it has in the legend. */
  function kindOf(app, i) {
    const centers = app.data.centers;
    if (app.isOpen(i)) {
      return "centers";
    }
    if (centers.status[i] === "open") {
      return "centers_lost";
    }
    return centers.ended && centers.ended[i] ? "centers_ended" : "centers_closed";
  }

  /** Return how many centers there are of each kind, of those that `isCounted`. */
  function counts(app, isCounted) {
    const found = {};
    KINDS.forEach(function (kind) {
      found[kind] = 0;
    });
    app.data.centers.id.forEach(function (_, i) {
      found[kindOf(app, i)] += isCounted(i) ? 1 : 0;
    });
    return found;
  }

  /** Return the layer of the centers; `answer` makes a mark answer the mouse. */
  function layer(app, answer) {
    const layers = [];
    app.centerPoints.forEach(function (place, i) {
      if (place && app.siteOf(i) === null && app.closingOf(i) === null) {
        const kind = kindOf(app, i);
        const mark = new (kind === "centers_ended" ? Crossed : L.CircleMarker)(place, LOOKS[kind]);
        layers.push(L.circleMarker(place, HALO), mark);
        if (kind === "centers") {
          layers.push(L.circleMarker(place, DOT));
        }
        answer(app, mark, "center", i);
      }
    });
    smallerFromAfar(app, layers);
    return L.layerGroup(layers);
  }

  /** Draw marks smaller while the whole of a large city is in view. */
  function smallerFromAfar(app, marks) {
    const radii = marks.map(function (mark) {
      return mark.options.radius;
    });
    let drawn = 1;
    function follow() {
      const zoom = app.map.getZoom();
      const scale = marks.length < MANY_MARKS || zoom >= 13 ? 1 : zoom >= 11.5 ? 0.75 : 0.55;
      if (scale !== drawn) {
        drawn = scale;
        marks.forEach(function (mark, i) {
          mark.setRadius(radii[i] * scale);
        });
      }
    }
    app.map.on("zoomend", follow);
    follow();
  }

  page.centerMarks = { KINDS: KINDS, kindOf: kindOf, counts: counts, layer: layer };
})((window.circlesPage = window.circlesPage || {}));
