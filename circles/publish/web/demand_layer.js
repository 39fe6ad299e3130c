// Planned estates that do not count: a mark of each with its ground, and a card that says when it is delivered.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VIOLET = "#5b3f8c";

  /** Return the layer of planned estates by name; none where all count or there are none. */
  function demandLayers(app) {
    const demand = app.data.demand;
    if (!demand) {
      return {};
    }
    const on = page.mapPane(app.map, "demand", 455, true);
    const grounds = page.packedData.polygons(demand.polygons);
    const layers = [];
    page.packedData.points(demand.points).forEach(function (place, i) {
      if (grounds[i] && grounds[i].length) {
        const ground = {
          color: VIOLET,
          weight: 2,
          dashArray: "5 4",
          fillColor: "#ffffff",
          fillOpacity: 0.35,
        };
        layers.push(withCard(L.polygon(grounds[i], Object.assign(ground, on)), demand.cards[i]));
      }
      const dot = {
        radius: 6,
        color: VIOLET,
        weight: 2,
        dashArray: "3 2",
        fillColor: "#ffffff",
        fillOpacity: 1,
      };
      layers.push(withCard(L.circleMarker(place, Object.assign(dot, on)), demand.cards[i]));
    });
    return { demand: L.layerGroup(layers) };
  }

  /** Return the name of this layer where it holds anything. */
  function demandLayerNames(app) {
    return app.data.demand ? ["demand"] : [];
  }

  function withCard(layer, card) {
    layer.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
    });
    return layer.bindPopup(
      function () {
        return make("div", { class: "remedy-card" }, [
          make("strong", { text: card.title }),
          make("p", { class: "small", text: card.state }),
          make("dl", { class: "facts" }, card.facts.reduce(termsOf, [])),
        ]);
      },
      { maxWidth: 320 },
    );
  }

  function termsOf(terms, fact) {
    return terms.concat([make("dt", { text: fact[0] }), make("dd", { text: fact[1] })]);
  }

  page.demandLayers = demandLayers;
  page.demandLayerNames = demandLayerNames;
})((window.circlesPage = window.circlesPage || {}));
