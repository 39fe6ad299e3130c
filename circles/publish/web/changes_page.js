// Puts the page of a comparison together around its map, and answers what a person does.
(function (page) {
  "use strict";

  const make = page.elements.make;
  // As CHANGES of answers/comparison.py numbers them.
  const CHANGES = ["gained", "lost", "changed", "minutes_changed", "unchanged", "added", "removed"];
  const OF_VERDICT = ["gained", "lost", "changed", "added", "removed"];
  const MOST_ZOOM = 19;
  const MARGIN = 20;
  // Wide enough, the map keeps what it shows clear of the legend.
  const LEGEND = 270;
  const BESIDE_LEGEND = 760;

  /** Start the page on a Leaflet map. options: data (id of the element), size. */
  function start(map, options) {
    const packed = document.getElementById(options.data);
    const data = page.packedData.unpacked(packed.textContent, options.size);
    packed.textContent = "";
    page.choices.follow({ side: page.sides.take(data), lang: page.language.take(data) });
    const app = appOf(map, data);
    page.app = app;
    map.setMaxZoom(MOST_ZOOM);
    map.attributionControl.setPrefix(false);
    map.attributionControl.setPosition("bottomleft");
    document.body.classList.add("circles-page", "changes-page");
    map.getContainer().setAttribute("role", "main");
    map.getContainer().setAttribute("aria-label", app.say("map.region"));
    const was = carried(app);
    app.panel = page.changesPanel(app);
    const spoken = make("p", { class: "spoken", attributes: { role: "status", "aria-live": "polite" } });
    app.spoken = {
      say: function (text) {
        spoken.textContent = text;
      },
    };
    app.panel.element.appendChild(spoken);
    document.body.insertBefore(titleBar(app), document.body.firstChild);
    document.body.appendChild(app.panel.element);
    map.invalidateSize({ animate: false, pan: false });
    app.showWhole(false);
    map.setMinZoom(Math.max(2, map.getZoom() - 3));
    app.drawn = page.changesMap(app);
    page.mapControls(app);
    page.changesLegend(app);
    page.changesPaper(app);
    if (was) {
      if (was.selected) {
        app.select(was.selected.kind, was.selected.i, false);
      }
      map.setView(was.at, was.zoom, { animate: false });
    }
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && app.selected) {
        app.select(null);
      }
    });
    new ResizeObserver(function () {
      map.invalidateSize({ pan: false });
    }).observe(map.getContainer());
    page.built = true;
    page.sides.told(app);
  }

  function titleBar(app) {
    const facts = app.data.facts;
    return make("header", { class: "title-bar" }, [
      make(
        "div",
        { class: "title-line" },
        [make("h1", { text: facts.title })].concat(page.pageFrame.chips(app)),
      ),
      make("p", { class: "sentence", text: facts.sentence }),
      make("div", { class: "title-side" }, [
        make("span", { class: "small", text: facts.signed.join(" · ") }),
        make("div", { class: "title-buttons" }, [
          page.sides.control(app),
          page.presenterButton(app),
          page.language.button(app),
        ]),
      ]),
    ]);
  }

  /** Return what the parts of the page share: the data, and what is asked of them. */
  function appOf(map, data) {
    const blocks = data.blocks;
    const app = Object.assign(page.pageBasis(map, data, null), {
      changes: CHANGES,
      chosen: null,
      blockPoints: page.packedData.points(blocks.points),
      centerPoints: page.packedData.points(data.centers),
      movePoints: page.packedData.points(data.moves),
      // Nothing is proposed here.
      siteOf: function () {
        return null;
      },
      closingOf: function () {
        return null;
      },
      centerName: function (i) {
        return data.centers.name[i] || data.centers.id[i];
      },
      blockName: function (i) {
        return blocks.name[i] || blocks.id[i];
      },
      people: function (i) {
        const known = blocks.population[i];
        return known === null
          ? app.say("changes.people_unknown")
          : app.say("compare.of_people", { people: page.numberText.count(known) });
      },
      /** Return the blocks of which one of these things became, in their order. */
      rowsOf: function (names) {
        const rows = [];
        blocks.change.forEach(function (change, i) {
          if (names.indexOf(CHANGES[change]) >= 0) {
            rows.push(i);
          }
        });
        return rows;
      },
      /** Return the blocks of the list, those of most people first: by default those whose verdict changed. */
      listed: function () {
        const names = app.chosen === null ? OF_VERDICT : [app.chosen];
        return page.listOrder.largestFirst(app.rowsOf(names), blocks.population);
      },
      choose: function (name) {
        app.chosen = name;
      },
      showWhole: function (animate) {
        const legend = map.getSize().x > BESIDE_LEGEND ? LEGEND : 0;
        map.fitBounds(data.bounds, {
          paddingTopLeft: [MARGIN, MARGIN],
          paddingBottomRight: [MARGIN + legend, MARGIN],
          animate: animate,
        });
      },
    });
    return Object.assign(app, answers(app));
  }

  function answers(app) {
    const tip = L.tooltip({ className: "hover-tip", direction: "auto", offset: [14, 0], opacity: 1 });
    return {
      hover: function (kind, i, place) {
        if (kind === null || i < 0) {
          tip.remove();
        } else {
          tip
            .setContent(tipOf(app, kind, i))
            .setLatLng(place)
            .addTo(app.map);
        }
      },
      hoverMove: function (place) {
        if (app.map.hasLayer(tip)) {
          tip.setLatLng(place);
        }
      },
      select: function (kind, i, move) {
        app.selected = kind === null ? null : { kind: kind, i: i };
        app.panel.mark(kind, i);
        app.drawn.select(kind, i, move);
        app.spoken.say(kind === "block" ? sentence(app, i) : "");
      },
    };
  }

  function sentence(app, i) {
    const told = page.changesTold;
    return [app.blockName(i), told.verdicts(app, i), told.minutes(app, i), app.people(i)]
      .filter(Boolean)
      .join(app.say("map.spoken_joint"));
  }

  function tipOf(app, kind, i) {
    if (kind === "center") {
      const small = app.say("status." + app.data.centers.status[i]);
      return make("div", {}, [make("strong", { text: app.centerName(i) }), make("span", { text: small })]);
    }
    return make("div", {}, [
      make("strong", { text: app.blockName(i) }),
      make("span", { text: page.changesTold.verdicts(app, i) }),
      make("span", { text: page.changesTold.minutes(app, i) }),
    ]);
  }

  /** Carry place, choice and selection over the moment in which the page is drawn anew; return what was carried, or null. */
  function carried(app) {
    page.carried.gives("view", function () {
      const at = app.map.getCenter();
      // Centers are those of a side.
      const selected = app.selected && app.selected.kind !== "center" ? app.selected : null;
      return { at: [at.lat, at.lng], zoom: app.map.getZoom(), chosen: app.chosen, selected: selected };
    });
    const was = page.carried.of("view");
    const there = was !== null && typeof was === "object" && Array.isArray(was.at);
    if (there) {
      app.choose(was.chosen);
    }
    return there ? was : null;
  }

  page.start = start;
})((window.circlesPage = window.circlesPage || {}));
