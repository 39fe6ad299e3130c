// The sheet that is printed in the place of the page: title, map, legend, account, gaps, sources.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_GAPS = 200;
  const BESIDE_MAP = 12;

  /** Make the sheet whenever the page is printed, and put it away after. */
  function paper(app) {
    const sheet = make("div", { class: "paper", attributes: { "aria-hidden": "true" } });
    document.body.appendChild(sheet);
    window.addEventListener("beforeprint", function () {
      app.looks.print(true);
      page.elements.fill(sheet, contents(app));
      app.looks.print(false);
    });
    window.addEventListener("afterprint", function () {
      page.elements.fill(sheet, []);
    });
  }

  function contents(app) {
    return [
      head(app),
      make("div", { class: "paper-figure" }, [page.paperPicture(app), legend(app)]),
      make("div", { class: "paper-account" }, [
        page.headline(app),
        page.accountTable(app),
        certainty(app),
        app.data.siting ? page.sitingSummary(app) : null,
      ]),
      make("div", { class: "paper-gaps paper-one" }, [gaps(app, 0, MOST_GAPS)]),
      // On a wide sheet the first stand beside the map and the others below it.
      make("div", { class: "paper-gaps paper-beside" }, [gaps(app, 0, BESIDE_MAP)]),
      make("div", { class: "paper-gaps paper-below" }, [gaps(app, BESIDE_MAP, MOST_GAPS)]),
      gapsLeft(app),
      page.auditPaper(app),
      foot(app),
    ];
  }

  function head(app) {
    const facts = app.data.facts;
    const view = app.looks.view();
    return make("div", { class: "paper-head" }, [
      make("h1", { text: facts.title }),
      make("p", {}, page.pageFrame.chips(app)),
      make("p", { class: "paper-sentence", text: facts.sentence }),
      app.data.side ? make("p", { class: "paper-trial", text: page.sides.sentence(app) }) : null,
      document.body.classList.contains("trying")
        ? make("p", {
            class: "paper-trial",
            text: app.say(
              document.body.classList.contains("trial-before") ? "map.side.trial_paper" : "map.paper.trial",
            ),
          })
        : null,
      view
        ? make("p", {
            class: "paper-trial",
            text: app.say("map.look.paper", { name: view.name, line: view.line }),
          })
        : null,
    ]);
  }

  function legend(app) {
    const rows = page.legendRows(app);
    return make("div", { class: "paper-legend" }, [
      make("ul", {}, rows),
      make("p", { text: app.looks.walk() }),
      make("p", { text: app.say("map.verdict_note") }),
    ]);
  }

  function certainty(app) {
    return make(
      "div",
      {},
      app.data.certainty.concat(app.data.settlements).map(function (text) {
        return make("p", { class: "small", text: text });
      }),
    );
  }

  /** Return gaps as a table, from `first` to before `end`, those of most people first, as they are numbered. */
  function gaps(app, first, end) {
    const all = app.data.gaps;
    if (all.id.length <= first) {
      return first ? null : make("p", { text: app.say("map.empty.gaps") });
    }
    const districts = districtsOfGaps(app);
    const heads = [
      app.say("map.layer.gaps"),
      districts ? app.say("map.paper.district") : null,
      app.say("base.blocks"),
      app.say("base.people") + app.data.facts.people_mark,
      app.say("map.no_path_blocks"),
      app.say("map.paper.worst"),
    ];
    const rows = all.id.slice(first, end).map(function (id, nth) {
      const i = first + nth;
      return row("td", [
        id,
        districts ? districts[i].replace(/^(.{80}).+$/, "$1…") : null,
        page.numberText.thousands(all.blocks[i]),
        all.population[i] === null ? app.say("map.unknown") : page.numberText.count(all.population[i]),
        page.numberText.thousands(all.no_path_blocks[i]),
        all.worst_minutes[i] === null ? app.say("map.no_path") : all.worst_minutes[i],
      ]);
    });
    const parts = [make("thead", {}, [row("th", heads)]), make("tbody", {}, rows)];
    return make("table", { class: districts ? "paper-districts" : "" }, parts);
  }

  function gapsLeft(app) {
    const left = app.data.gaps.id.length - MOST_GAPS;
    return left > 0
      ? make("p", { text: app.say("map.paper.gaps_left", { count: page.numberText.thousands(left) }) })
      : null;
  }

  function row(tag, texts) {
    return make(
      "tr",
      {},
      texts.map(function (text) {
        return text === null ? null : make(tag, { text: text });
      }),
    );
  }

  /** Return of each gap the sub-districts of its blocks, null where the study knows none. */
  function districtsOfGaps(app) {
    const blocks = app.data.blocks;
    if (!blocks.district) {
      return null;
    }
    const found = app.data.gaps.id.map(function () {
      return new Set();
    });
    blocks.gap.forEach(function (gap, block) {
      if (gap !== null && blocks.district[block]) {
        found[gap].add(blocks.district[block]);
      }
    });
    return found.map(function (names) {
      return Array.from(names).join(app.say("map.chip_joint"));
    });
  }

  function foot(app) {
    const facts = app.data.facts;
    const files = app.data.sources.map(function (source) {
      return app.say("map.source." + source.kind) + app.say("map.colon") + source.file;
    });
    const lines = [
      files.join(" · "),
      facts.osm ? app.say("map.osm") : "",
      [
        facts.data_date ? app.say("map.data_date", { date: facts.data_date }) : app.say("map.no_data_date"),
        facts.prepared_by,
        app.say("map.method_version", facts),
      ]
        .filter(Boolean)
        .join(" · "),
    ];
    return make(
      "div",
      { class: "paper-foot" },
      lines.filter(Boolean).map(function (text) {
        return make("p", { text: text });
      }),
    );
  }

  paper.head = head;
  paper.foot = foot;
  page.paper = paper;
})((window.circlesPage = window.circlesPage || {}));
