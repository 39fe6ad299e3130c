// Why a block is out: minutes beyond the limit and the cause, the straight line and the wall on the map, what would cure it.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const WALL = "#7d4f00";
  const OUTSIDE = 1;
  const MOST_LISTED = 6;

  /** Return the section of a card, null of a block that is not outside. */
  function section(app, i) {
    const why = app.data.why;
    if (app.data.blocks.verdict[i] !== OUTSIDE || !why.cause[i]) {
      return null;
    }
    const excess = why.excess[i];
    const cause = why.causes[why.cause[i]];
    const said =
      excess === null
        ? app.say("map.why.cause", { cause: cause })
        : app.say("map.why.cause_excess", { cause: cause, excess: excess, minutes: app.data.facts.minutes });
    return make(
      "section",
      { class: "own why" },
      [
        make("h3", { text: app.say("map.why.title") }),
        make("p", { class: "why-cause", text: said }),
        why.line[i] ? make("p", { class: "why-line", text: why.line[i] }) : null,
        drawn(app, i),
      ].concat(cures(app, i)),
    );
  }

  /** Return what the map shows of it. */
  function drawn(app, i) {
    const walls = wallsOf(app, i).map(function (compound) {
      return page.compounds.name(app, compound);
    });
    const names = walls.concat(isOwnWall(app, i) ? [page.blockName(app, i)] : []);
    const said = [
      straightLine(app, i) ? app.say(app.walkOf(i) ? "map.why.drawn_walk" : "map.why.drawn_line") : null,
      names.length ? app.say("map.why.drawn_wall", { names: names.join(app.say("map.chip_joint")) }) : null,
    ].filter(Boolean);
    return said.length ? make("p", { class: "small", text: said.join("") }) : null;
  }

  /** Return the measures that bring the block inside, that of least trouble first; how to ask where nobody looked. */
  function cures(app, i) {
    const remedies = app.data.remedies;
    if (!remedies) {
      return [make("p", { class: "small", text: app.say("map.why.ask") })];
    }
    const own = remedies.blocks[i] || [];
    const easiest = remedies.cards[remedies.out_of_reach[i]];
    return [
      make("h4", { text: app.say("map.why.cures") }),
      own.length
        ? make("p", {
            class: "small remedy-cheapest",
            text: remedies.cheapest.blocks[i] || remedies.cheapest.unknown,
          })
        : null,
      own.length
        ? page.remedyList(app, own, MOST_LISTED)
        : make("p", { class: "small", text: app.say("map.why.no_cure") }),
      easiest
        ? make("p", {
            class: "small why-out-of-reach",
            text: app.say("map.why.out_of_reach", { measure: easiest.title }),
          })
        : null,
    ];
  }

  function wallsOf(app, i) {
    return app.data.compounds ? app.data.why.walls[i] || [] : [];
  }

  /** Return whether the wall in the way is the block's own: its gates are known, and no compound is. */
  function isOwnWall(app, i) {
    return app.data.why.cause[i] === "wall" && !wallsOf(app, i).length && app.hasShape(i);
  }

  /** Return the straight line that the walk is held to, without a walk that to the nearest open center; null without places. */
  function straightLine(app, i) {
    if (app.walkOf(i)) {
      return [app.accessPoints[i], app.arrivalPoints[app.data.blocks.arrival.row[i]]];
    }
    const from = app.blockPoints[i];
    let nearest = null;
    let least = Infinity;
    app.centerPoints.forEach(function (place, center) {
      const far = from && place && app.isOpen(center) ? app.map.distance(from, place) : Infinity;
      if (far < least) {
        least = far;
        nearest = place;
      }
    });
    return nearest ? [from, nearest] : null;
  }

  /** Return what is drawn besides the walk: the straight line, and the compounds whose walls are in the way. */
  function layers(app, on, i) {
    if (app.data.blocks.verdict[i] !== OUTSIDE || !app.data.why.cause[i]) {
      return [];
    }
    const style = function (options) {
      return Object.assign({ interactive: false, fill: false }, on, options);
    };
    const walls = wallsOf(app, i).map(function (compound) {
      return app.compoundPolygons[compound].length
        ? L.polygon(app.compoundPolygons[compound], style({ color: WALL, weight: 5 }))
        : null;
    });
    const own = isOwnWall(app, i) ? [L.polygon(app.blockShape(i), style({ color: WALL, weight: 6 }))] : [];
    const line = straightLine(app, i);
    const straight = line
      ? [
          L.polyline(line, style({ color: "#ffffff", weight: 5, opacity: 0.85 })),
          L.polyline(line, style({ color: "#8f3f00", weight: 2.5, dashArray: "8 6" })),
        ]
      : [];
    return walls.filter(Boolean).concat(own, straight);
  }

  page.blockWhy = { section: section, layers: layers };
})((window.circlesPage = window.circlesPage || {}));
