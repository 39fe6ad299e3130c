// What the parts of the page share: the data, unpacked once, and the questions they ask of it.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const CENTER_ROWS = { centers: "row-center", centers_ended: "row-ended" };

  /** Return the page's one object, without places; `tiles` is the online layer, or null. */
  function pageData(map, data, tiles) {
    const app = Object.assign(page.pageBasis(map, data, tiles), {
      circleOfCenter: {},
      // How large the map is beside its labels, and how much of a number no other may cover.
      labelFit: { scale: 1, badge: 1 },
      // The names of the layers that an open trial has put away.
      heldBack: function () {
        return [];
      },
      // What is to be done once all is there.
      whenBuilt: [],
    });
    return Object.assign(app, wording(app));
  }

  /** Give the page's object the places of all that is shown, each unpacked when first asked for, and what is asked of them. */
  function unpackedPlaces(app) {
    const data = app.data;
    const places = page.packedData;
    const maybe = function (packed, unpack) {
      return packed ? unpack(packed) : [];
    };
    onceAsked(app, {
      blockPoints: function () {
        return places.points(data.blocks.points);
      },
      accessPoints: function () {
        return places.points(data.blocks.access);
      },
      accessVia: function () {
        return maybe(data.blocks.access.via, places.points);
      },
      arrivalPoints: function () {
        return places.points(data.blocks.arrival);
      },
      arrivalVia: function () {
        return maybe(data.blocks.arrival.via, places.points);
      },
      centerPoints: function () {
        return places.points(data.centers);
      },
      circlePolygons: function () {
        return places.polygons(data.circles.polygons);
      },
      gapPolygons: function () {
        return places.polygons(data.gaps.polygons);
      },
      gapPoints: function () {
        return places.points(data.gaps.points);
      },
      regionPolygons: function () {
        return data.regions ? places.polygons(data.regions.polygons) : [];
      },
      lines: function () {
        return places.streetLines(data.streets);
      },
      compoundPolygons: function () {
        return data.compounds ? places.polygons(data.compounds.polygons) : [];
      },
      gatePoints: function () {
        return maybe(data.compounds, places.points);
      },
    });
    data.circles.center.forEach(function (center, i) {
      app.circleOfCenter[center] = i;
    });
    const sites = data.siting ? data.siting.center : [];
    const closed = data.siting ? data.siting.closing.center : [];
    app.closingOf = function (center) {
      const i = closed.indexOf(center);
      return i < 0 ? null : i;
    };
    app.siteOf = function (center) {
      const i = sites.indexOf(center);
      return i < 0 ? null : i;
    };
    Object.assign(app, layerQuestions(app), listing(app));
  }

  /** Give an object what is made when it is first asked for, by name. */
  function onceAsked(owner, makers) {
    Object.keys(makers).forEach(function (name) {
      Object.defineProperty(owner, name, {
        configurable: true,
        enumerable: true,
        get: function () {
          const made = makers[name]();
          Object.defineProperty(owner, name, { enumerable: true, value: made });
          return made;
        },
      });
    });
  }

  /** Return a number of people or dwellings with its unit; what such figures are stands in the view (figure_marks.js). */
  function demand(app, value, base) {
    return value === null
      ? app.say("map.unknown")
      : page.numberText.count(value) + " " + app.say("unit." + base);
  }

  function wording(app) {
    const centers = app.data.centers;
    return {
      centerName: function (i) {
        return centers.called[i] || centers.name[i] || centers.id[i];
      },
      /** Return the status of a center; of one that is no longer in use, how its use ended. */
      centerStatus: function (i) {
        const how = centers.ended[i];
        return app.say(how ? "center_said.use." + how : "status." + centers.status[i]);
      },
      people: function (value) {
        return demand(app, value, "people");
      },
      dwellings: function (value) {
        return demand(app, value, "dwellings");
      },
      hectares: function (squareMetres) {
        return app.say("map.hectares", {
          area: page.numberText.thousands(squareMetres / 1e4, squareMetres < 1e6 ? 2 : 0),
        });
      },
      walkOf: function (i) {
        const access = app.data.blocks.access;
        const arrival = app.data.blocks.arrival;
        const center = app.data.blocks.center[i];
        const end = arrival.row[i];
        if (center === null || access.piece[i] === null || end === null) {
          return null;
        }
        const from = { piece: access.piece[i], at_mm: access.at_mm[i], leg_mm: access.leg_mm[i] };
        const to = { piece: arrival.piece[end], at_mm: arrival.at_mm[end], leg_mm: arrival.leg_mm[end] };
        return page.walkStory.walk(app.data.streets, from, to, center, app.data.blocks.walk_mm[i]);
      },
    };
  }

  function layerQuestions(app) {
    const verdictCounts = [0, 0, 0];
    app.data.blocks.verdict.forEach(function (verdict) {
      verdictCounts[verdict] += 1;
    });
    const counts = {
      inside: verdictCounts[0],
      outside: verdictCounts[1],
      not_evaluated: verdictCounts[2],
      gaps: app.data.gaps.id.length,
      circles: app.data.circles.center.length,
      sparse: app.data.inputs.sparse.count,
      left_out: app.data.inputs.left_out.count,
      edge: app.data.edge.count,
      missing_links: app.data.remedies ? app.data.remedies.links.card.length : 0,
      measures: app.data.remedies ? app.data.remedies.places.card.length : 0,
      sensitive: page.sensitiveCount(app),
      demand: app.data.demand ? app.data.demand.cards.length : 0,
      sites: app.data.siting ? app.data.siting.center.length : 0,
      gained: app.data.siting ? app.data.siting.gained.length : 0,
      closed: app.data.siting ? app.data.siting.closing.center.length : 0,
      lost: app.data.siting ? app.data.siting.lost.length : 0,
    };
    counts.overlapped = page.centerReach.overlapped(app).length;
    Object.assign(counts, page.compoundCounts(app), page.districtCounts(app), page.demonstrationCounts(app));
    const own = page.centerMarks.counts(app, function (i) {
      return app.siteOf(i) === null && app.closingOf(i) === null;
    });
    Object.assign(counts, own);
    return {
      isShown: function (name) {
        return app.map.hasLayer(app.layers[name]);
      },
      isLayer: function (layer) {
        return app.layerNames.some(function (name) {
          return app.layers[name] === layer;
        });
      },
      layerCount: function (name) {
        return Object.prototype.hasOwnProperty.call(counts, name) ? counts[name] : null;
      },
      switchLayer: function (name, on) {
        app.layers[name][on ? "addTo" : "removeFrom"](app.map);
        app.raiseCenters();
        app.labels.place();
      },
      /** Keep the centers on top of whatever is added after them. */
      raiseCenters: function () {
        app.layers.centers.eachLayer(function (layer) {
          if (app.isShown("centers")) {
            layer.bringToFront();
          }
        });
      },
    };
  }

  function listing(app) {
    const data = app.data;
    const sites = data.siting ? data.siting.center : [];
    const closed = data.siting ? data.siting.closing.center : [];
    const numbers = function (column) {
      return column.map(function (_, i) {
        return i;
      });
    };
    const row = function (kind, i, className, name, right, small) {
      const button = page.elements.button(
        { class: "row " + className, attributes: { "data-kind": kind, "data-row": i } },
        function () {
          app.select(kind, i, true);
        },
      );
      page.elements.fill(button, [
        make("span", { class: "row-name", text: name }),
        make("span", { class: "row-right", text: right }),
        make("span", { class: "row-small", text: small }),
      ]);
      return make("li", {}, [button]);
    };
    return {
      listed: {
        blocks: data.blocks.order,
        gaps: numbers(data.gaps.id),
        centers: numbers(data.centers.id).filter(function (i) {
          return app.siteOf(i) === null;
        }),
        sites: numbers(sites),
        closed: numbers(closed),
        districts: page.districtList.listed(app),
        clauses: data.audit ? numbers(data.audit.clauses.id) : [],
        ledger: data.audit ? numbers(data.audit.ledger.id) : [],
      },
      /** Return every row of a list, those that it shows by itself first. */
      listedOf: function (name) {
        const first = new Set(this.listed[name]);
        const rest = numbers(this.searchTexts[name]).filter(function (i) {
          return !first.has(i);
        });
        return this.listed[name].concat(rest);
      },
      searchTexts: page.searchTexts(app, sites, closed),
      districtRow: function (i) {
        return page.districtList.row(app, i, row);
      },
      clauseRow: function (i) {
        return page.auditCards.clauseRow(app, i, row);
      },
      itemRow: function (i) {
        return page.auditCards.itemRow(app, i, row);
      },
      siteRow: function (i) {
        return page.siteRow(app, i, row);
      },
      closedRow: function (i) {
        return page.closedRow(app, i, row);
      },
      blockRow: function (i) {
        const center = data.blocks.center[i];
        const small =
          app.people(data.blocks.population[i]) + (center === null ? "" : " · " + app.centerName(center));
        const known = app.say("base.people") + " " + small;
        return row(
          "block",
          i,
          "row-" + ["inside", "outside", "not-evaluated"][data.blocks.verdict[i]],
          page.blockName(app, i),
          page.blockMinutes(app, i),
          data.blocks.population[i] === null ? known : small,
        );
      },
      gapRow: function (i) {
        const worst = data.gaps.worst_minutes[i];
        const right =
          worst === null ? app.say("map.no_path") : app.say("map.up_to_minutes", { minutes: worst });
        const small = app.say("map.gap_small", {
          blocks: page.numberText.thousands(data.gaps.blocks[i]),
          people: app.people(data.gaps.population[i]),
        });
        return row("gap", i, "row-outside", app.say("map.gap", { number: data.gaps.id[i] }), right, small);
      },
      centerRow: function (i) {
        const circle = app.circleOfCenter[i];
        const right = page.centerReach.statusText(app, i);
        const small =
          circle === undefined
            ? ""
            : app.say("map.center_small", {
                blocks: page.numberText.thousands(data.centers.blocks_within[i]),
                people: app.people(data.circles.population[circle]),
              });
        const look = CENTER_ROWS[page.centerMarks.kindOf(app, i)] || "row-closed";
        return row("center", i, look, app.centerName(i), right, small);
      },
    };
  }

  page.pageData = pageData;
  page.unpackedPlaces = unpackedPlaces;
})((window.circlesPage = window.circlesPage || {}));
