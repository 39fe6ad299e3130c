// The panel beside the map: the coverage rate and its account, the lists, and the card of what is selected.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICT_KEYS = ["inside", "outside", "not_evaluated"];

  /** Build the panel, its lists left empty, and return {element, fill(), showDetail(kind, i), hideDetail(), toggle()}. */
  function sidePanel(app) {
    const say = app.say;
    const lists = make("div", { class: "lists" });
    const detail = make("div", { class: "detail-view", attributes: { hidden: "", tabindex: "-1" } });
    const overview = make("div", { class: "overview" }, [headline(app), account(app), lists]);
    const body = make("div", { class: "panel-body" }, [overview, detail]);
    const fold = page.elements.button(
      {
        class: "fold",
        title: say("map.fold"),
        attributes: { "aria-label": say("map.fold"), "aria-expanded": "true" },
      },
      toggle,
    );
    const panel = make("aside", { class: "panel", attributes: { "aria-label": say("map.panel") } }, [
      fold,
      body,
    ]);
    let opener = null;

    function toggle() {
      setFolded(!document.body.classList.contains("folded"));
    }

    function setFolded(folded) {
      document.body.classList.toggle("folded", folded);
      fold.setAttribute("aria-expanded", String(!folded));
      fold.title = say(folded ? "map.unfold" : "map.fold");
      fold.setAttribute("aria-label", fold.title);
      app.followSize();
    }

    function showDetail(kind, i) {
      const back = page.elements.button(
        { class: "back quiet-button", text: "← " + say("map.back") },
        function () {
          app.select(null);
        },
      );
      const byKeyboard = panel.contains(document.activeElement);
      opener = overview.hidden ? opener : document.activeElement;
      page.elements.fill(detail, [back, page.detailCard(app, kind, i)]);
      overview.hidden = true;
      detail.hidden = false;
      body.scrollTop = 0;
      setFolded(false);
      if (byKeyboard) {
        back.focus();
      }
    }

    /** Show the lists again, with the focus where it was when the card was opened from them. */
    function hideDetail() {
      const within = detail.contains(document.activeElement);
      detail.hidden = true;
      overview.hidden = false;
      if (within && opener && overview.contains(opener)) {
        opener.focus();
      }
    }

    function fill() {
      page.panelLists(app, lists);
    }

    return { element: panel, fill: fill, showDetail: showDetail, hideDetail: hideDetail, toggle: toggle };
  }

  /** Return the rate of the page, or that of a trial: {rate, rate_name, words}. */
  function headline(app, trial) {
    const facts = trial || app.data.facts;
    const side = app.data.side ? page.sides.words(app) : null;
    const words = trial ? trial.words : side;
    return make("section", { class: "headline" }, [
      make("p", { class: "rate" }, [
        make("strong", { text: facts.rate }),
        make("span", { text: facts.rate_name }),
      ]),
      make("p", { class: "rate-side" }, [
        words ? make("span", { class: "rate-base", text: words }) : null,
        make("span", {
          class: "rate-open",
          text: trial
            ? app.say("map.side.trial_rest")
            : app.say("map.not_evaluated_share", { rate: facts.not_evaluated_rate }),
        }),
      ]),
    ]);
  }

  function account(app) {
    const bars = make(
      "ul",
      { class: "bars" },
      app.data.account.map(function (row) {
        return bar(app, row);
      }),
    );
    const table = make("details", { class: "account" }, [
      make("summary", { text: app.say("map.account") }),
      accountTable(app),
    ]);
    const settlements = app.data.settlements.map(function (text) {
      return make("p", { class: "small settlements", text: text });
    });
    return make("section", {}, [bars, ...settlements, table, certainty(app)]);
  }

  /** Return how sure the rate is: where more than a line is said, one that is short and the rest folded behind it. */
  function certainty(app) {
    const lines = app.data.certainty;
    const paragraphs = function (texts) {
      return texts.map(function (text) {
        return make("p", { class: "small certainty", text: text });
      });
    };
    if (lines.length < 2) {
      return paragraphs(lines)[0] || null;
    }
    const short = app.data.certainty_short;
    return make(
      "details",
      { class: "account certainty-more" },
      [make("summary", { text: short || lines[0] })].concat(paragraphs(short ? lines : lines.slice(1))),
    );
  }

  function bar(app, row) {
    const parts = VERDICT_KEYS.map(function (verdict, i) {
      const part = make("span", { class: "bar-part bar-" + verdict });
      part.style.width = row.shares[i] * 100 + "%";
      return part;
    });
    const says = VERDICT_KEYS.map(function (verdict) {
      return app.say("verdict." + verdict) + " " + row[verdict];
    }).join(" · ");
    return make(
      "li",
      {
        title: row.rate_name + " " + row.rate + " · " + says + " " + row.unit,
        class: row.base === app.data.facts.base ? "chief" : "",
      },
      [
        make("span", { class: "bar-name", text: app.say("base." + row.base) }, [
          markStar(app, row),
          row.base === "people_60_plus" ? pace(app) : null,
        ]),
        make("span", { class: "bar", attributes: { role: "img", "aria-label": says } }, parts),
        make("span", { class: "bar-rate", text: row.rate }),
      ],
    );
  }

  /** Return the pace of a rate that others tell by the pace of the old. */
  function pace(app) {
    const speed = page.walkViews.speedText(Number(app.data.facts.speed_kmh));
    return make("span", { class: "pace", text: app.say("map.question.pace_own", { speed: speed }) });
  }

  function markStar(app, row) {
    return row.mark
      ? make("sup", { class: "mark", text: page.figureMarks.stars(app, row), title: row.mark })
      : null;
  }

  function accountTable(app) {
    const say = app.say;
    const heads = [""].concat(
      VERDICT_KEYS.map(function (verdict) {
        return say("verdict." + verdict);
      }),
      [say("map.total")],
    );
    const rows = app.data.account.map(function (row) {
      const name = say("base." + row.base);
      // In English people are counted in people.
      const unit = row.unit === name ? name : say("map.base_unit", { base: name, unit: row.unit });
      const unknown = row.unknown
        ? make("tr", { class: "small" }, [
            make("td", {
              attributes: { colspan: "5" },
              text: row.unknown,
            }),
          ])
        : null;
      const cells = VERDICT_KEYS.concat(["total"]).map(function (name) {
        return make("td", { text: row[name] });
      });
      return [
        make(
          "tr",
          {},
          [make("th", { text: unit, attributes: { scope: "row" } }, [markStar(app, row)])].concat(cells),
        ),
        unknown,
      ];
    });
    return make(
      "div",
      {},
      [
        make("table", {}, [
          make("thead", {}, [
            make(
              "tr",
              {},
              heads.map(function (head) {
                return make("th", { text: head, attributes: { scope: "col" } });
              }),
            ),
          ]),
          make("tbody", {}, [].concat.apply([], rows)),
        ]),
      ].concat(
        page.figureMarks.notes(app).map(function (text) {
          return make("p", { class: "small", text: text });
        }),
      ),
    );
  }

  page.sidePanel = sidePanel;
  page.headline = headline;
  page.accountTable = accountTable;
})((window.circlesPage = window.circlesPage || {}));
