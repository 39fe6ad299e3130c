// The card of one block, center, gap, compound or district: what it is, why, and the walk, leg by leg.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICT_KEYS = ["inside", "outside", "not_evaluated"];
  const LEAST_STRAIGHT_MM = 1000;

  /** Return the card of thing `i` of a kind: block, center, gap, compound, district, clause or item of the ledger. */
  function detailCard(app, kind, i) {
    return {
      block: blockCard,
      center: centerCard,
      gap: gapCard,
      compound: compoundCard,
      district: page.districtList.card,
      clause: page.auditCards.clause,
      item: page.auditCards.item,
    }[kind](app, i);
  }

  /** Return a block's name, or its number where it has none. */
  function blockName(app, i) {
    return app.data.blocks.name[i] || app.data.blocks.id[i];
  }

  /** Return a block's walk in short: its minutes, or why it has none. */
  function blockMinutes(app, i) {
    const blocks = app.data.blocks;
    if (blocks.minutes[i] !== null) {
      return app.say("map.minutes", { minutes: blocks.minutes[i] });
    }
    return app.say(blocks.reason[i] === "no_path" ? "map.no_path" : "verdict.not_evaluated");
  }

  function blockCard(app, i) {
    const blocks = app.data.blocks;
    const center = blocks.center[i];
    const story = app.walkOf(i);
    const verdict = VERDICT_KEYS[blocks.verdict[i]];
    return make("article", { class: "detail" }, [
      make("p", { class: "verdict verdict-" + verdict, text: app.say("verdict." + verdict) }),
      make("h2", { text: blockName(app, i) }),
      blocks.name[i] && blocks.name[i] !== blocks.id[i]
        ? make("p", { class: "id", text: blocks.id[i] })
        : null,
      figures(app, i, story),
      reason(app, blocks.reason[i], blocks.snap_m[i], blocks.island_m && blocks.island_m[i]),
      edgeNote(app, i),
      page.blockWhy.section(app, i),
      page.doubtNote(app, i),
      page.compounds.gateDoubt(app, i),
      repeatNote(app, "blocks", i),
      facts(blockFacts(app, i, center)),
      page.figureMarks.line(
        app,
        blocks.dwellings && blocks.dwellings[i] !== null ? ["people", "dwellings"] : ["people"],
      ),
      page.lookFacts(app, i),
      ownColumns(app, blocks.own, i),
      story ? walkList(app, story) : null,
    ]);
  }

  function figures(app, i, story) {
    const blocks = app.data.blocks;
    if (blocks.minutes[i] === null) {
      return null;
    }
    const straight = blocks.access.straight_mm[i];
    const detour = story && straight >= LEAST_STRAIGHT_MM ? (story.walk_mm / straight).toFixed(2) : null;
    return make("div", { class: "figures" }, [
      figure(blocks.minutes[i], app.say("map.unit_minutes"), "large"),
      figure(page.numberText.metres(blocks.walk_mm[i]), app.say("map.unit_metres")),
      straight === null ? null : figure(page.numberText.metres(straight), app.say("map.straight_line")),
      detour ? figure(detour, app.say("map.detour")) : null,
    ]);
  }

  function figure(value, unit, size) {
    return make("div", { class: "figure " + (size || "") }, [
      make("strong", { text: value }),
      make("span", { text: unit }),
    ]);
  }

  function reason(app, code, snap, islandM) {
    if (!code) {
      return null;
    }
    if (code === "island" && islandM) {
      const told = app.say("reason.island_of", { metres: page.numberText.thousands(islandM) });
      return make("p", { class: "reason", text: told });
    }
    const far = code === "no_street" && snap !== null;
    const text =
      app.say("reason." + code) +
      (far
        ? app.say("map.snap", { metres: page.numberText.thousands(snap), limit: app.data.facts.max_snap_m })
        : "");
    return make("p", { class: "reason", text: text });
  }

  /** Return what the edge of the data leaves open of a block's walk, null where the edge is not known. */
  function edgeNote(app, i) {
    const blocks = app.data.blocks;
    if (!blocks.open) {
      return null;
    }
    const key = "map.edge_" + app.data.edge.walks[blocks.open[i]];
    return make("p", { class: "reason edge-note", text: app.say(key, { minutes: blocks.minutes_low[i] }) });
  }

  /** Return what is to be said of a block or a gap whose rows repeat others, null where nothing is. */
  function repeatNote(app, kind, i) {
    const text = app.data.repeats[kind][i];
    return text ? make("p", { class: "reason", text: text }) : null;
  }

  function blockFacts(app, i, center) {
    const blocks = app.data.blocks;
    const gap = blocks.gap[i];
    return [
      center === null
        ? null
        : [app.say("map.nearest_center"), link(app, "center", center, app.centerName(center))],
    ].concat(
      page.centerReach.furtherFacts(app, i, link),
      [
        [app.say("base.people"), make("span", { text: app.people(blocks.population[i]) })],
        blocks.district && blocks.district[i]
          ? [app.say("map.district"), make("span", { text: blocks.district[i] })]
          : null,
        blocks.dwellings && blocks.dwellings[i] !== null
          ? [app.say("base.dwellings"), make("span", { text: app.dwellings(blocks.dwellings[i]) })]
          : null,
        blocks.land_m2 && blocks.land_m2[i]
          ? [app.say("map.area"), make("span", { text: app.hectares(blocks.land_m2[i]) })]
          : null,
        gap === null
          ? null
          : [
              app.say("map.in_gap"),
              link(app, "gap", gap, app.say("map.gap", { number: app.data.gaps.id[gap] })),
            ],
      ],
      page.compounds.insideFacts(app, i, link),
    );
  }

  /** Return the section of what a list says itself of thing `i`, null where it says nothing. */
  function ownColumns(app, columns, i) {
    const said = columns
      .filter(function (column) {
        return column.texts[i] !== null && column.texts[i] !== "";
      })
      .map(function (column) {
        return [column.name, make("span", { text: column.texts[i] })];
      });
    return said.length
      ? make("section", { class: "own" }, [make("h3", { text: app.say("map.own_columns") }), facts(said)])
      : null;
  }

  function facts(rows) {
    const list = make("dl", { class: "facts" });
    rows.forEach(function (row) {
      if (row) {
        list.appendChild(make("dt", { text: row[0] }));
        list.appendChild(make("dd", {}, [row[1]]));
      }
    });
    return list;
  }

  function link(app, kind, i, text) {
    return page.elements.button({ class: "link-button", text: text }, function () {
      app.select(kind, i, true);
    });
  }

  function legText(app, leg) {
    if (leg.kind === "path" || leg.kind === "square") {
      const key = "map.leg_" + leg.kind;
      return leg.name ? app.say(key, { name: leg.name }) : app.say(key + "_unnamed");
    }
    if (leg.kind === "gate") {
      return leg.name ? app.say("map.leg_gate", { name: leg.name }) : app.say("map.leg_gate_unnamed");
    }
    return leg.kind === "street" ? leg.name || app.say("map.unnamed_street") : app.say("map.leg_" + leg.kind);
  }

  function walkList(app, story) {
    const legs = page.walkStory.legs(app.data.streets, story);
    const shown = page.numberText.metresOfParts(
      legs.map(function (leg) {
        return leg.mm;
      }),
    );
    const items = legs.map(function (leg, i) {
      const named = leg.kind !== "street" || leg.name;
      const text = legText(app, leg);
      return make("li", { class: "leg leg-" + leg.kind + (named ? "" : " unnamed") }, [
        make("span", { class: "leg-name", text: text }),
        make("span", {
          class: "leg-metres",
          text: leg.kind === "gate" ? "" : app.say("map.metres", { metres: shown[i] }),
        }),
      ]);
    });
    const total = make("li", { class: "leg leg-total" }, [
      make("span", { class: "leg-name", text: app.say("map.walk_total") }),
      make("span", {
        class: "leg-metres",
        text: app.say("map.metres", { metres: page.numberText.metres(story.walk_mm) }),
      }),
    ]);
    return make("section", { class: "walk" }, [
      make("h3", { text: app.say("map.walk") }),
      make("ol", {}, items.concat([total])),
    ]);
  }

  function centerCard(app, i) {
    const centers = app.data.centers;
    const circle = app.circleOfCenter[i];
    return make(
      "article",
      { class: "detail" },
      (app.siteOf(i) === null ? centerHead(app, i) : siteHead(app, i)).concat([
        isToldAbove(centers.reason[i]) ? null : reason(app, centers.reason[i], centers.snap_m[i]),
        circle === undefined ? null : circleFacts(app, i, circle),
        circle === undefined ? null : page.figureMarks.line(app, ["people"]),
        page.centerReach.closingSection(app, i),
        ownColumns(app, centers.own, i),
        circle === undefined ? null : make("p", { class: "small", text: app.say("map.circle_note") }),
      ]),
    );
  }

  /** Return whether the head of the card says already why a center does not count: that, and how, it is not in use. */
  function isToldAbove(code) {
    return code === "closed";
  }

  function centerHead(app, i) {
    const centers = app.data.centers;
    return [
      make("p", {
        class: "verdict verdict-center" + (app.isOpen(i) ? "" : " closed"),
        text: app.closingOf(i) === null ? app.centerStatus(i) : app.say("map.closing_center"),
      }),
      make("h2", { text: app.centerName(i) }),
      centers.name[i] && centers.name[i] !== centers.id[i]
        ? make("p", { class: "id", text: centers.id[i] })
        : null,
      labelMark(app, app.data.facts.centers_label),
      app.closingOf(i) === null ? null : facts(page.closingFacts(app, app.closingOf(i))),
    ];
  }

  function siteHead(app, i) {
    return [
      make("p", { class: "verdict verdict-site", text: app.say("map.site") }),
      make("h2", { text: app.centerName(i) }),
      make("p", { class: "siting-notice", text: app.data.siting.notice }),
      facts(page.siteFacts(app, app.siteOf(i))),
    ];
  }

  function circleFacts(app, i, circle) {
    const centers = app.data.centers;
    const circles = app.data.circles;
    const text = function (shown) {
      return make("span", { text: shown });
    };
    return facts([
      [app.say("map.blocks_within"), text(page.numberText.thousands(centers.blocks_within[i]))],
      [app.say("map.people_within"), text(app.people(circles.population[circle]))],
      centers.people_nearest && centers.people_nearest[i] !== null
        ? [app.say("map.people_nearest"), text(app.people(centers.people_nearest[i]))]
        : null,
      centers.people_alone && centers.people_alone[i] !== null
        ? [app.say("map.people_alone"), text(app.people(centers.people_alone[i]))]
        : null,
      [app.say("map.blocks_nearest"), text(page.numberText.thousands(centers.blocks_nearest[i]))],
      [app.say("map.circle_area"), text(app.hectares(circles.area_m2[circle]))],
      [app.say("map.over_claim"), text(share(app, circles.over_claim[circle]))],
      [app.say("map.miss"), text(share(app, circles.miss[circle]))],
      circles.private_share && circles.private_share[circle] > 0
        ? [app.say("map.private_share"), text(share(app, circles.private_share[circle]))]
        : null,
    ]);
  }

  function share(app, value) {
    return value === null ? app.say("map.unknown") : page.numberText.percentUp(value);
  }

  function labelMark(app, label) {
    return label === "source"
      ? null
      : make("p", {}, [make("span", { class: "chip chip-" + label, text: app.say("label." + label) })]);
  }

  function gapCard(app, i) {
    const gaps = app.data.gaps;
    const members = app.data.blocks.order.filter(function (block) {
      return app.data.blocks.gap[block] === i;
    });
    return make(
      "article",
      { class: "detail" },
      [
        make("p", { class: "verdict verdict-outside", text: app.say("map.layer.gaps") }),
        make("h2", { text: app.say("map.gap", { number: gaps.id[i] }) }),
        repeatNote(app, "gaps", i),
        facts([
          [app.say("base.blocks"), make("span", { text: page.numberText.thousands(gaps.blocks[i]) })],
          [app.say("base.people"), make("span", { text: app.people(gaps.population[i]) })],
          gaps.land_m2[i]
            ? [app.say("base.land_m2"), make("span", { text: app.hectares(gaps.land_m2[i]) })]
            : null,
          gaps.worst_minutes[i] === null
            ? null
            : [
                app.say("map.worst"),
                make("span", { text: app.say("map.minutes", { minutes: gaps.worst_minutes[i] }) }),
              ],
          gaps.no_path_blocks[i]
            ? [
                app.say("map.no_path_blocks"),
                make("span", { text: page.numberText.thousands(gaps.no_path_blocks[i]) }),
              ]
            : null,
        ]),
        page.figureMarks.line(app, ["people"]),
        page.gapRemedies(app, i),
      ].concat(blockRows(app, members)),
    );
  }

  function compoundCard(app, i) {
    const found = app.data.compounds;
    return make(
      "article",
      { class: "detail" },
      [
        make("p", {
          class: "verdict verdict-compound",
          text: app.say(found.gated[i] ? "map.compound" : "map.private_streets"),
        }),
        make("h2", { text: page.compounds.name(app, i) }),
        found.name[i] === found.id[i] ? null : make("p", { class: "id", text: found.id[i] }),
        facts(page.compounds.facts(app, i)),
        page.figureMarks.line(app, ["people"]),
      ].concat(blockRows(app, page.compounds.blocks(app, i))),
    );
  }

  /** Return the rows of some blocks under their heading, and how many more there are. */
  function blockRows(app, members) {
    return [
      members.length ? make("h3", { class: "rows-head", text: app.say("base.blocks") }) : null,
      make(
        "ul",
        { class: "rows" },
        members.slice(0, 100).map(function (block) {
          return app.blockRow(block);
        }),
      ),
      members.length > 100
        ? make("p", {
            class: "small",
            text: app.say("map.not_shown", { count: page.numberText.thousands(members.length - 100) }),
          })
        : null,
    ];
  }

  page.detailCard = detailCard;
  page.blockName = blockName;
  page.blockMinutes = blockMinutes;
})((window.circlesPage = window.circlesPage || {}));
