// The streets as a quiet base map: canvas tiles drawn from typed arrays, sharp on any screen.
(function (page) {
  "use strict";

  const TILE = 512;
  const PATHS_FROM_ZOOM = 14;
  // Dark enough to be read within the blue of what is covered; from afar they are the thinner for it.
  const COLOURS = ["#69737c", "#636d77", "#5b6570"];
  // Width in pixels by rank at zoom 12, 13, ... 18.
  const WIDTHS = [
    [0.4, 0.5, 0.7, 0.9, 1.1, 1.4, 1.8],
    [0.6, 0.8, 1.1, 1.5, 2, 2.6, 3.4],
    [1.1, 1.5, 2, 2.6, 3.4, 4.4, 5.6],
  ];

  /** Return a layer of the streets; `lines` as packedData.streetLines gives them, `ranks` one of 0, 1, 2 a piece, -1 not drawn; options.colours: of each rank. */
  function streetLayer(lines, ranks, options) {
    const world = worldPlaces(lines.lon, lines.lat);
    const boxes = pieceBoxes(lines.first, world);
    const Layer = L.GridLayer.extend({
      createTile: function (coords) {
        return drawTile(coords, lines.first, world, boxes, ranks, this.options.colours || COLOURS);
      },
    });
    return new Layer(Object.assign({ tileSize: TILE, updateWhenZooming: false, keepBuffer: 1 }, options));
  }

  /** Return Web Mercator places in 0..1, for drawing only. */
  function worldPlaces(lon, lat) {
    const n = lon.length;
    const x = new Float64Array(n);
    const y = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      const sine = Math.sin((lat[i] * Math.PI) / 180);
      x[i] = lon[i] / 360 + 0.5;
      y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
    return { x: x, y: y };
  }

  function pieceBoxes(first, world) {
    const boxes = new Float64Array(4 * (first.length - 1));
    for (let piece = 0; piece < first.length - 1; piece += 1) {
      let west = 1;
      let north = 1;
      let east = 0;
      let south = 0;
      for (let i = first[piece]; i < first[piece + 1]; i += 1) {
        west = Math.min(west, world.x[i]);
        east = Math.max(east, world.x[i]);
        north = Math.min(north, world.y[i]);
        south = Math.max(south, world.y[i]);
      }
      boxes.set([west, north, east, south], 4 * piece);
    }
    return boxes;
  }

  function drawTile(coords, first, world, boxes, ranks, colours) {
    const scale = 256 * 2 ** coords.z;
    const pieces = [0, 1, 2].map(function (rank) {
      return rank === 0 && coords.z < PATHS_FROM_ZOOM ? [] : piecesWithin(coords, scale, boxes, ranks, rank);
    });
    if (!pieces.some(isAny)) {
      // Browsers without a graphics processor copy each canvas of a page for every picture, also one of nothing.
      return document.createElement("div");
    }
    // Shown as large or, at half a step of the zoom, smaller: as fine as the screen or the picture is enough.
    const sharpness = Math.max(L.Browser.retina ? 2 : 1, Math.min(3, window.devicePixelRatio || 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(TILE * sharpness);
    canvas.height = canvas.width;
    const pen = canvas.getContext("2d");
    pen.scale(sharpness, sharpness);
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pieces.forEach(function (drawn, rank) {
      pen.strokeStyle = colours[rank];
      pen.lineWidth = widthAt(rank, coords.z);
      pen.beginPath();
      drawn.forEach(function (piece) {
        trace(pen, piece, first, world, scale, coords);
      });
      pen.stroke();
    });
    return canvas;
  }

  function isAny(list) {
    return list.length > 0;
  }

  /** Return the pieces of a rank that a tile shows something of. */
  function piecesWithin(coords, scale, boxes, ranks, rank) {
    const margin = (widthAt(rank, coords.z) + 1) / scale;
    const west = (coords.x * TILE) / scale - margin;
    const north = (coords.y * TILE) / scale - margin;
    const east = west + TILE / scale + 2 * margin;
    const south = north + TILE / scale + 2 * margin;
    const found = [];
    for (let piece = 0; piece < ranks.length; piece += 1) {
      const box = 4 * piece;
      if (
        ranks[piece] === rank &&
        boxes[box] <= east &&
        boxes[box + 2] >= west &&
        boxes[box + 1] <= south &&
        boxes[box + 3] >= north
      ) {
        found.push(piece);
      }
    }
    return found;
  }

  function trace(pen, piece, first, world, scale, coords) {
    const left = coords.x * TILE;
    const top = coords.y * TILE;
    let i = first[piece];
    pen.moveTo(world.x[i] * scale - left, world.y[i] * scale - top);
    for (i += 1; i < first[piece + 1]; i += 1) {
      pen.lineTo(world.x[i] * scale - left, world.y[i] * scale - top);
    }
  }

  function widthAt(rank, zoom) {
    const widths = WIDTHS[rank];
    return widths[Math.max(0, Math.min(widths.length - 1, zoom - 12))];
  }

  page.streetLayer = streetLayer;
  page.worldPlaces = worldPlaces;
  page.pieceBoxes = pieceBoxes;
  page.streetColours = COLOURS;
})((window.circlesPage = window.circlesPage || {}));
