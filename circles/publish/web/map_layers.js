// The layers of the map: service area, circles, blocks by verdict, gaps, centers; and their hover and click.
(function (page) {
  "use strict";

  const INK = "#1c2733";
  const BLUE = "#0072b2";
  const VERMILION = "#d55e00";
  const GREY = "#6f7780";
  const SAND = "#d9bf8c";

  /** Return all layers by name; `app` gives the data, the map and what happens on hover and click. */
  function mapLayers(app) {
    const areas = pane(app.map, "areas", 350, false);
    const hatch = hatching();
    const blocks = blockLayers(app, hatch);
    const drawn = {
      // Nothing of its own: while it is on, blocks seen from afar are tinted by their sub-district.
      districts: L.layerGroup(),
      service_area: serviceArea(app, areas),
      inside: blocks[0],
      outside: blocks[1],
      not_evaluated: blocks[2],
      gaps: gapOutlines(app, areas),
      centers: page.centerMarks.layer(app, answer),
      circles: allCircles(app, areas),
      sparse: sparseStreets(app, areas),
      // Below the page's own streets, but above an online map.
      squares: squares(app, pane(app.map, "squares", app.tiles ? 210 : 190, false)),
      water: page.waterLayer(app, pane(app.map, "water", app.tiles ? 205 : 180, false), waves),
      subdistricts: page.outlinesLayer(app, pane(app.map, "outlines", 392, false)),
      left_out: waysLeftOut(app, areas),
      edge: edgeOfData(app, areas),
    };
    const further = [
      page.compoundLayers(app),
      page.sitingLayers(app),
      page.remedyLayers(app),
      page.demonstrationLayers(app),
      page.demandLayers(app),
      page.doubtLayers(app),
      page.centerReach.overlapLayers(app),
      page.questionLayers(app),
    ];
    return Object.assign.apply(null, [drawn].concat(further));
  }

  /** Return a group whose layers are made when it is first shown. */
  const LateGroup = L.LayerGroup.extend({
    initialize: function (make) {
      L.LayerGroup.prototype.initialize.call(this, []);
      this._make = make;
    },
    onAdd: function (map) {
      const made = this._make ? this._make() : [];
      this._make = null;
      made.forEach(this.addLayer, this);
      L.LayerGroup.prototype.onAdd.call(this, map);
    },
  });

  /** Return a pane of its own with a canvas, one for all who ask; without `interactive` the mouse goes through it. */
  function pane(map, name, zIndex, interactive) {
    const element = map.getPane(name) || map.createPane(name);
    element.style.zIndex = zIndex;
    element.style.pointerEvents = interactive ? "" : "none";
    map.canvases = map.canvases || {};
    map.canvases[name] = map.canvases[name] || L.canvas({ pane: name, padding: 0.3 });
    return { pane: name, renderer: map.canvases[name] };
  }

  /** Return a canvas pattern of slanted lines on a tint, so that outside reads without colour. */
  function hatching() {
    const size = 8;
    return pattern(size, function (pen) {
      pen.fillStyle = "rgba(213, 94, 0, 0.15)";
      pen.fillRect(0, 0, size, size);
      pen.strokeStyle = "rgba(213, 94, 0, 0.78)";
      pen.lineWidth = 1.5;
      pen.beginPath();
      [-size, 0, size].forEach(function (shift) {
        pen.moveTo(shift - 1, size + 1);
        pen.lineTo(shift + size + 1, -1);
      });
      pen.stroke();
    });
  }

  /** Return a canvas pattern of dots, for where something may be missing. */
  function dotting() {
    const size = 7;
    return pattern(size, function (pen) {
      pen.fillStyle = "rgba(28, 39, 51, 0.5)";
      pen.beginPath();
      pen.arc(size / 2, size / 2, 0.9, 0, 2 * Math.PI);
      pen.fill();
    });
  }

  /** Return a canvas pattern of small waves, so that water is not taken for the blue of what is covered. */
  function waves(ground, line) {
    const size = 14;
    return pattern(size, function (pen) {
      pen.fillStyle = ground;
      pen.fillRect(0, 0, size, size);
      pen.strokeStyle = line;
      pen.lineWidth = 0.9;
      pen.beginPath();
      [0, size / 2].forEach(function (shift) {
        pen.moveTo(shift, shift + 3.5);
        pen.quadraticCurveTo(shift + 1.75, shift + 1.6, shift + 3.5, shift + 3.5);
        pen.quadraticCurveTo(shift + 5.25, shift + 5.4, shift + 7, shift + 3.5);
      });
      pen.stroke();
    });
  }

  /** Return a canvas pattern of square tiles that `draw` draws with a pen. */
  function pattern(size, draw) {
    const scale = L.Browser.retina ? 2 : 1;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    draw(pen);
    const tiles = pen.createPattern(canvas, "repeat");
    if (scale !== 1) {
      tiles.setTransform(new DOMMatrix().scale(1 / scale));
    }
    return tiles;
  }

  function blockStyle(verdict, hatch) {
    return [
      { color: BLUE, weight: 0.8, opacity: 0.55, dashArray: null, fillColor: BLUE, fillOpacity: 0.24 },
      { color: VERMILION, weight: 0.8, opacity: 0.9, dashArray: null, fillColor: hatch, fillOpacity: 1 },
      { color: GREY, weight: 1.2, opacity: 1, dashArray: "4 3", fillColor: "#8b9299", fillOpacity: 0.22 },
      // No block on the day of a trial.
      { opacity: 0, fillOpacity: 0 },
    ][verdict];
  }

  function blockLayers(app, hatch) {
    const shapes = page.blockShapes(app, function (verdict) {
      return blockStyle(verdict, hatch);
    });
    app.blockShape = shapes.shapeOf;
    app.hasShape = shapes.hasShape;
    app.paintBlock = function (i, verdict) {
      shapes.paint(i, blockStyle(verdict, hatch));
    };
    app.tintBlock = shapes.paint;
    app.styleOfBlock = shapes.styleAt;
    /** Put blocks into the layers of other verdicts than theirs. */
    app.regroupBlocks = function (verdicts) {
      shapes.regroup(verdicts);
      app.raiseCenters();
    };
    return shapes.layers;
  }

  /** Make a layer tell `app` when the mouse is over it and when it is clicked. */
  function answer(app, layer, kind, i) {
    layer.on({
      mouseover: function (event) {
        app.hover(kind, i, event.latlng);
      },
      mousemove: function (event) {
        app.hoverMove(event.latlng);
      },
      mouseout: function () {
        app.hover(null);
      },
      click: function (event) {
        // While a center is being placed, the map takes the click.
        if (!app.placing) {
          L.DomEvent.stopPropagation(event);
          app.select(kind, i, false);
        }
      },
    });
  }

  function serviceArea(app, areas) {
    const polygons = page.packedData.polygons(app.data.service_area);
    return L.layerGroup(
      polygons
        .filter(function (parts) {
          return parts.length;
        })
        .map(function (parts) {
          return L.polygon(
            parts,
            Object.assign(
              {
                color: BLUE,
                weight: 1.2,
                opacity: 0.55,
                fillColor: BLUE,
                fillOpacity: 0.1,
                interactive: false,
                smoothFactor: 0.8,
              },
              areas,
            ),
          );
        }),
    );
  }

  function allCircles(app, areas) {
    return new LateGroup(function () {
      return app.circlePolygons
        .filter(function (parts) {
          return parts.length;
        })
        .map(function (parts) {
          return L.polygon(
            parts,
            Object.assign(
              {
                color: INK,
                weight: 1,
                opacity: 0.55,
                dashArray: "2 4",
                fill: false,
                interactive: false,
              },
              areas,
            ),
          );
        });
    });
  }

  function gapOutlines(app, areas) {
    return L.layerGroup(
      app.gapPolygons
        .filter(function (parts) {
          return parts.length;
        })
        .map(function (parts) {
          return L.polygon(
            parts,
            Object.assign(
              {
                color: "#8f3f00",
                weight: 2.2,
                opacity: 0.8,
                fill: false,
                interactive: false,
              },
              areas,
            ),
          );
        }),
    );
  }

  /** Return the squares that people cross, in a tone of their own. */
  function squares(app, below) {
    const packed = app.data.squares;
    return L.layerGroup(
      (packed ? page.packedData.polygons(packed) : []).map(function (parts) {
        return L.polygon(
          parts,
          Object.assign(
            { color: SAND, weight: 1, opacity: 0.9, fillColor: SAND, fillOpacity: 0.55, interactive: false },
            below,
          ),
        );
      }),
    );
  }

  /** Outline and dot the cells in which blocks have few streets about them. */
  function sparseStreets(app, areas) {
    const dots = dotting();
    return L.layerGroup(
      page.packedData.polygons(app.data.inputs.sparse.polygons).map(function (parts) {
        return L.polygon(
          parts,
          Object.assign(
            {
              color: INK,
              weight: 1.4,
              opacity: 0.75,
              dashArray: "6 4",
              fillColor: dots,
              fillOpacity: 1,
              interactive: false,
            },
            areas,
          ),
        );
      }),
    );
  }

  /** Draw the ways that nobody walks here although they would join somebody to the rest. */
  function waysLeftOut(app, areas) {
    const lines = page.packedData.lines(app.data.inputs.left_out.lines);
    return L.layerGroup([
      L.polyline(
        lines,
        Object.assign(
          { color: "#7a3e9d", weight: 2.6, opacity: 0.9, dashArray: "1 5", interactive: false },
          areas,
        ),
      ),
    ]);
  }

  /** Draw the edge of the data, and a broken outline about the blocks whose verdict depends on it. */
  function edgeOfData(app, areas) {
    const on = pane(app.map, "edge", 394, false);
    const open = app.data.blocks.open || [];
    const line = { color: INK, opacity: 0.85, fill: false, interactive: false };
    const layers = app.data.edge.polygons
      ? page.packedData.polygons(app.data.edge.polygons).map(function (parts) {
          return L.polygon(parts, Object.assign({ weight: 2.4, dashArray: "12 5 2 5" }, line, areas));
        })
      : [];
    const dashed = Object.assign({ weight: 1.8, dashArray: "2 3", smoothFactor: 0.6 }, line, on);
    open.forEach(function (walk, i) {
      if (["unsettled", "shorter", "longer"].indexOf(app.data.edge.walks[walk]) < 0) {
        return;
      }
      if (app.hasShape(i)) {
        layers.push(L.polygon(app.blockShape(i), dashed));
      } else if (app.blockPoints[i]) {
        layers.push(L.circleMarker(app.blockPoints[i], Object.assign({ radius: 8 }, dashed)));
      }
    });
    return L.layerGroup(layers);
  }

  page.mapLayers = mapLayers;
  page.blocksAndCenters = function (app) {
    return { blocks: blockLayers(app, hatching()), centers: page.centerMarks.layer(app, answer) };
  };
  page.mapPane = pane;
  page.canvasPattern = pattern;
  page.colours = { ink: INK, blue: BLUE, vermilion: VERMILION, grey: GREY };
})((window.circlesPage = window.circlesPage || {}));
