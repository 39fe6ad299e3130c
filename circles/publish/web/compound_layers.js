// Compounds on the map: their ground and streets in a tone of their own, their gates, and those that have none.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const TONE = "#17806d";
  const STREETS = ["#9ccabf", "#86bdb0", "#6fae9f"];
  const GATELESS = "#7d4f00";
  const GATELESS_STREETS = ["#c9a66b", "#bd9450", "#b0823a"];
  const GATES_FROM_ZOOM = 14;
  const GATE = {
    radius: 3.2,
    weight: 1.6,
    color: TONE,
    fillColor: "#ffffff",
    fillOpacity: 1,
    interactive: false,
  };

  /** Return the layers by name: compounds, compound_gates, gateless; none where there is no compound. */
  function compoundLayers(app) {
    const found = app.data.compounds;
    if (!found) {
      return {};
    }
    const areas = page.mapPane(app.map, "areas", 350, false);
    const closed = found.gates.map(function (gates) {
      return gates === 0;
    });
    return {
      compounds: drawn(app, areas, closed, false, { color: TONE, weight: 2.6, dashArray: null }, STREETS),
      gateless: drawn(
        app,
        areas,
        closed,
        true,
        { color: GATELESS, weight: 2.6, dashArray: "7 5" },
        GATELESS_STREETS,
      ),
      compound_gates: gateMarks(app),
    };
  }

  /** Return the names of the layers that show something. */
  function compoundLayerNames(app) {
    const counts = compoundCounts(app);
    return ["compounds", "compound_gates", "gateless"].filter(function (name) {
      return counts[name] > 0;
    });
  }

  /** Return how many things each layer shows. */
  function compoundCounts(app) {
    const gates = app.data.compounds ? app.data.compounds.gates : [];
    const gateless = gates.filter(function (count) {
      return count === 0;
    }).length;
    const sum = gates.reduce(function (all, count) {
      return all + count;
    }, 0);
    return { compounds: gates.length - gateless, compound_gates: sum, gateless: gateless };
  }

  /** Return ground and streets of the compounds that have a gate, or of those that have none. */
  function drawn(app, areas, closed, gateless, edge, colours) {
    const streets = app.data.compounds.streets;
    const pieces = streets.piece.filter(function (_, i) {
      return closed[streets.compound[i]] === gateless;
    });
    const ranks = pieces.map(function (piece) {
      return Math.max(0, app.data.streets.rank[piece]);
    });
    const lines = page.streetLayer(partOf(app.lines, pieces), ranks, {
      pane: "tilePane",
      zIndex: 3,
      colours: colours,
    });
    const ground = app.compoundPolygons
      .filter(function (parts, i) {
        return parts.length && closed[i] === gateless;
      })
      .map(function (parts) {
        return L.polygon(
          parts,
          Object.assign({ fill: false, opacity: 0.9, interactive: false }, areas, edge),
        );
      });
    return L.layerGroup([lines].concat(ground));
  }

  /** Return some of the lines that packedData.streetLines gives, in the same shape. */
  function partOf(lines, pieces) {
    const first = [0];
    const lon = [];
    const lat = [];
    pieces.forEach(function (piece) {
      for (let i = lines.first[piece]; i < lines.first[piece + 1]; i += 1) {
        lon.push(lines.lon[i]);
        lat.push(lines.lat[i]);
      }
      first.push(lon.length);
    });
    return { first: first, lon: lon, lat: lat };
  }

  /** Return the gates as small marks, which would hide a city seen from afar. */
  function gateMarks(app) {
    const on = page.mapPane(app.map, "gates", 440, false);
    const element = app.map.getPane("gates");
    function follow() {
      element.style.display = app.map.getZoom() < GATES_FROM_ZOOM ? "none" : "";
    }
    app.map.on("zoomend", follow);
    follow();
    return L.layerGroup(
      app.gatePoints.map(function (place) {
        return L.circleMarker(place, Object.assign({}, on, GATE));
      }),
    );
  }

  /** Return what is drawn about a compound that is selected: its ground, its streets, its gates. */
  function selectedCompound(app, on, i) {
    const found = app.data.compounds;
    const colour = found.gates[i] ? TONE : GATELESS;
    const style = function (options) {
      return Object.assign({ interactive: false, smoothFactor: 0.5 }, on, options);
    };
    const layers = app.compoundPolygons[i].length
      ? [L.polygon(app.compoundPolygons[i], style({ color: colour, weight: 4, fill: false }))]
      : [];
    found.streets.piece.forEach(function (piece, row) {
      if (found.streets.compound[row] === i) {
        const line = page.walkStory.pieceLine(app.lines, piece);
        layers.push(L.polyline(line, style({ color: "#ffffff", weight: 7, opacity: 0.9 })));
        layers.push(L.polyline(line, style({ color: colour, weight: 3.5 })));
      }
    });
    app.gatePoints.forEach(function (place, row) {
      if (found.gate_of[row] === i) {
        layers.push(L.circleMarker(place, style(Object.assign({}, GATE, { radius: 5.5, weight: 2.6 }))));
      }
    });
    return layers;
  }

  /** Return the name of a compound, or what it is where it has none. */
  function compoundName(app, i) {
    const found = app.data.compounds;
    return found.name[i] || (found.gated[i] ? found.id[i] : app.say("map.private_streets"));
  }

  function kilometres(app, metres) {
    return app.say("map.kilometres", {
      length: page.numberText.thousands(metres / 1000, metres < 1000 ? 2 : 1),
    });
  }

  function text(shown) {
    return make("span", { text: shown });
  }

  function walked(app, i) {
    const gates = app.data.compounds.gates[i];
    return [
      [app.say("map.who_walks"), text(app.say("map.in_or_out"))],
      [
        app.say("map.compound_gates"),
        text(gates ? page.numberText.thousands(gates) : app.say("map.no_gate")),
      ],
    ];
  }

  /** Return what a block's card says of the compound in which it lies, nothing where it lies in none. */
  function insideFacts(app, block, link) {
    const found = app.data.compounds;
    const i = found ? found.of_block[block] : null;
    if (i === null) {
      return [];
    }
    const head = app.say(found.gated[i] ? "map.compound" : "map.private_streets");
    const shown = found.gated[i] ? compoundName(app, i) : kilometres(app, found.length_m[i]);
    return [[head, link(app, "compound", i, shown)]].concat(walked(app, i));
  }

  /** Return that nobody knows by which gate a block is left, where it is so. */
  function gateDoubt(app, block) {
    const found = app.data.compounds;
    return found && found.unknown[block]
      ? make("p", { class: "reason" }, [
          make("strong", { text: app.say("reason.gate_unknown") }),
          text(" " + app.say("map.gate_unknown_note")),
        ])
      : null;
  }

  /** Return the facts of a compound's own card, and the blocks inside it. */
  function compoundFacts(app, i) {
    const found = app.data.compounds;
    return walked(app, i).concat([
      found.length_m[i] ? [app.say("map.private_streets"), text(kilometres(app, found.length_m[i]))] : null,
      [app.say("map.blocks_inside"), text(page.numberText.thousands(compoundBlocks(app, i).length))],
      found.population[i] === null
        ? null
        : [app.say("map.people_inside"), text(app.people(found.population[i]))],
      wallFact(app, i),
    ]);
  }

  /** Return who would be inside if the compound were open to everybody, nothing where no wall of it can be passed. */
  function wallFact(app, i) {
    const wall = app.data.compounds.wall[i];
    if (!wall) {
      return null;
    }
    const gained = { blocks: page.numberText.thousands(wall.blocks), people: app.people(wall.people) };
    return [app.say("map.wall"), text(app.say("map.gap_small", gained))];
  }

  function compoundBlocks(app, i) {
    const rows = [];
    app.data.compounds.of_block.forEach(function (compound, block) {
      if (compound === i) {
        rows.push(block);
      }
    });
    return rows;
  }

  page.compoundLayers = compoundLayers;
  page.compoundLayerNames = compoundLayerNames;
  page.compoundCounts = compoundCounts;
  page.selectedCompound = selectedCompound;
  page.compounds = {
    name: compoundName,
    insideFacts: insideFacts,
    gateDoubt: gateDoubt,
    facts: compoundFacts,
    blocks: compoundBlocks,
  };
})((window.circlesPage = window.circlesPage || {}));
