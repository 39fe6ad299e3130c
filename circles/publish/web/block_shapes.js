// The blocks on the map, thousands of them, as three layers drawn from typed arrays: each by its verdict and its style.
(function (page) {
  "use strict";

  const INSIDE_OF_RING = "evenodd";
  const POINT_RADIUS = 6;
  const HAIRLINES_BELOW_ZOOM = 13.5;
  // Vertices nearer than so many pixels to the one before are not drawn.
  const LEAST_STEP = 0.7;
  const WORLD = 256;

  /**
   * Return {layers, shapeOf(i), paint(i, style), regroup(verdicts), boundsOf(i)}: one layer a verdict, of the blocks that
   * have it.
   *
   * app: gives the data, and what happens on hover and click; styleOf(verdict): how a block is drawn.
   */
  function blockShapes(app, styleOf) {
    const blocks = app.data.blocks;
    const shapes = unpackedShapes(blocks.polygons, app.blockPoints);
    const count = blocks.id.length;
    const styles = blocks.verdict.map(styleOf);
    let verdicts = blocks.verdict;
    const layers = [0, 1, 2].map(function (verdict) {
      const layer = new VerdictShapes(shapes, styles, function (i) {
        return verdicts[i] === verdict;
      });
      return answering(app, layer);
    });

    function redraw() {
      layers.forEach(function (layer) {
        layer.redraw();
      });
    }

    return {
      layers: layers,
      /** Return the polygons of a block, each a list of rings of [lat, lon]. */
      shapeOf: function (i) {
        return shapes.polygonsOf(i);
      },
      hasShape: function (i) {
        return shapes.firstPart[i + 1] > shapes.firstPart[i];
      },
      /** Return how a block is drawn. */
      styleAt: function (i) {
        return styles[i];
      },
      /** Draw a block in another style, in the layer in which it is. */
      paint: function (i, style) {
        // What a trial adds behind the blocks is drawn by others.
        if (i < count) {
          styles[i] = style;
          layers[verdicts[i]].redrawBlock(i);
        }
      },
      /** Put all blocks into the layers of other verdicts, and draw each by its own. */
      regroup: function (next) {
        verdicts = next;
        for (let i = 0; i < count; i += 1) {
          styles[i] = styleOf(next[i]);
        }
        redraw();
      },
    };
  }

  /** Return shapes as typed arrays: of each block the parts, of each part the rings, of each ring the vertices. */
  function unpackedShapes(columns, points) {
    const lon = page.packedData.degrees(columns.x, columns.units);
    const lat = page.packedData.degrees(columns.y, columns.units);
    const firstPart = sums(columns.polygons);
    const firstRing = sums(columns.rings);
    const firstVertex = sums(columns.sizes);
    const world = page.worldPlaces(lon, lat);
    const boxes = new Float64Array(4 * columns.polygons.length);
    columns.polygons.forEach(function (_, i) {
      const from = firstVertex[firstRing[firstPart[i]]];
      const to = firstVertex[firstRing[firstPart[i + 1]]];
      boxes.set(to > from ? boxOf(world, from, to) : boxOfPoint(points[i]), 4 * i);
    });
    return {
      lon: lon,
      lat: lat,
      world: world,
      boxes: boxes,
      firstPart: firstPart,
      firstRing: firstRing,
      firstVertex: firstVertex,
      polygonsOf: function (i) {
        const parts = [];
        for (let part = firstPart[i]; part < firstPart[i + 1]; part += 1) {
          const rings = [];
          for (let ring = firstRing[part]; ring < firstRing[part + 1]; ring += 1) {
            const places = [];
            for (let vertex = firstVertex[ring]; vertex < firstVertex[ring + 1]; vertex += 1) {
              places.push([lat[vertex], lon[vertex]]);
            }
            rings.push(places);
          }
          parts.push(rings);
        }
        return parts;
      },
    };
  }

  function sums(counts) {
    const result = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i += 1) {
      result[i + 1] = result[i] + counts[i];
    }
    return result;
  }

  function boxOf(world, from, to) {
    const box = [1, 1, 0, 0];
    for (let i = from; i < to; i += 1) {
      box[0] = Math.min(box[0], world.x[i]);
      box[1] = Math.min(box[1], world.y[i]);
      box[2] = Math.max(box[2], world.x[i]);
      box[3] = Math.max(box[3], world.y[i]);
    }
    return box;
  }

  /** Return the box of a block that is a point; of one without a place a box that nothing meets. */
  function boxOfPoint(point) {
    if (!point) {
      return [2, 2, -1, -1];
    }
    const world = page.worldPlaces([point[1]], [point[0]]);
    return [world.x[0], world.y[0], world.x[0], world.y[0]];
  }

  /** One layer of many blocks; `has(i)`: whether block `i` is in it. */
  const VerdictShapes = L.Path.extend({
    initialize: function (shapes, styles, has) {
      L.Util.setOptions(this, { interactive: true, weight: 2 });
      this._shapes = shapes;
      this._styles = styles;
      this.has = has;
      /** The block that was last found under the mouse, -1 for none. */
      this.found = -1;
    },

    _project: function () {
      // All that is drawn may be of this layer.
      this._pxBounds = this._renderer._bounds || L.bounds([0, 0], this._map.getSize());
    },

    _update: function () {
      this._updatePath();
    },

    /** Draw again where a block is, and nothing else. */
    redrawBlock: function (i) {
      if (this._map) {
        const view = this._view();
        const at = [0, 1, 2, 3].map(function (side) {
          return this._shapes.boxes[4 * i + side] * view.scale - (side % 2 ? view.top : view.left);
        }, this);
        const radius = L.point(POINT_RADIUS, POINT_RADIUS);
        const all = this._pxBounds;
        this._pxBounds = L.bounds(L.point(at[0], at[1]).subtract(radius), L.point(at[2], at[3]).add(radius));
        this._renderer._requestRedraw(this);
        this._pxBounds = all;
      }
    },

    _updatePath: function () {
      if (this._renderer._drawing) {
        this._pxBounds = this._renderer._bounds;
        this._draw(this._renderer._ctx, this._renderer._redrawBounds || this._renderer._bounds);
      }
    },

    _draw: function (pen, bounds) {
      const view = this._view();
      const box = [
        (bounds.min.x + view.left) / view.scale,
        (bounds.min.y + view.top) / view.scale,
        (bounds.max.x + view.left) / view.scale,
        (bounds.max.y + view.top) / view.scale,
      ];
      const margin = (POINT_RADIUS + 2) / view.scale;
      const thin = this._map.getZoom() < HAIRLINES_BELOW_ZOOM ? 0.5 : 1;
      const boxes = this._shapes.boxes;
      pen.save();
      pen.lineCap = pen.lineJoin = "round";
      for (let i = 0; i < this._styles.length; i += 1) {
        if (
          this.has(i) &&
          boxes[4 * i] <= box[2] + margin &&
          boxes[4 * i + 2] >= box[0] - margin &&
          boxes[4 * i + 1] <= box[3] + margin &&
          boxes[4 * i + 3] >= box[1] - margin
        ) {
          this._trace(pen, i, view);
          inked(pen, this._styles[i], thin);
        }
      }
      pen.restore();
    },

    /** Return how world places become pixels of the layer. */
    _view: function () {
      const origin = this._map.getPixelOrigin();
      return { scale: WORLD * 2 ** this._map.getZoom(), left: origin.x, top: origin.y };
    },

    _trace: function (pen, i, view) {
      const shapes = this._shapes;
      pen.beginPath();
      if (shapes.firstPart[i] === shapes.firstPart[i + 1]) {
        const x = shapes.boxes[4 * i] * view.scale - view.left;
        pen.arc(x, shapes.boxes[4 * i + 1] * view.scale - view.top, POINT_RADIUS, 0, 2 * Math.PI);
        return;
      }
      const last = shapes.firstRing[shapes.firstPart[i + 1]];
      for (let ring = shapes.firstRing[shapes.firstPart[i]]; ring < last; ring += 1) {
        traceRing(pen, shapes, ring, view);
      }
    },

    _containsPoint: function (point) {
      const view = this._view();
      const x = (point.x + view.left) / view.scale;
      const y = (point.y + view.top) / view.scale;
      const near = (POINT_RADIUS + this._clickTolerance()) / view.scale;
      this.found = -1;
      for (let i = this._styles.length - 1; i >= 0 && this.found < 0; i -= 1) {
        if (this.has(i) && isAt(this._shapes, i, x, y, near)) {
          this.found = i;
        }
      }
      return this.found >= 0;
    },
  });

  function traceRing(pen, shapes, ring, view) {
    const world = shapes.world;
    let before = null;
    for (let i = shapes.firstVertex[ring]; i < shapes.firstVertex[ring + 1]; i += 1) {
      const x = world.x[i] * view.scale - view.left;
      const y = world.y[i] * view.scale - view.top;
      if (!before) {
        pen.moveTo(x, y);
        before = [x, y];
      } else if (Math.abs(x - before[0]) + Math.abs(y - before[1]) > LEAST_STEP) {
        pen.lineTo(x, y);
        before = [x, y];
      }
    }
    pen.closePath();
  }

  function inked(pen, style, thin) {
    pen.globalAlpha = style.fillOpacity;
    pen.fillStyle = style.fillColor;
    pen.fill(INSIDE_OF_RING);
    pen.globalAlpha = style.opacity;
    pen.strokeStyle = style.color;
    pen.lineWidth = style.weight * thin;
    pen.setLineDash(style.dashArray ? style.dashArray.split(" ").map(Number) : []);
    pen.stroke();
  }

  function isAt(shapes, i, x, y, near) {
    const box = 4 * i;
    const isPoint = shapes.firstPart[i] === shapes.firstPart[i + 1];
    const margin = isPoint ? near : 0;
    if (
      x < shapes.boxes[box] - margin ||
      x > shapes.boxes[box + 2] + margin ||
      y < shapes.boxes[box + 1] - margin ||
      y > shapes.boxes[box + 3] + margin
    ) {
      return false;
    }
    return isPoint
      ? (x - shapes.boxes[box]) ** 2 + (y - shapes.boxes[box + 1]) ** 2 <= near * near
      : isWithin(shapes, i, x, y);
  }

  function isWithin(shapes, i, x, y) {
    const world = shapes.world;
    const last = shapes.firstRing[shapes.firstPart[i + 1]];
    let within = false;
    for (let ring = shapes.firstRing[shapes.firstPart[i]]; ring < last; ring += 1) {
      const end = shapes.firstVertex[ring + 1];
      for (let at = shapes.firstVertex[ring], before = end - 1; at < end; before = at, at += 1) {
        const crosses = world.y[at] > y !== world.y[before] > y;
        const share = (y - world.y[at]) / (world.y[before] - world.y[at]);
        if (crosses && x < world.x[at] + share * (world.x[before] - world.x[at])) {
          within = !within;
        }
      }
    }
    return within;
  }

  /** Make a layer tell `app` which block the mouse is over, and which is clicked. */
  function answering(app, layer) {
    let shown = -1;
    const over = function (event) {
      if (layer.found !== shown) {
        shown = layer.found;
        app.hover("block", shown, event.latlng);
      } else {
        app.hoverMove(event.latlng);
      }
    };
    return layer.on({
      mouseover: over,
      mousemove: over,
      mouseout: function () {
        shown = -1;
        app.hover(null);
      },
      click: function (event) {
        // While a center is being placed, the map takes the click.
        if (!app.placing) {
          L.DomEvent.stopPropagation(event);
          app.select("block", layer.found, false);
        }
      },
    });
  }

  page.blockShapes = blockShapes;
})((window.circlesPage = window.circlesPage || {}));
