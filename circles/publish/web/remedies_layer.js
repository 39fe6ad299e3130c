// Remedies on the map: missing links and the places of other measures, each with a card; those of a gap beside its figures.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const TEAL = "#00606b";
  const MOST_LISTED = 8;

  /** Return the layers of remedies by name; none where none were looked for. */
  function remedyLayers(app) {
    const remedies = app.data.remedies;
    if (!remedies) {
      return {};
    }
    const on = page.mapPane(app.map, "remedies", 460, true);
    return { missing_links: links(app, remedies, on), measures: places(app, remedies, on) };
  }

  /** Return the names of these layers that hold anything. */
  function remedyLayerNames(app) {
    const remedies = app.data.remedies;
    return []
      .concat(remedies && remedies.links.card.length ? ["missing_links"] : [])
      .concat(remedies && remedies.places.card.length ? ["measures"] : []);
  }

  function links(app, remedies, on) {
    const layers = [];
    page.packedData.lines(remedies.links).forEach(function (line, i) {
      const halo = { color: "#ffffff", weight: 8, opacity: 0.9, interactive: false };
      const drawn = { color: TEAL, weight: 4, opacity: 1, dashArray: "6 4" };
      layers.push(L.polyline(line, Object.assign(halo, on)));
      layers.push(withCard(app, L.polyline(line, Object.assign(drawn, on)), remedies.links.card[i]));
    });
    return L.layerGroup(layers);
  }

  function places(app, remedies, on) {
    const points = page.packedData.points(remedies.places);
    const layers = points.map(function (place, i) {
      const dot = { radius: 6, color: TEAL, weight: 2, fillColor: "#ffffff", fillOpacity: 1 };
      return withCard(app, L.circleMarker(place, Object.assign(dot, on)), remedies.places.card[i]);
    });
    return L.layerGroup(layers);
  }

  function withCard(app, layer, card) {
    layer.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
    });
    return layer.bindPopup(
      function () {
        return remedyCard(app, card);
      },
      { maxWidth: 320 },
    );
  }

  /** Return the card of a measure. */
  function remedyCard(app, i) {
    const card = app.data.remedies.cards[i];
    return make("div", { class: "remedy-card" }, [
      make("strong", { text: card.title }),
      make(
        "dl",
        { class: "facts" },
        card.facts.reduce(function (terms, fact) {
          return terms.concat([make("dt", { text: fact[0] }), make("dd", { text: fact[1] })]);
        }, []),
      ),
      make("p", { class: "small", text: app.say("map.remedies.edit", { id: card.id }) }),
    ]);
  }

  /** Return why a gap is there and what would cure it, null where that was not looked for. */
  function gapRemedies(app, i) {
    const remedies = app.data.remedies;
    if (!remedies || !remedies.cause[i]) {
      return null;
    }
    const own = remedies.gaps[i];
    const line = function (card) {
      const found = remedies.cards[card];
      return make("li", { text: found.title + " · " + found.facts[0][0] + " " + found.facts[0][1] });
    };
    return make("section", { class: "gap-remedies" }, [
      make("p", { text: app.say("map.remedies.cause", { cause: remedies.cause[i] }) }),
      own.length
        ? make("ul", {}, own.slice(0, MOST_LISTED).map(line))
        : make("p", { text: app.say("map.remedies.none") }),
      own.length > MOST_LISTED
        ? make("p", {
            class: "small",
            text: app.say("map.remedies.more", { count: own.length - MOST_LISTED }),
          })
        : null,
    ]);
  }

  page.remedyLayers = remedyLayers;
  page.remedyLayerNames = remedyLayerNames;
  page.gapRemedies = gapRemedies;
})((window.circlesPage = window.circlesPage || {}));
