// The rows of a list as a table that is copied and saved: headings, and cells as people read them.
(function (page) {
  "use strict";

  const VERDICTS = ["inside", "outside", "not_evaluated"];

  /** Return the headings and the cells of some rows of a list. */
  function listTable(app, name, rows) {
    const columns =
      {
        blocks: blockColumns,
        gaps: gapColumns,
        districts: districtColumns,
        clauses: page.auditCards.clauseColumns,
        ledger: page.auditCards.itemColumns,
      }[name] || centerColumns;
    const of = name === "sites" || name === "closed" ? centersOf(app, name, rows) : rows;
    const told = columns(app);
    const heads = told.map(function (column) {
      return column[0];
    });
    const cells = of.map(function (i) {
      return told.map(function (column) {
        return column[1](i);
      });
    });
    return [heads].concat(cells);
  }

  function centersOf(app, name, rows) {
    const siting = app.data.siting;
    const center = name === "sites" ? siting.center : siting.closing.center;
    return rows.map(function (i) {
      return center[i];
    });
  }

  function at(column) {
    return function (i) {
      return column[i];
    };
  }

  function blockColumns(app) {
    const blocks = app.data.blocks;
    const say = app.say;
    return [
      [say("map.list.name"), at(blocks.name)],
      [say("map.list.id"), at(blocks.id)],
      [
        say("map.list.verdict"),
        function (i) {
          return say("verdict." + VERDICTS[blocks.verdict[i]]);
        },
      ],
      [
        say("map.list.minutes"),
        function (i) {
          return blocks.minutes[i] === null ? null : Number(blocks.minutes[i]);
        },
      ],
      [
        say("map.list.metres"),
        function (i) {
          const walk = blocks.minutes[i] === null ? null : blocks.walk_mm[i];
          return walk === null ? null : Math.floor((walk + 500) / 1000);
        },
      ],
      [
        say("map.nearest_center"),
        function (i) {
          return blocks.center[i] === null ? null : app.centerName(blocks.center[i]);
        },
      ],
      [say("base.people"), at(blocks.population)],
    ].concat(blocks.district ? [[say("map.district"), at(blocks.district)]] : []);
  }

  function gapColumns(app) {
    const gaps = app.data.gaps;
    const say = app.say;
    return [
      [say("map.layer.gaps"), at(gaps.id)],
      [say("base.blocks"), at(gaps.blocks)],
      [say("base.people"), at(gaps.population)],
      [
        say("map.list.worst"),
        function (i) {
          return gaps.worst_minutes[i] === null ? null : Number(gaps.worst_minutes[i]);
        },
      ],
      [say("map.no_path_blocks"), at(gaps.no_path_blocks)],
    ];
  }

  function centerColumns(app) {
    const centers = app.data.centers;
    const say = app.say;
    const open = function (column) {
      return function (i) {
        return column && app.isOpen(i) ? column[i] : null;
      };
    };
    return [
      [say("map.list.name"), app.centerName],
      [say("map.list.id"), at(centers.id)],
      [say("map.list.status"), app.centerStatus],
      [say("map.blocks_within"), open(centers.blocks_within)],
      [
        say("map.people_within"),
        function (i) {
          const circle = app.circleOfCenter[i];
          return circle === undefined ? null : app.data.circles.population[circle];
        },
      ],
      [say("map.people_nearest"), open(centers.people_nearest)],
      [say("map.people_alone"), open(centers.people_alone)],
      [say("map.question.blocks_alone"), open(centers.blocks_alone)],
    ];
  }

  function districtColumns(app) {
    const told = app.data.districts;
    const say = app.say;
    const base = say("base." + told.base);
    return [
      [say("map.list.name"), at(told.name)],
      [say("map.district_list.above"), at(told.above)],
      [base + " · " + say("map.total"), at(told.total)],
      [base + " · " + say("verdict.outside"), at(told.outside)],
      [base + " · " + say("verdict.not_evaluated"), at(told.not_evaluated)],
      [say("map.district_list.rate"), at(told.rate)],
      [say("map.district_list.median"), at(told.median_minutes)],
      [say("map.district_list.p90"), at(told.p90_minutes)],
      [say("map.district_list.unknown"), at(told.unknown_blocks)],
    ];
  }

  page.listTable = listTable;
})((window.circlesPage = window.circlesPage || {}));
