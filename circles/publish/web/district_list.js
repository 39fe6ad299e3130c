// Districts of the map: which is in most need, and where it is: rows of a list, a card, an outline.
(function (page) {
  "use strict";

  const make = page.elements.make;
  // The tab begins with the first of these that the blocks name.
  const LEVELS = ["subdistrict", "county", "community"];
  const MOST_ROWS = 100;

  /** Return the levels that blocks name, that of the tab first. */
  function levels(app) {
    const told = app.data.districts;
    return LEVELS.filter(function (level) {
      return told && told.of[level];
    });
  }

  function rowsOfLevel(app, level) {
    const told = app.data.districts;
    return told.name
      .map(function (_, i) {
        return i;
      })
      .filter(function (i) {
        return told.level[i] === level;
      });
  }

  /** Return the rows of the level that the tab begins with, those with most outside first; none without districts. */
  function listed(app) {
    const first = levels(app)[0];
    return first ? rowsOfLevel(app, first) : [];
  }

  function amount(app, value) {
    return page.whatIfFigures.amount(app, Math.round(value * 1000), app.data.districts.base);
  }

  /** Return the row of a district; `row` makes rows as of other lists. */
  function districtRow(app, i, row) {
    const told = app.data.districts;
    const figures = app.say("map.district_list.small", {
      rate: told.rate[i],
      total: amount(app, told.total[i]),
    });
    const small = [told.above[i], figures].filter(Boolean).join(" · ");
    const outside =
      told.base === "land_m2" ? amount(app, told.outside[i]) : page.numberText.count(told.outside[i]);
    const right = app.say("map.district_list.outside", { amount: outside });
    return row("district", i, told.outside[i] > 0 ? "row-outside" : "row-inside", told.name[i], right, small);
  }

  /** Return the rows of the blocks of a district, those outside first, worst first. */
  function blocksOf(app, i) {
    const of = app.data.districts.of[app.data.districts.level[i]];
    const needy = app.data.blocks.order.filter(function (block) {
      return of[block] === i;
    });
    const seen = new Set(needy);
    const rest = [];
    of.forEach(function (district, block) {
      if (district === i && !seen.has(block)) {
        rest.push(block);
      }
    });
    return needy.concat(rest);
  }

  /** Return the districts right below one, those with most outside first. */
  function within(app, i) {
    const told = app.data.districts;
    const found = new Set();
    const below = { county: ["subdistrict", "community"], subdistrict: ["community"] }[told.level[i]] || [];
    const level = below.find(function (name) {
      return told.of[name];
    });
    if (level) {
      blocksOf(app, i).forEach(function (block) {
        found.add(told.of[level][block]);
      });
    }
    return level
      ? rowsOfLevel(app, level).filter(function (row) {
          return found.has(row);
        })
      : [];
  }

  /** Return the card of a district: its figures, the districts within it, its blocks. */
  function districtCard(app, i) {
    const told = app.data.districts;
    const members = blocksOf(app, i);
    const parts = within(app, i);
    const fact = function (name, text) {
      return [make("dt", { text: name }), make("dd", {}, [make("span", { text: text })])];
    };
    const base = app.say("base." + told.base);
    // A community says more, the same figures among it.
    const community = page.communityParts(app, i, members);
    const amounts = [
      [base + " · " + app.say("map.total"), amount(app, told.total[i])],
      [base + " · " + app.say("verdict.outside"), amount(app, told.outside[i])],
      [base + " · " + app.say("verdict.not_evaluated"), amount(app, told.not_evaluated[i])],
    ];
    const facts = amounts
      .reduce(function (rows, each) {
        return community ? rows : rows.concat(fact(each[0], each[1]));
      }, communityFacts(community))
      .concat(
        fact(app.say("map.district_list.rate"), told.rate[i]),
        fact(app.say("map.district_list.median"), told.median_minutes[i]),
        fact(app.say("map.district_list.p90"), told.p90_minutes[i]),
        fact(app.say("base.blocks"), page.numberText.thousands(members.length)),
        told.unknown_blocks[i] && !community
          ? fact(app.say("map.district_list.unknown"), page.numberText.thousands(told.unknown_blocks[i]))
          : [],
      );
    return make(
      "article",
      { class: "detail" },
      [
        make("p", {
          class: "verdict verdict-center",
          text: app.say("map.district_list." + told.level[i]),
        }),
        make("h2", { text: told.name[i] }),
        told.above[i] ? make("p", { class: "id", text: told.above[i] }) : null,
        community ? community.verdict : null,
        make("dl", { class: "facts" }, facts),
      ].concat(community ? community.sections : [], [
        parts.length
          ? make("ul", { class: "rows" }, parts.slice(0, MOST_ROWS).map(app.districtRow))
          : make("ul", { class: "rows" }, members.slice(0, MOST_ROWS).map(app.blockRow)),
      ]),
    );
  }

  /** Return the terms of what a community says, none of another district. */
  function communityFacts(community) {
    return (community ? community.facts : []).reduce(function (terms, each) {
      return terms.concat([make("dt", { text: each[0] }), make("dd", {}, [each[1]])]);
    }, []);
  }

  /** Return the outline of a district: that of its blocks together. */
  function districtOutline(app, on, i) {
    const line = {
      color: page.colours.ink,
      weight: 1.6,
      fillColor: page.colours.ink,
      fillOpacity: 0.08,
      interactive: false,
    };
    return blocksOf(app, i)
      .map(function (block) {
        if (app.hasShape(block)) {
          return L.polygon(app.blockShape(block), Object.assign({ smoothFactor: 0.6 }, line, on));
        }
        return app.blockPoints[block]
          ? L.circleMarker(app.blockPoints[block], Object.assign({ radius: 8 }, line, on))
          : null;
      })
      .filter(Boolean);
  }

  /** Return what is said aloud of a district: its name, what is outside, its rate. */
  function spoken(app, i) {
    const told = app.data.districts;
    return [
      told.name[i],
      app.say("map.district_list.outside", { amount: amount(app, told.outside[i]) }),
      app.say("map.district_list.rate") + " " + told.rate[i],
    ];
  }

  page.districtList = {
    levels: levels,
    listed: listed,
    rowsOfLevel: rowsOfLevel,
    row: districtRow,
    card: districtCard,
    outline: districtOutline,
    spoken: spoken,
    amount: amount,
  };
})((window.circlesPage = window.circlesPage || {}));
