// Demonstration sites on the map: a full star at each center that is chosen, a hollow one at the first reserves.
(function (page) {
  "use strict";

  const STARS = { chosen: "\u2605", reserve: "\u2606" };

  /** Return the names of the layers of demonstration sites that hold anything. */
  function demonstrationLayerNames(app) {
    const told = app.data.demonstration;
    return Object.keys(STARS)
      .filter(function (standing) {
        return told && told[standing].length > 0;
      })
      .map(function (standing) {
        return "demonstration_" + standing;
      });
  }

  /** Return these layers by name. */
  function demonstrationLayers(app) {
    const layers = {};
    demonstrationLayerNames(app).forEach(function (name) {
      layers[name] = stars(app, name.slice("demonstration_".length));
    });
    return layers;
  }

  /** Return how many sites each of these layers shows. */
  function demonstrationCounts(app) {
    const counts = {};
    demonstrationLayerNames(app).forEach(function (name) {
      counts[name] = app.data.demonstration[name.slice("demonstration_".length)].length;
    });
    return counts;
  }

  /** Draw a star beside each center, whose own mark is still seen. */
  function stars(app, standing) {
    const layers = [];
    app.data.demonstration[standing].forEach(function (center) {
      const place = app.centerPoints[center];
      if (!place) {
        return;
      }
      const mark = page.elements.make("span", {
        class: "star-mark star-" + standing,
        text: STARS[standing],
      });
      const star = L.marker(place, {
        icon: L.divIcon({ className: "map-label", html: mark, iconSize: [22, 22], iconAnchor: [22, 22] }),
        title: app.centerName(center) + " \u00b7 " + app.say("map.layer.demonstration_" + standing),
        keyboard: false,
        zIndexOffset: 1000,
      });
      layers.push(
        star.on("click", function () {
          app.select("center", center, false);
        }),
      );
    });
    return L.layerGroup(layers);
  }

  page.demonstrationLayerNames = demonstrationLayerNames;
  page.demonstrationLayers = demonstrationLayers;
  page.demonstrationCounts = demonstrationCounts;
})((window.circlesPage = window.circlesPage || {}));
