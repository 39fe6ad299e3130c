// Water under the streets, quiet, in a tone and with waves of its own, and its names in what is free.
(function (page) {
  "use strict";

  const EDGE = "#86b8c1";
  const GROUND = "#d8ebec";
  const WIDTHS = { river: 3.4, canal: 2.6 };
  const OTHERS = 1.4;
  const SIZE = 12;
  // Names of one water lie so far apart; one that is shorter than its name has none.
  const APART_PX = 520;
  const SAME_PX = 260;

  /** Return the layer of the water; `on`: its pane, `waves`: what fills areas. */
  function waterLayer(app, on, waves) {
    const water = app.data.water;
    const still = Object.assign({ interactive: false, smoothFactor: 0.8 }, on);
    if (!water) {
      return L.layerGroup();
    }
    const areas = page.packedData.polygons(water.areas).map(function (parts) {
      return L.polygon(
        parts,
        Object.assign({ color: EDGE, weight: 0.8, fillColor: waves(GROUND, EDGE), fillOpacity: 1 }, still),
      );
    });
    const lines = page.packedData.lines(water.lines).map(function (line, i) {
      const kind = water.kinds[water.lines.kind[i]];
      return L.polyline(line, Object.assign({ color: EDGE, weight: WIDTHS[kind] || OTHERS }, still));
    });
    // Areas over lines: a river that is both has its own ground.
    return L.layerGroup(lines.concat(areas));
  }

  /** Return what gives the names of water as labels for the view that is shown. */
  function waterLabels(app) {
    const water = app.data.water;
    if (!water) {
      return function () {
        return [];
      };
    }
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "italic " + SIZE + "px sans-serif";
    const things = linesOf(water).concat(areasOf(water));
    return function () {
      if (!app.isShown("water")) {
        return [];
      }
      const placed = [];
      things.forEach(function (thing) {
        const half = pen.measureText(thing.name).width / 2 + 4;
        thing.placesAt(app.map, 2 * half).forEach(function (place) {
          const at = app.map.latLngToLayerPoint(place);
          const again = placed.some(function (other) {
            return other.name === thing.name && other.at.distanceTo(at) < SAME_PX;
          });
          if (!again) {
            placed.push({ name: thing.name, at: at, place: place, half: half });
          }
        });
      });
      return placed.map(label);
    };
  }

  function linesOf(water) {
    return page.packedData
      .lines(water.lines)
      .map(function (line, i) {
        return {
          name: water.names[water.lines.name[i]],
          /** Return places along the line, evenly, none where it is shorter than its name. */
          placesAt: function (map, width) {
            return alongLine(map, line, width);
          },
        };
      })
      .filter(isNamed);
  }

  function areasOf(water) {
    const middles = page.packedData.points(water.areas.at);
    return page.packedData
      .polygons(water.areas)
      .map(function (parts, i) {
        return {
          name: water.names[water.areas.name[i]],
          place: L.latLng(middles[i]),
          placesAt: function (map, width) {
            const bounds = L.latLngBounds(parts[0][0]);
            const box = map.latLngToLayerPoint(bounds.getSouthEast());
            const size = box.subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
            return size.x > width * 0.8 && size.y > SIZE ? [this.place] : [];
          },
        };
      })
      .filter(isNamed);
  }

  function isNamed(thing) {
    return thing.name;
  }

  function alongLine(map, line, width) {
    const points = line.map(function (place) {
      return map.latLngToLayerPoint(place);
    });
    const along = [0];
    for (let i = 1; i < points.length; i += 1) {
      along.push(along[i - 1] + points[i].distanceTo(points[i - 1]));
    }
    const length = along[along.length - 1];
    const places = [];
    const many = length < width ? 0 : Math.max(1, Math.floor(length / APART_PX));
    for (let k = 0; k < many; k += 1) {
      const at = (length * (k + 0.5)) / many;
      const i = Math.max(
        1,
        along.findIndex(function (each) {
          return each >= at;
        }),
      );
      const share = (at - along[i - 1]) / (along[i] - along[i - 1] || 1);
      places.push(
        L.latLng(
          line[i - 1][0] + (line[i][0] - line[i - 1][0]) * share,
          line[i - 1][1] + (line[i][1] - line[i - 1][1]) * share,
        ),
      );
    }
    return places;
  }

  function label(placed) {
    return {
      key: ["w", placed.name, placed.place.lat.toFixed(5), placed.place.lng.toFixed(5)].join(" "),
      place: placed.place,
      left: -placed.half,
      right: placed.half,
      top: -8,
      bottom: 8,
      marker: function () {
        return L.marker(placed.place, {
          icon: L.divIcon({
            className: "map-label",
            html: page.elements.make("span", { class: "water-name", text: placed.name }),
            iconSize: [0, 0],
          }),
          interactive: false,
          keyboard: false,
        });
      },
    };
  }

  /** Return the name of the layer where there is water. */
  function waterLayerNames(app) {
    return app.data.water ? ["water"] : [];
  }

  page.waterLayer = waterLayer;
  page.waterLabels = waterLabels;
  page.waterLayerNames = waterLayerNames;
})((window.circlesPage = window.circlesPage || {}));
