// A scenario on the map: centers that can be dragged, the streets within the walk, the blocks gained and lost.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const CARD_WIDTH = 320;
  const MOST_NAMES = 30;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const REACH_OPACITY = 0.45;
  const NEAR_PX = 8;
  const FAR_PX = 40;
  const HELD_BACK = [
    "service_area",
    "circles",
    "gaps",
    "centers",
    "sites",
    "gained",
    "closed",
    "lost",
    "before",
  ];

  /**
   * Return {open(), setOut(others), show(steps, solved, told), hide()}: draws a scenario over the plan, whose own areas
   * are put away meanwhile.
   *
   * change: takes the next scenario; `preview` takes one while a center is dragged.
   */
  function whatIfLayers(app, change, preview) {
    // What rests while a center is dragged has a canvas of its own, which is not drawn again meanwhile.
    const resting = page.mapPane(app.map, "reach", 351, false);
    const reach = { pane: "reach", renderer: L.canvas({ pane: "reach", padding: 0.05 }) };
    // Streets lie upon each other then: together they are as faint as each.
    app.map.getPane("reach").style.opacity = REACH_OPACITY;
    const still = L.layerGroup();
    const drawn = L.layerGroup();
    const changes = L.layerGroup();
    const markers = L.layerGroup();
    let marked = null;
    let put = [];
    let dragging = false;
    // The row of the center whose popup was used: it has the focus again when it is drawn anew.
    let asked = null;
    // The estate that an arrow key moved, alike.
    let touched = null;
    let painted = app.data.blocks.verdict;

    /** Paint the blocks whose verdict is another than the one they show: few change while a center is dragged. */
    function paint(verdicts) {
      verdicts.forEach(function (verdict, i) {
        if (verdict !== painted[i]) {
          app.paintBlock(i, verdict);
        }
      });
      painted = verdicts;
    }

    function open() {
      app.looks.hold(true);
      put = HELD_BACK.filter(function (name) {
        return app.layers[name] && app.isShown(name);
      });
      put.forEach(function (name) {
        app.layers[name].removeFrom(app.map);
      });
      still.addTo(app.map);
      drawn.addTo(app.map);
      changes.addTo(app.map);
      markers.addTo(app.map);
      app.labels.place();
    }

    function hide() {
      still.remove();
      drawn.remove();
      changes.remove();
      markers.remove();
      paint(app.data.blocks.verdict);
      put.forEach(function (name) {
        app.layers[name].addTo(app.map);
      });
      app.looks.hold(false);
      app.labels.place();
    }

    /** Mark the blocks gained and lost, where they are others than those that are marked. */
    function mark(told) {
      const now = told.gained_blocks.join() + "/" + told.lost_blocks.join();
      if (now !== marked) {
        marked = now;
        changes.clearLayers();
        changes.addLayer(page.markedBlocks.gained(app, { gained: told.gained_blocks }));
        changes.addLayer(page.markedBlocks.lost(app, { lost: told.lost_blocks }));
      }
    }

    /** Draw what stays as it is while a center is dragged. */
    function setOut(others) {
      still.addLayer(reached(app, others, resting));
    }

    function show(scenario, solved, told) {
      drawn.clearLayers();
      if (!dragging) {
        still.clearLayers();
      }
      drawn.addLayer(reached(app, solved, reach, solved.field.improved));
      mark(told);
      paint(solved.verdict);
      const estates = page.estateMarks(app, solved, function (i, place, byKey) {
        touched = byKey ? i : null;
        const to = { lon: rounded(place.lng), lat: rounded(place.lat) };
        change(page.whatIfScenario.estateTold(scenario, i, to));
      });
      drawn.addLayer(estates);
      focusEstate(estates, solved.added.length);
      if (!dragging) {
        markers.clearLayers();
        solved.centers.forEach(function (center, i) {
          const marker = centerMarker(scenario, center, i, solved.centers.length);
          if (marker) {
            markers.addLayer(marker);
          }
          if (marker && i === asked) {
            marker.getElement().focus();
          }
        });
        asked = null;
      }
    }

    /** Give the focus back to the estate that an arrow key moved. */
    function focusEstate(estates, count) {
      if (touched !== null) {
        const all = estates.getLayers();
        all[all.length - count + touched].getElement().focus();
        touched = null;
      }
    }

    function centerMarker(scenario, center, i, count) {
      const place = placeOf(app, scenario, i);
      if (!place) {
        return null;
      }
      const about = { scenario: scenario, center: center, row: i, fixed: isFixed(app, center, i) };
      const marker = markerOf(app, about, place);
      if (count <= MOST_NAMES) {
        const tip = { permanent: true, direction: "right", offset: [10, 0], className: "try-name" };
        marker.bindTooltip(make("span", { text: center.name || center.id }), tip);
      }
      follow(marker, about);
      if (!about.fixed) {
        marker.on("keydown", function (event) {
          const to = nudged(app, marker, event.originalEvent);
          if (to) {
            asked = i;
            change(movedTo(app, about, to));
          }
        });
      }
      marker.bindPopup(
        function () {
          return choices(app, about, function (next) {
            asked = i;
            marker.closePopup();
            change(next);
          });
        },
        { className: "try-popup", closeButton: false, autoPanPaddingTopLeft: [CARD_WIDTH, 10] },
      );
      marker.on("popupopen", function (event) {
        event.popup.getElement().querySelector("button").focus();
      });
      return marker;
    }

    /** Answer while the marker is dragged, and take the step when it is let go. */
    function follow(marker, about) {
      const there = function () {
        return movedTo(app, about, marker.getLatLng());
      };
      marker.on("dragstart", function () {
        dragging = true;
        app.hover(null);
        app.dragging = true;
      });
      marker.on("drag", function () {
        preview(there(), about.row);
      });
      marker.on("dragend", function () {
        dragging = false;
        app.dragging = false;
        change(there());
      });
    }

    return {
      open: open,
      setOut: setOut,
      show: show,
      hide: hide,
      /** Return the names of the layers that were put away when the trial was opened. */
      putAway: function () {
        return put;
      },
    };
  }

  /** Return where an arrow key moves a center, null for another key; with shift further. */
  function nudged(app, marker, event) {
    const arrow = Object.prototype.hasOwnProperty.call(ARROWS, event.key) ? ARROWS[event.key] : null;
    if (!arrow) {
      return null;
    }
    event.preventDefault();
    const step = event.shiftKey ? FAR_PX : NEAR_PX;
    const at = app.map.latLngToLayerPoint(marker.getLatLng());
    return app.map.layerPointToLatLng(at.add([arrow[0] * step, arrow[1] * step]));
  }

  function rounded(degrees) {
    return Math.round(degrees * 1e7) / 1e7;
  }

  /** Return where a center of a scenario stands as [lat, lon]. */
  function placeOf(app, scenario, i) {
    const count = app.data.centers.id.length;
    if (i >= count) {
      const add = scenario.add[i - count];
      return [add.lat, add.lon];
    }
    const move = (scenario.move || []).find(function (each) {
      return each.center_id === app.data.centers.id[i];
    });
    return move ? [move.lat, move.lon] : app.centerPoints[i];
  }

  /** Return whether walks to a center end at entrances that are known, so that it cannot be moved. */
  function isFixed(app, center, i) {
    return !center.added && app.data.what_if.with_gates.indexOf(i) >= 0;
  }

  /** Return whether the trial closes a center: it is crossed out, so that nobody takes it for one that was closed before. */
  function isShut(app, center) {
    return !center.open && !center.added && app.data.centers.status[center.row] === "open";
  }

  function markerOf(app, asked, place) {
    const center = asked.center;
    const name = center.name || center.id;
    const looks = ["try-mark", center.added ? "try-new" : center.moved ? "try-moved" : "try-own"].concat(
      center.open ? [] : ["try-closed"],
      isShut(app, center) ? ["try-shut"] : [],
      center.spots.length ? [] : ["try-lost"],
    );
    const mark = make("span", { class: looks.join(" "), text: isShut(app, center) ? "×" : "" });
    return L.marker(place, {
      icon: L.divIcon({ className: "map-label", html: mark, iconSize: [26, 26], iconAnchor: [13, 13] }),
      title: name,
      alt: name,
      draggable: !asked.fixed,
      keyboard: true,
      zIndexOffset: 1000,
    });
  }

  /** Return the scenario with the center of `asked` at a place on the map. */
  function movedTo(app, asked, place) {
    const to = { lon: rounded(place.lng), lat: rounded(place.lat) };
    return asked.center.added
      ? page.whatIfScenario.addedMoved(asked.scenario, asked.row - app.data.centers.id.length, to)
      : page.whatIfScenario.moved(asked.scenario, asked.center.id, to);
  }

  /** Return what can be done with a center: close or open it, put it back, take it away. */
  function choices(app, asked, change) {
    const said = doubt(app, asked);
    const buttons = (asked.center.added ? ofAdded(app, asked) : ofOwn(app, asked)).map(function (choice) {
      return page.elements.button(
        { class: "quiet-button", text: app.say("map.try." + choice.key) },
        function () {
          change(choice.next);
        },
      );
    });
    return make("div", {}, [
      make("strong", { text: asked.center.name || asked.center.id }),
      said ? make("p", { class: "small", text: said }) : null,
      make("div", { class: "try-actions" }, buttons),
    ]);
  }

  function ofAdded(app, asked) {
    const i = asked.row - app.data.centers.id.length;
    return [{ key: "remove", next: page.whatIfScenario.removed(asked.scenario, i) }];
  }

  function ofOwn(app, asked) {
    const center = asked.center;
    const wasOpen = app.data.centers.status[asked.row] === "open";
    const next = page.whatIfScenario;
    const switched = next.switched(asked.scenario, center.id, !center.open, wasOpen);
    const found = [{ key: center.open ? "close" : "open", next: switched }];
    return center.moved
      ? found.concat([{ key: "back", next: next.moved(asked.scenario, center.id, null) }])
      : found;
  }

  function doubt(app, asked) {
    if (!asked.center.spots.length) {
      return app.say("map.try.no_street", { distance: app.data.facts.max_snap_m });
    }
    return asked.fixed ? app.say("map.try.fixed") : null;
  }

  /** Draw every stretch of street from which a center is within the limit, or those alone with an end in marked rows. */
  function reached(app, solved, on, only) {
    const parts = page.reachedParts(solved, app.data.what_if.stages, only);
    const streets = parts.pieces.map(function (part) {
      return page.walkStory.cut(page.walkStory.pieceLine(app.lines, part[0]), part[1], part[2]);
    });
    const paths = parts.paths.map(function (part) {
      const line = part[0].map(function (place) {
        return [place[1] / page.plane.UNITS_PER_DEGREE, place[0] / page.plane.UNITS_PER_DEGREE];
      });
      return page.walkStory.cut(line, part[1], part[2]);
    });
    return L.polyline(
      streets.concat(paths),
      Object.assign({ color: page.colours.blue, weight: 4, opacity: 1, interactive: false }, on),
    );
  }

  page.nudged = nudged;
  page.whatIfLayers = whatIfLayers;
})((window.circlesPage = window.circlesPage || {}));
