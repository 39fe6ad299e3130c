// Where an audit found what it found: blocks, centers and districts on the map, and as names that lead there.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_NAMED = 12;
  const EDGE = "#8f3f00";

  /** Return the rows of a kind among places, none where there are none. */
  function rowsOf(places, kind) {
    return places[kind] || [];
  }

  /** Return what is drawn about places: blocks, districts and regions by their outlines, centers by a ring. */
  function outline(app, on, places) {
    const line = { color: EDGE, weight: 3, fillColor: EDGE, fillOpacity: 0.16, interactive: false };
    const drawn = function (options) {
      return Object.assign({ smoothFactor: 0.6 }, line, options, on);
    };
    const blocks = rowsOf(places, "block").map(function (i) {
      if (app.hasShape(i)) {
        return L.polygon(app.blockShape(i), drawn({}));
      }
      return app.blockPoints[i] ? L.circleMarker(app.blockPoints[i], drawn({ radius: 8 })) : null;
    });
    const centers = rowsOf(places, "center").map(function (i) {
      return app.centerPoints[i]
        ? L.circleMarker(app.centerPoints[i], drawn({ radius: 12, weight: 4, fill: false }))
        : null;
    });
    const districts = rowsOf(places, "district").map(function (i) {
      return page.districtList.outline(app, on, i);
    });
    const regions = rowsOf(places, "region").map(function (i) {
      return regionOutline(app, on, i);
    });
    return [].concat.apply(blocks.concat(centers), districts.concat(regions)).filter(Boolean);
  }

  /** Return the outline of a region, through which blocks and their verdicts are seen. */
  function regionOutline(app, on, i) {
    const line = { color: EDGE, weight: 3, dashArray: "12 5", fillColor: EDGE, fillOpacity: 0.06 };
    const style = Object.assign({ interactive: false, smoothFactor: 0.6 }, line, on);
    return app.regionPolygons[i].length ? [L.polygon(app.regionPolygons[i], style)] : [];
  }

  /** Return a button that opens a thing on the map; a region has no card, it is outlined beside the one that names it. */
  function link(app, kind, i, text) {
    return page.elements.button({ class: "link-button", text: text }, function () {
      if (kind === "region") {
        app.lookAt(kind, i);
      } else {
        app.select(kind, i, true);
      }
    });
  }

  /** Return places as {kind, i, text}, blocks of most people first. */
  function named(app, places) {
    const people = app.data.blocks.population;
    const blocks = page.listOrder.largestFirst(rowsOf(places, "block"), people).map(function (i) {
      return { kind: "block", i: i, text: page.blockName(app, i) };
    });
    const centers = rowsOf(places, "center").map(function (i) {
      return { kind: "center", i: i, text: app.centerName(i) };
    });
    const districts = rowsOf(places, "district").map(function (i) {
      return { kind: "district", i: i, text: app.data.districts.name[i] };
    });
    const regions = rowsOf(places, "region").map(function (i) {
      return { kind: "region", i: i, text: app.data.regions.name[i] };
    });
    return regions.concat(districts, centers, blocks);
  }

  /** Return the names of places one after another, each a link; how many more there are is said. */
  function links(app, places) {
    const all = named(app, places);
    const items = all.slice(0, MOST_NAMED).map(function (place) {
      return make("li", {}, [link(app, place.kind, place.i, place.text)]);
    });
    const left = all.length - items.length;
    return [
      make("ul", { class: "named-links" }, items),
      left
        ? make("p", {
            class: "small",
            text: app.say("map.audit.failing_more", { count: page.numberText.thousands(left) }),
          })
        : null,
    ];
  }

  function any(places) {
    return Object.keys(places).length > 0;
  }

  page.auditPlaces = { outline: outline, regionOutline: regionOutline, links: links, link: link, any: any };
})((window.circlesPage = window.circlesPage || {}));
