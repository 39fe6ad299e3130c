// What stands on every map of ours: zoom, the way back to the whole, the scale, and whose streets they are.
(function (page) {
  "use strict";

  const make = page.elements.make;

  function mapControls(app) {
    L.control
      .zoom({
        position: "topright",
        zoomInTitle: app.say("map.zoom_in"),
        zoomOutTitle: app.say("map.zoom_out"),
      })
      .addTo(app.map);
    homeControl(app);
    if (app.data.facts.osm && !app.tiles) {
      app.map.attributionControl.addAttribution("&copy; OpenStreetMap contributors");
    }
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(app.map);
  }

  function homeControl(app) {
    const Home = L.Control.extend({
      onAdd: function () {
        const button = page.elements.button(
          {
            class: "home",
            text: "⌂",
            title: app.say("map.whole"),
            attributes: { "aria-label": app.say("map.whole") },
          },
          function () {
            app.showWhole(!app.calm);
          },
        );
        const bar = make("div", { class: "leaflet-bar" }, [button]);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    new Home({ position: "topright" }).addTo(app.map);
  }

  /** Put the card of a legend in its corner; what is done on it does not move the map. */
  function legendCard(app, card) {
    const Card = L.Control.extend({
      onAdd: function () {
        L.DomEvent.disableClickPropagation(card);
        L.DomEvent.disableScrollPropagation(card);
        return card;
      },
    });
    new Card({ position: "bottomright" }).addTo(app.map);
  }

  page.mapControls = mapControls;
  page.legendCard = legendCard;
})((window.circlesPage = window.circlesPage || {}));
