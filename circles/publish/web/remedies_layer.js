// Remedies on the map: missing links and the places of other measures, each with a card; those of a gap beside its figures.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const TEAL = "#00606b";
  const MOST_LISTED = 8;
  const NEAR_ZOOM = 16;
  // People, consent and cost; the card on the map says the rest.
  const FACTS_TOLD = 3;

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
    layer.remedy = card;
    return layer.bindPopup(
      function () {
        return remedyCard(app, card);
      },
      { minWidth: 250, maxWidth: 320 },
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
    return make("section", { class: "gap-remedies" }, [
      make("p", { text: app.say("map.remedies.cause", { cause: remedies.cause[i] }) }),
      make("h3", { text: app.say("map.remedies.measures") }),
      own.length ? make("p", { class: "small remedy-cheapest", text: remedies.cheapest.gaps[i] }) : null,
      own.length
        ? remedyList(app, own, MOST_LISTED, remedies.of_gap[i])
        : make("p", { text: app.say("map.remedies.none") }),
    ]);
  }

  /**
   * Return measures one below the other, each with people, consent and cost; it is shown on the map, and tried.
   * In the list of a gap `ofGap` are whom each brings inside of the gap and who of it is left, null where unknown.
   */
  function remedyList(app, cards, most, ofGap) {
    const items = cards.map(function (card, i) {
      return remedyItem(app, card, ofGap ? ofGap[i] : null);
    });
    const left = items.length - most;
    const list = make("ul", { class: "remedy-list" }, items.slice(0, most));
    if (left <= 0) {
      return list;
    }
    const more = page.elements.button(
      { class: "quiet-button", text: app.say("map.remedies.more", { count: left }) },
      function () {
        page.elements.fill(list, items);
        items[most].querySelector("button").focus();
      },
    );
    list.appendChild(make("li", {}, [more]));
    return list;
  }

  function remedyItem(app, card, ofGap) {
    const found = app.data.remedies.cards[card];
    const shown = page.elements.button({ class: "link-button", text: found.title }, function () {
      showRemedy(app, card);
    });
    const own = ofGap ? [app.say("map.remedies.of_gap", { gained: ofGap[0], left: ofGap[1] })] : [];
    const small = own.concat(
      found.facts.slice(0, FACTS_TOLD).map(function (fact) {
        return app.say("map.remedies.fact", { name: fact[0], value: fact[1] });
      }),
    );
    return make("li", {}, [
      shown,
      make("p", { class: "small", text: small.join(app.say("map.remedies.fact_joint")) }),
      tryButton(app, found),
    ]);
  }

  /** Return the button that adds a measure to the trial, null where the page answers none. */
  function tryButton(app, found) {
    return app.tryOut
      ? page.elements.button(
          {
            class: "quiet-button remedy-try",
            text: app.say("map.remedies.try"),
            attributes: { "aria-label": app.say("map.remedies.try_named", { name: found.title }) },
          },
          function () {
            app.tryOut(function (scenario) {
              return page.remedyTrial.withRemedy(scenario, found.scenario);
            });
          },
        )
      : null;
  }

  /** Go to a measure on the map and open its card there. */
  function showRemedy(app, card) {
    const remedies = app.data.remedies;
    const isLink = remedies.links.card.indexOf(card) >= 0;
    const name = isLink ? "missing_links" : "measures";
    if (!app.isShown(name)) {
      app.switchLayer(name, true);
    }
    const layer = app.layers[name].getLayers().find(function (each) {
      return each.remedy === card;
    });
    const place = isLink ? layer.getCenter() : layer.getLatLng();
    app.map.setView(place, Math.max(app.map.getZoom(), NEAR_ZOOM), { animate: false });
    layer.openPopup(place);
  }

  page.remedyLayers = remedyLayers;
  page.remedyLayerNames = remedyLayerNames;
  page.gapRemedies = gapRemedies;
  page.remedyList = remedyList;
})((window.circlesPage = window.circlesPage || {}));
