// The sheet of a comparison that is printed in the place of the page: the map of the side that is shown, figures, the list.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_ROWS = 200;

  /** Make the sheet whenever the page is printed, and put it away after. */
  function changesPaper(app) {
    const sheet = make("div", { class: "paper", attributes: { "aria-hidden": "true" } });
    document.body.appendChild(sheet);
    window.addEventListener("beforeprint", function () {
      page.elements.fill(sheet, contents(app));
    });
    window.addEventListener("afterprint", function () {
      page.elements.fill(sheet, []);
    });
  }

  function contents(app) {
    const facts = app.data.facts;
    return [
      make("div", { class: "paper-head" }, [
        make("h1", { text: facts.title }),
        make("p", {}, page.pageFrame.chips(app)),
        make("p", { class: "paper-sentence", text: facts.sentence }),
        make("p", { class: "paper-trial", text: page.sides.sentence(app) }),
      ]),
      make("div", { class: "paper-figure" }, [
        page.paperPicture(app),
        make("div", { class: "paper-legend" }, [make("ul", {}, page.changesLegendRows(app))]),
      ]),
      make("div", { class: "paper-account" }, [totals(app)].concat(page.changesTold.told(app))),
      make("div", { class: "paper-gaps" }, [rows(app)]),
      make(
        "div",
        { class: "paper-foot" },
        facts.signed.concat(facts.osm ? [app.say("map.osm")] : []).map(function (text) {
          return make("p", { text: text });
        }),
      ),
    ];
  }

  function totals(app) {
    const heads = [app.say("compare.change"), app.say("compare.blocks"), app.data.facts.people];
    return table(
      heads,
      app.data.changes.map(function (change) {
        return [change.text, change.blocks, change.people];
      }),
    );
  }

  /** Return the blocks of the list, as it is chosen on the screen. */
  function rows(app) {
    const all = app.listed();
    const heads = [
      app.say("changes.block"),
      app.say("compare.change"),
      app.say("changes.verdicts"),
      app.say("changes.minutes"),
      app.data.facts.people,
    ];
    const shown = all.slice(0, MOST_ROWS).map(function (i) {
      return [
        app.blockName(i),
        app.say("compare." + app.changes[app.data.blocks.change[i]]),
        page.changesTold.verdicts(app, i),
        page.changesTold.minutes(app, i),
        app.people(i),
      ];
    });
    const left = all.length - shown.length;
    return make("div", {}, [
      shown.length ? table(heads, shown) : null,
      left ? make("p", { text: app.say("changes.left", { count: page.numberText.thousands(left) }) }) : null,
    ]);
  }

  function table(heads, lines) {
    const row = function (tag, texts) {
      return make(
        "tr",
        {},
        texts.map(function (text) {
          return make(tag, { text: text });
        }),
      );
    };
    return make("table", {}, [
      make("thead", {}, [row("th", heads)]),
      make(
        "tbody",
        {},
        lines.map(function (texts) {
          return row("td", texts);
        }),
      ),
    ]);
  }

  page.changesPaper = changesPaper;
})((window.circlesPage = window.circlesPage || {}));
