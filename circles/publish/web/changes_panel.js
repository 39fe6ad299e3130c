// Beside the map of a comparison: the rate, what it is owed to, what became of blocks, and the list of those that changed.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICTS = ["inside", "outside", "not_evaluated"];
  const ROW_CLASSES = ["row-inside", "row-outside", "row-not-evaluated", "row-absent"];
  const STEP = 200;

  /** Return {element, mark(kind, i)}: the panel; mark: says which row is selected and brings it into view. */
  function changesPanel(app) {
    const list = make("div", { class: "list", attributes: { tabindex: "-1" } });
    const card = make("section", { class: "change-card", attributes: { hidden: "" } });
    const body = make("div", { class: "panel-body" }, [
      make("div", { class: "overview" }, [headline(app)].concat(told(app), [choices(app, draw), card, list])),
    ]);
    let most = STEP;

    function draw() {
      most = STEP;
      fill();
    }

    function fill() {
      const rows = app.listed();
      const shown = rows.slice(0, most).map(function (i) {
        return blockRow(app, i);
      });
      const left = rows.length - shown.length;
      const some = [
        heading(app.say("changes.listed", { count: rows.length })),
        make("ul", { class: "rows" }, shown),
        left ? more(left) : null,
      ];
      const none = [make("p", { class: "small", text: app.say("changes.none") })];
      page.elements.fill(list, (rows.length ? some : none).concat(moved(app)));
      if (app.selected) {
        mark(app.selected.kind, app.selected.i);
      }
    }

    function more(left) {
      const text = app.say("changes.more", { count: page.numberText.thousands(left) });
      return page.elements.button({ class: "quiet-button more", text: text }, function () {
        const at = most;
        most += STEP;
        fill();
        list.querySelectorAll("[data-kind=block]")[at].focus();
      });
    }

    function mark(kind, i) {
      list.querySelectorAll("[aria-current]").forEach(function (row) {
        row.removeAttribute("aria-current");
      });
      card.hidden = kind !== "block" && kind !== "center";
      page.elements.fill(card, card.hidden ? [] : cardOf(app, kind, i));
      const row = kind && list.querySelector("[data-kind=" + kind + "][data-row='" + i + "']");
      if (row) {
        row.setAttribute("aria-current", "true");
        row.scrollIntoView({ block: "nearest" });
      }
    }

    fill();
    const label = { "aria-label": app.say("map.panel") };
    return { element: make("aside", { class: "panel", attributes: label }, [body]), mark: mark };
  }

  function headline(app) {
    const facts = app.data.facts;
    return make("section", { class: "headline" }, [
      make("p", { class: "rate" }, [
        make("strong", { text: facts.rate }),
        make("span", { text: facts.rate_name }),
      ]),
      make("p", { class: "rate-side" }, [
        make("span", { class: "rate-base", text: page.sides.words(app) }),
        make("span", { class: "rate-open", text: facts.points }),
      ]),
      make("p", { class: "rate-pair", text: facts.sentence }),
    ]);
  }

  /** Return what the document tells besides: settings that differ, the steps from year to year. */
  function told(app) {
    return app.data.told.map(function (section) {
      const lines = section.lines.map(function (line) {
        return make("p", { class: line.role === "warning" ? "reason" : "small", text: line.text });
      });
      const heading = section.title ? [make("h2", { class: "told-title", text: section.title })] : [];
      const table = section.rows.length ? [toldTable(section)] : [];
      return make("section", { class: "told" }, heading.concat(table, lines));
    });
  }

  function toldTable(section) {
    const heads = section.heads.map(function (head) {
      return make("th", { text: head.text, attributes: { scope: "col" } });
    });
    const rows = section.rows.map(function (row) {
      return page.elements.namedRow(row[0], row.slice(1));
    });
    return make("table", { class: "told-table" }, [
      make("thead", {}, [make("tr", {}, heads)]),
      make("tbody", {}, rows),
    ]);
  }

  /** Return what became of blocks as a table, each row a switch of the list below it. */
  function choices(app, draw) {
    const rows = app.data.changes.map(function (change) {
      const button = page.elements.button(
        { class: "change-choice", attributes: { "data-change": change.name } },
        function () {
          app.choose(app.chosen === change.name ? null : change.name);
          press();
          draw();
        },
      );
      page.elements.fill(button, [swatch(change.name), make("span", { text: change.text })]);
      return make("tr", {}, [
        make("th", { attributes: { scope: "row" } }, [button]),
        make("td", { text: change.blocks }),
        make("td", { text: change.people }),
      ]);
    });
    const heads = [app.say("compare.change"), app.say("compare.blocks"), app.data.facts.people];
    const table = make("table", { class: "told-table" }, [
      make("thead", {}, [
        make(
          "tr",
          {},
          heads.map(function (text) {
            return make("th", { text: text, attributes: { scope: "col" } });
          }),
        ),
      ]),
      make("tbody", {}, rows),
    ]);

    function press() {
      table.querySelectorAll("[data-change]").forEach(function (button) {
        button.setAttribute("aria-pressed", String(button.getAttribute("data-change") === app.chosen));
      });
    }

    press();
    return make("section", { class: "told" }, [
      table,
      make("p", { class: "small", text: app.say("changes.choose") }),
    ]);
  }

  function swatch(name) {
    return make("span", { class: "swatch swatch-" + name, attributes: { "aria-hidden": "true" } });
  }

  function blockRow(app, i) {
    const blocks = app.data.blocks;
    return row(app, "block", i, ROW_CLASSES[blocks.verdict[i]], [
      app.blockName(i),
      minutesOf(app, i),
      verdictsOf(app, i) + " · " + app.people(i),
    ]);
  }

  function row(app, kind, i, className, texts) {
    const button = page.elements.button(
      { class: "row " + className, attributes: { "data-kind": kind, "data-row": i } },
      function () {
        app.select(kind, i, true);
      },
    );
    page.elements.fill(button, [
      make("span", { class: "row-name", text: texts[0] }),
      make("span", { class: "row-right", text: texts[1] }),
      make("span", { class: "row-small", text: texts[2] }),
    ]);
    return make("li", {}, [button]);
  }

  function heading(text) {
    return make("h2", { class: "list-head", text: text });
  }

  /** Return the centers that open or close under a head of their own, nothing where none does. */
  function moved(app) {
    const rows = moves(app);
    return rows.length ? [heading(app.say("changes.centers")), make("ul", { class: "rows" }, rows)] : [];
  }

  function moves(app) {
    const told = app.data.moves;
    return told.name.map(function (name, i) {
      return row(app, "move", i, told.opens[i] ? "row-center" : "row-closed", [
        name,
        app.say(told.opens[i] ? "changes.opens" : "changes.closes"),
        arrow(status(app, told.was[i]), status(app, told.now[i])),
      ]);
    });
  }

  function status(app, known) {
    return app.say(known === null ? "changes.no_center" : "status." + known);
  }

  function arrow(before, after) {
    return before === after ? before : before + " → " + after;
  }

  function verdictText(app, i, side) {
    const verdict = VERDICTS[app.data.blocks.verdicts[side][i]];
    return app.say(verdict ? "verdict." + verdict : "compare.absent");
  }

  function verdictsOf(app, i) {
    return arrow(verdictText(app, i, "before"), verdictText(app, i, "after"));
  }

  /** Return the minutes before and after; nothing where neither is known. */
  function minutesOf(app, i) {
    const told = app.data.blocks.minutes;
    const pair = [told.before[i], told.after[i]].map(function (value) {
      return value === null ? "–" : value;
    });
    return pair[0] === "–" && pair[1] === "–"
      ? ""
      : app.say("compare.minutes", { minutes: arrow(pair[0], pair[1]) });
  }

  /** Return the card of a thing: of a block both verdicts and minutes, of a center its status. */
  function cardOf(app, kind, i) {
    if (kind === "center") {
      const said = app.say("status." + app.data.centers.status[i]);
      return [make("h2", { text: app.centerName(i) }), make("p", { text: said })];
    }
    const blocks = app.data.blocks;
    return [
      make("h2", { text: app.blockName(i) }),
      make("p", {}, [
        make("strong", { text: app.say("compare." + app.changes[blocks.change[i]]) }),
        make("span", { text: " · " + verdictsOf(app, i) }),
      ]),
      make("p", { text: [minutesOf(app, i), app.people(i)].filter(Boolean).join(" · ") }),
    ];
  }

  page.changesPanel = changesPanel;
  page.changesTold = { table: toldTable, verdicts: verdictsOf, minutes: minutesOf, moves: moves, told: told };
})((window.circlesPage = window.circlesPage || {}));
