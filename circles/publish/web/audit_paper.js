// An audit on the sheet that is printed: its sentence, and the clauses that are not met, or were not on their last day.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const TOLD = ["fails", "not_reached", "target_period_over"];

  /** Return the part of the sheet, null where there was no audit. */
  function auditPaper(app) {
    const audit = app.data.audit;
    if (!audit) {
      return null;
    }
    const told = audit.clauses;
    const rows = told.id
      .map(function (_, i) {
        return i;
      })
      .filter(function (i) {
        return TOLD.indexOf(told.verdict[i]) >= 0;
      });
    const heads = [
      app.say("map.audit.requirement"),
      app.say("map.audit.clause"),
      app.say("map.list.verdict"),
    ];
    return make("div", { class: "paper-audit" }, [
      make("h2", { text: app.say("map.audit.parts") }),
      make("p", { text: audit.lead }),
      rows.length ? table(heads, told, rows) : null,
    ]);
  }

  function table(heads, told, rows) {
    const line = function (tag, texts) {
      return make(
        "tr",
        {},
        texts.map(function (text) {
          return make(tag, { text: text });
        }),
      );
    };
    const body = rows.map(function (i) {
      return line("td", [told.name[i], told.small[i], told.right[i]]);
    });
    return make("table", {}, [make("thead", {}, [line("th", heads)]), make("tbody", {}, body)]);
  }

  page.auditPaper = auditPaper;
})((window.circlesPage = window.circlesPage || {}));
