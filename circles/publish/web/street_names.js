// Names of streets along their lines, as many as fit, from the streets of the page alone.
(function (page) {
  "use strict";

  // The zoom from which streets of each rank are named: paths, others, main streets.
  const FROM_ZOOM = [17, 16, 15];
  const SIZES = [11, 11.5, 12.5];
  const WORLD = 256;
  const APART_PX = 420;
  const SHIFTS_PX = [0, -60, 60, -130, 130];
  const MARGIN_PX = 14;
  const MOST = 160;
  // Letters of one name turn by no more than so much from each to the next, in radians.
  const MOST_TURN = 0.5;

  /**
   * Show names over the map while the layer of the streets is on, drawn anew when the view has changed; `blocked()`: boxes
   * in layer pixels that no name may cover.
   */
  function streetNames(app, blocked) {
    const on = page.mapPane(app.map, "names", 396, false);
    const element = L.DomUtil.create("canvas", "street-names", app.map.getPane(on.pane));
    const world = page.worldPlaces(app.lines.lon, app.lines.lat);
    const boxes = page.pieceBoxes(app.lines.first, world);

    let written = [];

    function draw() {
      written = [];
      const size = app.map.getSize();
      const sharpness = L.Browser.retina ? 2 : 1;
      L.DomUtil.setPosition(element, app.map.containerPointToLayerPoint([0, 0]));
      element.width = size.x * sharpness;
      element.height = size.y * sharpness;
      element.style.width = size.x + "px";
      element.style.height = size.y + "px";
      const zoom = app.map.getZoom();
      if (!app.isShown("streets") || zoom < FROM_ZOOM[2]) {
        return;
      }
      const pen = element.getContext("2d");
      pen.scale(sharpness, sharpness);
      const view = viewOf(app.map);
      const chains = page.namedLines(app.data.streets, piecesIn(app.data.streets, boxes, view, zoom));
      const taken = blocked().map(function (box) {
        return moved(box, view.shift);
      });
      written = lettered(pen, chains, {
        lines: app.lines,
        world: world,
        view: view,
        streets: app.data.streets,
        taken: taken,
      });
    }

    app.map.on("moveend zoomend resize", draw);
    app.map.on("zoomstart", function () {
      element.width = 0;
    });
    app.map.on("layeradd layerremove", function (event) {
      if (event.layer === app.layers.streets) {
        draw();
      }
    });
    draw();
    return {
      /** Return the names that are written. */
      written: function () {
        return written;
      },
    };
  }

  function moved(box, shift) {
    return {
      left: box.left + shift.x,
      right: box.right + shift.x,
      top: box.top + shift.y,
      bottom: box.bottom + shift.y,
    };
  }

  /** Return how world places become pixels of the view, and how layer pixels do. */
  function viewOf(map) {
    const origin = map.getPixelOrigin();
    const shift = map.layerPointToContainerPoint([0, 0]);
    const size = map.getSize();
    const scale = WORLD * 2 ** map.getZoom();
    const left = origin.x - shift.x;
    const top = origin.y - shift.y;
    return {
      scale: scale,
      left: left,
      top: top,
      shift: shift,
      box: [left / scale, top / scale, (left + size.x) / scale, (top + size.y) / scale],
    };
  }

  /** Return the pieces with a name in the view that are wide enough to be named at a zoom. */
  function piecesIn(streets, boxes, view, zoom) {
    const found = [];
    for (let piece = 0; piece < streets.rank.length; piece += 1) {
      const rank = streets.rank[piece];
      const box = 4 * piece;
      if (
        rank >= 0 &&
        zoom >= FROM_ZOOM[rank] &&
        streets.names[streets.name[piece]] &&
        boxes[box] <= view.box[2] &&
        boxes[box + 2] >= view.box[0] &&
        boxes[box + 1] <= view.box[3] &&
        boxes[box + 3] >= view.box[1]
      ) {
        found.push(piece);
      }
    }
    return found;
  }

  /** Write names along their lines, main streets first, then the longest; return those written. */
  function lettered(pen, chains, about) {
    const lines = chains.map(function (chain) {
      return pixelLine(chain, about);
    });
    lines.sort(function (a, b) {
      return b.rank - a.rank || b.length - a.length;
    });
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const written = [];
    lines.forEach(function (line) {
      pen.font = (line.rank === 2 ? "600 " : "") + SIZES[line.rank] + "px sans-serif";
      const letters = Array.from(line.name).map(function (letter) {
        return { text: letter, width: pen.measureText(letter).width };
      });
      const width = letters.reduce(function (sum, letter) {
        return sum + letter.width;
      }, 0);
      for (let middle = firstMiddle(line.length); middle < line.length; middle += APART_PX) {
        // Where something stands in the middle, a little before or behind it.
        const fits = SHIFTS_PX.some(function (shift) {
          const from = middle + shift - width / 2;
          const within = from > MARGIN_PX / 2 && from + width + MARGIN_PX / 2 < line.length;
          return written.length < MOST && within && write(pen, line, letters, from, about.taken);
        });
        if (fits) {
          written.push(line.name);
        }
      }
    });
    return written;
  }

  /** Return where the first of the names along a line has its middle, so that they lie evenly. */
  function firstMiddle(length) {
    const more = Math.max(0, Math.floor((length - APART_PX / 2) / APART_PX));
    return (length - more * APART_PX) / 2;
  }

  function pixelLine(chain, about) {
    const view = about.view;
    const xy = [];
    chain.parts.forEach(function (part) {
      const from = about.lines.first[part.piece];
      const to = about.lines.first[part.piece + 1];
      for (let k = 0; k < to - from; k += 1) {
        const i = part.forward ? from + k : to - 1 - k;
        if (k > 0 || !xy.length) {
          xy.push([about.world.x[i] * view.scale - view.left, about.world.y[i] * view.scale - view.top]);
        }
      }
    });
    const last = xy[xy.length - 1];
    if (last[0] < xy[0][0] || (last[0] === xy[0][0] && last[1] < xy[0][1])) {
      xy.reverse();
    }
    const along = [0];
    for (let i = 1; i < xy.length; i += 1) {
      along.push(along[i - 1] + Math.hypot(xy[i][0] - xy[i - 1][0], xy[i][1] - xy[i - 1][1]));
    }
    return { xy: xy, along: along, length: along[along.length - 1], name: chain.name, rank: chain.rank };
  }

  /** Write a name from a place along a line, unless it bends too much there or would cover another; return whether. */
  function write(pen, line, letters, from, taken) {
    let at = from;
    const placed = letters.map(function (letter) {
      const place = placeAt(line, at + letter.width / 2);
      at += letter.width;
      return Object.assign(place, { text: letter.text, half: letter.width / 2 + 1 });
    });
    const bends = placed.some(function (place, i) {
      return i > 0 && Math.abs(turn(placed[i - 1].angle, place.angle)) > MOST_TURN;
    });
    const upside = Math.cos(placed[placed.length >> 1].angle) < -0.01;
    const boxes = placed.map(function (place) {
      const half = Math.max(place.half, 7);
      return { left: place.x - half, right: place.x + half, top: place.y - half, bottom: place.y + half };
    });
    const covers = boxes.some(function (box) {
      return taken.some(function (other) {
        return !(
          box.right < other.left ||
          other.right < box.left ||
          box.bottom < other.top ||
          other.bottom < box.top
        );
      });
    });
    if (bends || upside || covers) {
      return false;
    }
    boxes.forEach(function (box) {
      taken.push(box);
    });
    ["strokeText", "fillText"].forEach(function (how) {
      placed.forEach(function (place) {
        pen.save();
        pen.translate(place.x, place.y);
        pen.rotate(place.angle);
        pen.lineWidth = 3.2;
        pen.strokeStyle = "rgba(255, 255, 255, 0.92)";
        pen.fillStyle = "#37424d";
        pen[how](place.text, 0, 0);
        pen.restore();
      });
    });
    return true;
  }

  function placeAt(line, distance) {
    let i = 1;
    while (i < line.along.length - 1 && line.along[i] < distance) {
      i += 1;
    }
    const a = line.xy[i - 1];
    const b = line.xy[i];
    const span = line.along[i] - line.along[i - 1] || 1;
    const share = (distance - line.along[i - 1]) / span;
    return {
      x: a[0] + (b[0] - a[0]) * share,
      y: a[1] + (b[1] - a[1]) * share,
      angle: Math.atan2(b[1] - a[1], b[0] - a[0]),
    };
  }

  function turn(a, b) {
    const full = 2 * Math.PI;
    return ((((b - a + Math.PI) % full) + full) % full) - Math.PI;
  }

  page.streetNames = streetNames;
})((window.circlesPage = window.circlesPage || {}));
