// Puts the page together around the folium map and answers what a person does.
(function (page) {
  "use strict";

  const make = page.elements.make;

  // A page that is not seen gets no frames: it is built after so many milliseconds at the latest.
  const LATEST_MS = 300;
  const MANY_BLOCKS = 1500;
  const MOST_ZOOM = 19;

  /**
   * Start the page on a Leaflet map: title and figures first, the rest once they are painted.
   *
   * options: data (id of the element), size, icons, tiles (name of a layer or null).
   */
  function start(map, options) {
    useIcons(options.icons);
    const packed = document.getElementById(options.data);
    const data = page.packedData.unpacked(packed.textContent, options.size);
    packed.textContent = "";
    page.choices.follow({ side: page.sides.take(data), lang: page.language.take(data) });
    const app = page.pageData(map, data, options.tiles ? window[options.tiles] : null);
    page.viewMemory.begin(app);
    page.app = app;
    // Scripts may ask before the page is built: an answer needs nothing that is shown.
    page.answer = function (scenario) {
      const kernel = kernelOf(app);
      if (!kernel) {
        throw new Error(app.say("map.no_what_if"));
      }
      return kernel.answer(scenario);
    };
    map.setMaxZoom(Math.min(MOST_ZOOM, map.getMaxZoom()));
    map.attributionControl.setPrefix(false);
    map.attributionControl.setPosition("bottomleft");
    buildFrame(app);
    oncePainted(function () {
      build(app);
    });
  }

  /** Return what answers scenarios, null where the page has no streets to answer from. */
  function kernelOf(app) {
    if (app.whatIf === undefined) {
      app.whatIf = app.data.what_if ? page.whatIf(app.data) : null;
    }
    return app.whatIf;
  }

  /** Build what stands beside title and figures: lists, map, what answers a person. */
  function build(app) {
    page.unpackedPlaces(app);
    Object.assign(app, answers(app));
    kernelOf(app);
    app.panel.fill();
    app.about = page.aboutPage(app);
    document.body.appendChild(app.about.element);
    const whenBuilt = fitWhenSeen(app);
    addLayers(app);
    page.pageFrame.addControls(app);
    app.looks.follow();
    app.labels.place();
    app.streetNames = page.streetNames(app, app.labels.taken);
    page.paper(app);
    whenBuilt();
    document.body.classList.remove("building");
    page.built = true;
    performance.mark("built");
    app.whenBuilt.forEach(function (then) {
      then();
    });
    page.sides.told(app);
  }

  function oncePainted(then) {
    let begun = false;
    const begin = function () {
      if (!begun) {
        begun = true;
        performance.mark("shown");
        then();
      }
    };
    window.requestAnimationFrame(function () {
      window.setTimeout(begin, 0);
    });
    window.setTimeout(begin, LATEST_MS);
  }

  /**
   * Show the whole study, as soon as the page has a size: in a notebook it may be drawn before it is seen. Whoever looks
   * at the whole goes on to do so when the map gets another size. Return what is to be called when the page is built:
   * then the view of the address is opened.
   */
  function fitWhenSeen(app) {
    const map = app.map;
    let fitted = false;
    let followed = L.point(0, 0);
    let built = false;
    function reopen() {
      if (fitted && built) {
        page.viewMemory.reopened(app);
      }
    }
    function follow() {
      const box = map.getContainer();
      const size = L.point(box.clientWidth, box.clientHeight);
      // Leaflet follows the window too, and an observer begins with a call: only another size shows the whole again.
      if (!size.x || !size.y || size.equals(followed)) {
        return;
      }
      const whole = !app.view.map;
      followed = size;
      map.invalidateSize({ pan: false });
      if (!fitted) {
        fitted = true;
        showWhole(app, false);
        map.setMinZoom(Math.max(2, map.getZoom() - 3));
        reopen();
      } else if (built && whole) {
        showWhole(app, false);
      }
    }
    app.followSize = follow;
    follow();
    new ResizeObserver(follow).observe(map.getContainer());
    return function () {
      built = true;
      reopen();
    };
  }

  function showWhole(app, animate) {
    app.toWhole = true;
    app.map.fitBounds(app.data.bounds, Object.assign(besideLegend(app.map, 20), { animate: animate }));
  }

  /** Return padding that keeps what is shown clear of the legend, where the map is wide enough. */
  function besideLegend(map, margin) {
    const large = document.body.classList.contains("presenter");
    const legend = map.getSize().x > (large ? 1100 : 760) ? 236 * (large ? 1.4 : 1) : 0;
    return { paddingTopLeft: [margin, margin], paddingBottomRight: [margin + legend, margin] };
  }

  /** Give Leaflet's default marker its pictures from the page, for markers that others add. */
  function useIcons(icons) {
    delete L.Icon.Default.prototype._getIconUrl;
    L.Icon.Default.mergeOptions(icons);
  }

  function answers(app) {
    const tip = L.tooltip({ className: "hover-tip", direction: "auto", offset: [14, 0], opacity: 1 });
    return {
      hover: function (kind, i, place) {
        if (app.dragging) {
          return;
        }
        app.selection.hover(kind, i);
        if (kind === null) {
          tip.remove();
        } else {
          tip
            .setContent(tipText(app, kind, i))
            .setLatLng(place)
            .addTo(app.map);
        }
      },
      hoverMove: function (place) {
        if (app.map.hasLayer(tip)) {
          tip.setLatLng(place);
        }
      },
      showWhole: function (animate) {
        showWhole(app, animate);
      },
      /** Outline what has no card of its own, and go there; the card that is open stays. */
      lookAt: function (kind, i) {
        app.selection.select(kind, i);
        bringIntoView(app, true);
      },
      select: function (kind, i, move) {
        app.selected = kind === null ? null : { kind: kind, i: i };
        app.selection.hover(null);
        app.selection.select(kind, i);
        app.remember({ at: kind === null ? "" : page.viewMemory.nameOf(app, kind, i) });
        app.spoken.tell(kind, i);
        if (kind === null) {
          app.panel.hideDetail();
          return;
        }
        app.panel.showDetail(kind, i);
        bringIntoView(app, move);
      },
    };
  }

  /** Zoom to what is selected; after a click on the map only if part of it cannot be seen. */
  function bringIntoView(app, move) {
    const bounds = app.selection.bounds();
    if (bounds && (move || !app.map.getBounds().contains(bounds))) {
      const beside = besideLegend(app.map, 40);
      app.map.fitBounds(
        bounds,
        Object.assign(beside, { maxZoom: Math.max(16, move ? 0 : app.map.getZoom()), animate: !app.calm }),
      );
    }
  }

  function tipText(app, kind, i) {
    if (kind === "center") {
      const small = app.isOpen(i) ? "" : app.centerStatus(i);
      return make("div", {}, [make("strong", { text: app.centerName(i) }), make("span", { text: small })]);
    }
    const verdict = app.looks.verdictOf(i);
    const known = ["inside", "outside", "not_evaluated"][verdict];
    return make("div", {}, [
      make("strong", { text: page.blockName(app, i) }),
      make("span", { class: "tip-verdict tip-" + known, text: app.looks.word(verdict) }),
      known === "not_evaluated" ? null : make("span", { text: app.looks.minutesOf(i) }),
    ]);
  }

  function addLayers(app) {
    app.selection = page.selectionLayer(app);
    app.layers = page.mapLayers(app);
    app.looks = page.looks(app);
    app.layers.streets = page.streetLayer(app.lines, app.data.streets.rank, { pane: "tilePane", zIndex: 2 });
    app.layerNames = [
      "outside",
      "inside",
      "not_evaluated",
      "service_area",
      "gaps",
      "centers",
      "circles",
      "streets",
    ];
    page.districtLayerNames(app).forEach(function (name) {
      app.layerNames.splice(app.layerNames.indexOf("service_area"), 0, name);
    });
    if (app.data.squares) {
      app.layerNames.push("squares");
      app.layers.squares.addTo(app.map);
    }
    page.outlineLayerNames(app).forEach(function (name) {
      app.layerNames.push(name);
      app.layers[name].addTo(app.map);
    });
    page.waterLayerNames(app).forEach(function (name) {
      app.layerNames.push(name);
      if (!app.tiles) {
        app.layers[name].addTo(app.map);
      }
    });
    if (app.data.inputs.sparse.count) {
      app.layerNames.splice(-1, 0, "sparse");
    }
    if (app.data.inputs.left_out.count) {
      app.layerNames.splice(-1, 0, "left_out");
    }
    if (app.data.edge.polygons) {
      app.layerNames.splice(-1, 0, "edge");
    }
    app.layerNames = app.layerNames.concat(page.doubtLayerNames(app));
    const compounds = page.compoundLayerNames(app);
    app.layerNames = app.layerNames.concat(compounds);
    compounds.forEach(function (name) {
      app.layers[name].addTo(app.map);
    });
    page.demandLayerNames(app).forEach(function (name) {
      app.layerNames.splice(app.layerNames.indexOf("gaps") + 1, 0, name);
      app.layers[name].addTo(app.map);
    });
    page.centerReach.showOverlap(app);
    app.layerNames = app.layerNames.concat(page.questionLayerNames(app));
    const siting = page.sitingLayerNames(app);
    const remedies = page.remedyLayerNames(app);
    const stars = page.demonstrationLayerNames(app);
    app.layerNames = siting.concat(stars, remedies, app.layerNames);
    if (app.tiles) {
      app.layers.tiles = app.tiles;
      app.layerNames.push("tiles");
    }
    ["service_area", "inside", "outside", "not_evaluated", "gaps", "edge", "centers"]
      .concat(
        // In a large city they would cover what it is about; the legend has them.
        ["sparse"].slice(Number(app.data.blocks.id.length >= MANY_BLOCKS)),
        siting.filter(function (name) {
          return name !== "before";
        }),
        stars,
        remedies.filter(function (name) {
          return name === "missing_links";
        }),
      )
      .forEach(function (name) {
        app.layers[name].addTo(app.map);
      });
    if (!app.tiles) {
      app.layers.streets.addTo(app.map);
    }
    app.labels = page.mapLabels(app);
    app.layers.districts.addTo(app.map);
    page.carried.layers(app);
    if (app.tiles) {
      // Without internet the map reads by its own streets.
      app.tiles.once("tileerror", function () {
        app.switchLayer("streets", true);
      });
    }
    app.map.on("click", function () {
      app.select(null);
    });
  }

  function buildFrame(app) {
    app.panel = page.sidePanel(app);
    app.spoken = page.spokenCard(app);
    document.body.classList.add("circles-page", "building");
    app.map.getContainer().setAttribute("role", "main");
    app.map.getContainer().setAttribute("aria-label", app.say("map.region"));
    document.body.insertBefore(page.pageFrame.titleBar(app), document.body.firstChild);
    document.body.appendChild(app.panel.element);
    app.panel.element.appendChild(app.spoken.element);
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && app.selected) {
        app.select(null);
      }
    });
  }

  page.start = start;
})((window.circlesPage = window.circlesPage || {}));
