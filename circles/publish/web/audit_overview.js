// The tab of an audit: its parts, and what it tells besides clauses and the ledger, section by section as the terminal does.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const PARTS = ["audit", "clauses", "ledger"];
  const VERDICTS = ["fails", "not_reached", "target_period_over", "cannot_tell", "not_applicable", "meets"];
  const FEW_COLUMNS = 3;
  const FEW_ROWS = 3;
  const MOST_FAILING = 6;
  const LOOK_BACK = "look_back";

  /** Return the parts of the tab, none where there was no audit; the first is the overview and the tab itself. */
  function parts(app) {
    return app.data.audit ? PARTS : [];
  }

  /** Return the tab that a list stands in. */
  function tabOf(name) {
    return PARTS.indexOf(name) < 0 ? name : PARTS[0];
  }

  /** Return {element, draw(chosen)}: a choice among the parts; countText(name) says how many rows each has. */
  function partChoice(app, countText, onChoose) {
    const buttons = parts(app).map(function (name) {
      return page.elements.button(
        { class: "part-button", attributes: { "data-part": name, "aria-pressed": "false" } },
        function () {
          onChoose(name);
        },
      );
    });
    const element = make(
      "div",
      { class: "part-choice", attributes: { role: "group", "aria-label": app.say("map.audit.parts") } },
      buttons,
    );
    return {
      element: element,
      draw: function (chosen) {
        element.hidden = PARTS.indexOf(chosen) < 0;
        buttons.forEach(function (button) {
          const name = button.getAttribute("data-part");
          button.textContent =
            name === PARTS[0]
              ? app.say("map.audit.overview")
              : app.say("map.tab." + name) + " " + countText(name);
          button.setAttribute("aria-pressed", String(name === chosen));
        });
      },
    };
  }

  /** Return what a meeting asks first: the audit in one sentence, last year's rate, clauses that fail; its sections folded. */
  function overview(app, onVerdict) {
    const told = app.data.audit;
    const open = Array.from(document.querySelectorAll(".audit-section details[open]")).map(function (each) {
      return each.parentElement.getAttribute("data-section");
    });
    return [
      make("p", { class: "audit-lead", text: told.lead }),
      lastYear(told),
      verdicts(app, onVerdict),
      failing(app, onVerdict),
    ].concat(
      told.sections.map(function (section) {
        return sectionPart(section, open.indexOf(section.name) >= 0);
      }),
    );
  }

  /** Return the rate of the map, as it was and as it is; null where there is no earlier result. */
  function lastYear(told) {
    const since = told.sections.find(function (section) {
      return section.name === LOOK_BACK && section.rows.length;
    });
    return since
      ? make("div", { class: "audit-since" }, [
          stacked(Object.assign({}, since, { rows: since.rows.slice(0, 1) })),
        ])
      : null;
  }

  /** Return the clauses that fail, now or on the last day of their period, each a row that opens its card. */
  function failing(app, onVerdict) {
    const told = app.data.audit.clauses;
    const rows = app.listed.clauses.filter(function (i) {
      return told.verdict[i] === "fails" || told.then[i] === "fails";
    });
    const left = rows.length - MOST_FAILING;
    const first = rows.length ? told.verdict[rows[0]] : null;
    return rows.length
      ? make("div", { class: "audit-failing" }, [
          make("h3", {
            text: app.say("map.list.filter_fails") + " " + page.numberText.thousands(rows.length),
          }),
          make("ul", { class: "rows" }, rows.slice(0, MOST_FAILING).map(app.clauseRow)),
          left > 0
            ? page.elements.button(
                {
                  class: "quiet-button",
                  text: app.say("map.not_shown", { count: page.numberText.thousands(left) }),
                },
                function () {
                  onVerdict(first);
                },
              )
            : null,
        ])
      : null;
  }

  function verdicts(app, onVerdict) {
    return make(
      "div",
      { class: "audit-verdicts" },
      VERDICTS.map(function (name) {
        const counted = page.listChoices.rows(app, "clauses", { find: "", filter: name });
        return counted.length
          ? page.elements.button(
              {
                class: "quiet-button audit-verdict",
                text: app.say("map.list.filter_" + name) + " " + ofThem(app, name, counted),
                attributes: { "data-verdict": name },
              },
              function () {
                onVerdict(name);
              },
            )
          : null;
      }),
    );
  }

  /** Return how many clauses are listed; of those that cannot be told, how many of them are past their period, too. */
  function ofThem(app, name, counted) {
    const past = counted.filter(function (i) {
      return app.data.audit.clauses.verdict[i] !== name;
    }).length;
    const count = page.numberText.thousands(counted.length);
    return past
      ? app.say("map.audit.of_them_past", { count: count, past: page.numberText.thousands(past) })
      : count;
  }

  /** Return a section; a long one is folded, with the number of the things that its head names where they are counted. */
  function sectionPart(told, isOpen) {
    const head = told.title ? make("h3", { text: told.title }) : null;
    const isLong = head && told.rows.length + told.lines.length > FEW_ROWS;
    return make(
      "section",
      { class: "question audit-section", attributes: { "data-section": told.name } },
      isLong
        ? [
            make("details", isOpen ? { attributes: { open: "" } } : {}, [
              make("summary", {}, [
                head,
                told.count === null
                  ? null
                  : make("span", { class: "small", text: " " + page.numberText.thousands(told.count) }),
              ]),
              ...contents(told),
            ]),
          ]
        : [head, ...contents(told)],
    );
  }

  function contents(told) {
    return [
      told.rows.length ? table(told) : null,
      told.lines.length
        ? make(
            "ul",
            { class: "audit-lines" },
            told.lines.map(function (text) {
              return make("li", { text: text });
            }),
          )
        : null,
    ];
  }

  /** Return the rows of a section: a table of few columns, of more a heading a row with its cells below. */
  function table(told) {
    return told.heads.length <= FEW_COLUMNS ? plainTable(told) : stacked(told);
  }

  function plainTable(told) {
    const cell = function (tag, text, column) {
      return make(tag, { text: text, class: told.figures[column] ? "figure-cell" : "" });
    };
    const heads = told.heads.map(function (text, column) {
      const head = cell("th", text, column);
      head.setAttribute("scope", "col");
      return head;
    });
    const rows = told.rows.map(function (texts) {
      return make(
        "tr",
        {},
        texts.map(function (text, column) {
          return cell("td", text, column);
        }),
      );
    });
    return make("table", { class: "audit-table" }, [
      make("thead", {}, [make("tr", {}, heads)]),
      make("tbody", {}, rows),
    ]);
  }

  /** Return rows one below the other; what stands before the cell that names a row stands once above all that have it. */
  function stacked(told) {
    const items = [];
    let above = null;
    told.rows.forEach(function (texts) {
      if (told.named && texts[0] !== above) {
        above = texts[0];
        items.push(make("li", { class: "audit-group", text: above }));
      }
      items.push(
        make("li", {}, [make("strong", { text: texts[told.named] }), terms(told.heads, texts, told.named)]),
      );
    });
    return make("ul", { class: "audit-rows" }, items);
  }

  function terms(heads, texts, name) {
    const list = make("dl", {});
    texts.forEach(function (text, column) {
      if (column > name && text) {
        list.appendChild(make("div", {}, [make("dt", { text: heads[column] }), make("dd", { text: text })]));
      }
    });
    return list;
  }

  page.auditOverview = { parts: parts, tabOf: tabOf, partChoice: partChoice, overview: overview };
})((window.circlesPage = window.circlesPage || {}));
