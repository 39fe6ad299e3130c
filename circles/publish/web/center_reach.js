// What a center is worth, told on cards and on the map: whom it alone serves, what closing it loses, who else is near.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const NEAREST = 3;
  const MOST_ROWS = 60;

  /** Return the nearest centers of every block, searched when they are first asked for; null where the page cannot. */
  function nearestOf(app) {
    if (!app.whatIf) {
      return null;
    }
    app.nearestCenters = app.nearestCenters || app.whatIf.ranked({}, NEAREST);
    return app.nearestCenters;
  }

  /** Return whether a center has blocks within the walk, all of which have another: closing it takes no circle away. */
  function isOverlapped(app, i) {
    const centers = app.data.centers;
    return app.isOpen(i) && centers.blocks_within[i] > 0 && centers.blocks_alone[i] === 0;
  }

  /** Return what the list says beside a center: why it does not count, or that others cover its circle. */
  function statusText(app, i) {
    if (app.isOpen(i)) {
      return isOverlapped(app, i) ? app.say("map.question.overlap") : "";
    }
    return page.centerMarks.kindOf(app, i) === "centers_lost"
      ? app.say("map.not_attached")
      : app.centerStatus(i);
  }

  /** Return the rows of the centers whose circles others cover wholly. */
  function overlapped(app) {
    return app.data.centers.id
      .map(function (_, i) {
        return i;
      })
      .filter(function (i) {
        return isOverlapped(app, i);
      });
  }

  /** Return the blocks that center `i` alone serves, null where the page cannot tell which. */
  function aloneBlocks(app, i) {
    const found = nearestOf(app);
    if (!found) {
      return null;
    }
    const rank = found.open.findIndex(function (center) {
      return center.row === i;
    });
    const alone = page.reachQuestions.alone(found.of, found.limit_mm, found.open.length);
    const weights = page.whatIfAccount.thousandths(app.data.blocks.population);
    return rank < 0 ? [] : page.whatIfAccount.heaviestFirst(alone[rank], weights);
  }

  /** Return how many people some blocks have, with how many more blocks there are of which nobody knows. */
  function peopleOf(app, rows) {
    const weights = page.whatIfAccount.thousandths(app.data.blocks.population);
    const told = page.reachQuestions.sumOf(rows, weights);
    if (!told.known && told.unknown) {
      return app.people(null);
    }
    const people = app.people(told.sum / 1000);
    return told.unknown
      ? app.say("map.question.people_unknown", {
          people: people,
          count: page.numberText.thousands(told.unknown),
        })
      : people;
  }

  /** Return the section of a center's card that says what closing it loses, null where it serves nobody. */
  function closingSection(app, i) {
    const centers = app.data.centers;
    if (!app.isOpen(i) || app.siteOf(i) !== null || !centers.blocks_within[i]) {
      return null;
    }
    const head = make("h3", { text: app.say("map.question.if_closed") });
    if (isOverlapped(app, i)) {
      return make("section", { class: "closing-loss" }, [
        head,
        make("p", { class: "overlap-note", text: app.say("map.question.overlapped") }),
        make("p", { class: "small", text: app.say("map.question.each_alone") }),
      ]);
    }
    const rows = aloneBlocks(app, i);
    const count = page.numberText.thousands(centers.blocks_alone[i]);
    const alone = centers.people_alone;
    const people = rows ? peopleOf(app, rows) : app.people(alone ? alone[i] : null);
    return make("section", { class: "closing-loss" }, [
      head,
      make("p", { text: app.say("map.question.closing_loses", { blocks: count, people: people }) }),
      rows ? lostRows(app, rows) : null,
    ]);
  }

  function lostRows(app, rows) {
    const left = rows.length - MOST_ROWS;
    return make("div", {}, [
      make("ul", { class: "rows" }, rows.slice(0, MOST_ROWS).map(app.blockRow)),
      left > 0
        ? make("p", {
            class: "small",
            text: app.say("map.not_shown", { count: page.numberText.thousands(left) }),
          })
        : null,
    ]);
  }

  /** Return the second and third nearest center of a block with their minutes, as facts of its card. */
  function furtherFacts(app, i, link) {
    const found = app.data.blocks.minutes[i] === null ? null : nearestOf(app);
    if (!found) {
      return [];
    }
    const speed = Math.round(app.data.what_if.walking_speed_kmh * 1000);
    return found.of[i].slice(1).map(function (near, place) {
      const row = found.open[near.center].row;
      const minutes = page.shownMinutes(near.walk_mm, speed, app.data.what_if.uneven_limits);
      return [
        app.say("map.question.nearest_" + (place + 2)),
        make("span", {}, [
          link(app, "center", row, app.centerName(row)),
          make("span", { text: " · " + app.say("map.minutes", { minutes: minutes }) }),
        ]),
      ];
    });
  }

  /** Draw a broken ring about each center whose circle others cover wholly. */
  function overlapLayers(app) {
    const on = page.mapPane(app.map, "edge", 394, false);
    const rings = overlapped(app).map(function (i) {
      const look = { radius: 12, weight: 2.4, color: page.colours.ink, dashArray: "4 4", fill: false };
      return L.circleMarker(app.centerPoints[i], Object.assign({ interactive: false }, look, on));
    });
    return { overlapped: L.layerGroup(rings) };
  }

  /** Put the rings among the layers, right behind the centers, where there are any. */
  function showOverlap(app) {
    if (app.layerCount("overlapped")) {
      app.layerNames.splice(app.layerNames.indexOf("centers") + 1, 0, "overlapped");
      app.layers.overlapped.addTo(app.map);
    }
  }

  page.centerReach = {
    overlapped: overlapped,
    statusText: statusText,
    closingSection: closingSection,
    furtherFacts: furtherFacts,
    overlapLayers: overlapLayers,
    showOverlap: showOverlap,
    peopleOf: peopleOf,
  };
})((window.circlesPage = window.circlesPage || {}));
