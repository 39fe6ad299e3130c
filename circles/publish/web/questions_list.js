// The tab of questions: walks of other minutes and paces side by side, the compass, circles that overlap, streets by minutes.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return the answers, one below the other. */
  function questionsList(app) {
    return (app.whatIf ? [walkTable(app), streets(app), compass(app)] : []).concat([overlap(app)]);
  }

  function section(head, children) {
    return make("section", { class: "question" }, [make("h3", { text: head })].concat(children));
  }

  /** Return the table of minutes by paces: a cell shows itself on the map, and the plan again when it is pressed once more. */
  function walkTable(app) {
    const asked = page.walkViews.asked(app);
    const shown = app.looks && app.looks.view() ? app.looks.view().key : null;
    const heads = asked.paces.map(function (pace) {
      const key = pace.name === "own" ? "pace_own" : "pace_elderly";
      return make("th", { attributes: { scope: "col" } }, [
        make("span", {
          text: app.say("map.question." + key, { speed: page.walkViews.speedText(pace.speed) }),
        }),
        make("span", {
          class: "small",
          text: app.say("base." + pace.base) + page.walkViews.markOf(app, pace.base),
        }),
      ]);
    });
    let unknown = 0;
    const rows = asked.minutes.map(function (minutes) {
      const cells = asked.paces.map(function (pace) {
        const view = page.walkViews.view(app, minutes, pace);
        const own = page.walkViews.isOwn(app, minutes, pace);
        const pressed = shown === null ? own : shown === view.key;
        unknown = Math.max(unknown, view.unknown);
        const button = page.elements.button(
          {
            class: "walk-cell",
            title: view.name,
            attributes: { "aria-pressed": String(pressed), "data-key": "walk-" + view.key },
          },
          function () {
            app.looks.choose(own || pressed ? null : view);
          },
        );
        page.elements.fill(button, [
          make("strong", { text: view.rate }),
          make("span", { class: "small", text: page.walkViews.amount(app, view.inside, pace.base) }),
        ]);
        return make("td", {}, [button]);
      });
      const head = make("th", {
        text: app.say("map.minutes", { minutes: minutes }),
        attributes: { scope: "row" },
      });
      return make("tr", {}, [head].concat(cells));
    });
    return section(app.say("map.question.walks"), [
      make("table", { class: "walk-table" }, [
        make("thead", {}, [make("tr", {}, [make("td", {})].concat(heads))]),
        make("tbody", {}, rows),
      ]),
      unknown
        ? make("p", {
            class: "small",
            text: app.say("map.question.walks_unknown", { count: page.numberText.thousands(unknown) }),
          })
        : null,
      make("p", { class: "small", text: app.say("map.question.walks_note") }),
    ]);
  }

  /** Show again the walk of an address; what this map does not offer is left aside. */
  function reopened(app, key) {
    if (!app.whatIf || !key) {
      return;
    }
    const asked = page.walkViews.asked(app);
    asked.minutes.forEach(function (minutes) {
      asked.paces.forEach(function (pace) {
        if (key === minutes + ":" + pace.name && !page.walkViews.isOwn(app, minutes, pace)) {
          app.looks.choose(page.walkViews.view(app, minutes, pace));
        }
      });
    });
  }

  /** Return a switch of a layer. */
  function layerSwitch(app, name, text) {
    const box = make("input", { attributes: { type: "checkbox", "data-key": "show-" + name } });
    box.checked = Boolean(app.layers) && app.isShown(name);
    box.addEventListener("change", function () {
      app.switchLayer(name, box.checked);
    });
    return make("label", { class: "question-switch" }, [box, make("span", { text: text })]);
  }

  function streets(app) {
    return section(app.say("map.question.streets"), [
      layerSwitch(app, "street_minutes", app.say("map.layer.street_minutes")),
    ]);
  }

  /** Return whom a circle by compass claims and nobody can walk from. */
  function compass(app) {
    const rows = page.claimedByCompass(app);
    const facts = app.data.facts;
    const said = {
      metres: page.numberText.thousands(Math.floor(facts.limit_mm / 1000)),
      minutes: facts.minutes,
      blocks: page.numberText.thousands(rows.length),
      people: page.centerReach.peopleOf(app, rows),
    };
    return section(app.say("map.question.compass"), [
      make("p", {
        text: app.say(rows.length ? "map.question.compass_claims" : "map.question.compass_none", said),
      }),
      layerSwitch(app, "compass", app.say("map.layer.compass")),
    ]);
  }

  /** Return the centers whose circles others cover wholly. */
  function overlap(app) {
    const rows = page.centerReach.overlapped(app);
    return section(
      app.say("map.layer.overlapped"),
      rows.length
        ? [
            make("ul", { class: "rows" }, rows.map(app.centerRow)),
            make("p", { class: "small", text: app.say("map.question.each_alone") }),
          ]
        : [make("p", { text: app.say("map.question.no_overlap") })],
    );
  }

  page.questionsList = questionsList;
  page.questionReopened = reopened;
})((window.circlesPage = window.circlesPage || {}));
