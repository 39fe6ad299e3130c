// Clauses of an audit and items of the ledger: rows of lists, cards, columns of a table that is saved.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const ROWS = { fails: "row-outside", meets: "row-inside", cannot_tell: "row-not-evaluated" };
  const CARDS = { fails: "verdict-outside", meets: "verdict-inside", cannot_tell: "verdict-not_evaluated" };
  const QUIET = { color: "#3d4654", fillColor: "#3d4654" };
  const OPEN = ["first", "new", "continuing", "over", "rebound"];

  function clauseRow(app, i, row) {
    const told = app.data.audit.clauses;
    const className = (ROWS[verdictOf(told, i)] || "row-closed") + " row-long";
    return row("clause", i, className, told.name[i], told.right[i], told.small[i]);
  }

  /** Return the verdict of a clause, of a period that is over that of its last day. */
  function verdictOf(told, i) {
    return told.then[i] || told.verdict[i];
  }

  function itemRow(app, i, row) {
    const told = app.data.audit.ledger;
    const className = isOpen(told.change[i])
      ? "row-outside"
      : told.change[i] === "gone"
        ? "row-inside"
        : "row-not-evaluated";
    return row("item", i, className + " row-long", told.name[i], told.right[i], told.small[i]);
  }

  /** Return whether an item is one of today. */
  function isOpen(change) {
    return OPEN.indexOf(change) >= 0;
  }

  /** Return what columns say of row `i`, as terms. */
  function facts(columns, i) {
    const list = make("dl", { class: "facts audit-facts" });
    columns.forEach(function (column) {
      if (column.texts[i]) {
        list.appendChild(make("dt", { text: column.name }));
        list.appendChild(make("dd", {}, [said(column, i)]));
      }
    });
    return list;
  }

  /** Return a text; one that names more than can be seen at once opens from its first names. */
  function said(column, i) {
    const whole = brokenAtSlashes(column.texts[i]);
    return column.short && column.short[i] !== column.texts[i]
      ? make("details", {}, [make("summary", { text: column.short[i] }), whole])
      : whole;
  }

  /** Return a text that may be broken behind each slash: addresses are longer than a line. */
  function brokenAtSlashes(text) {
    const parts = text.split("/");
    const element = make("span");
    parts.forEach(function (part, i) {
      element.appendChild(document.createTextNode(part + (i < parts.length - 1 ? "/" : "")));
      element.appendChild(make("wbr"));
    });
    return element;
  }

  function section(head, children) {
    return make("section", { class: "own audit-part" }, [make("h3", { text: head })].concat(children));
  }

  function clauseCard(app, i) {
    const told = app.data.audit.clauses;
    const places = told.places[i];
    const ledger = app.data.audit.ledger;
    const key = told.norm[i] + "|" + told.id[i];
    const items = ledger.id
      .map(function (_, item) {
        return item;
      })
      .filter(function (item) {
        return ledger.clause[item] === key;
      });
    return make("article", { class: "detail" }, [
      make("p", { class: "verdict " + (CARDS[verdictOf(told, i)] || "verdict-center"), text: told.right[i] }),
      make("h2", { text: told.name[i] }),
      make("p", { class: "id", text: told.id[i] + " · " + told.head[i] }),
      facts(told.own, i),
      page.auditPlaces.any(places)
        ? section(app.say("map.audit.failing"), page.auditPlaces.links(app, places))
        : null,
      items.length ? section(app.say("map.audit.items"), [itemLinks(app, items)]) : null,
    ]);
  }

  function itemLinks(app, items) {
    const ledger = app.data.audit.ledger;
    return make(
      "ul",
      { class: "named-links" },
      items.map(function (item) {
        return make("li", {}, [page.auditPlaces.link(app, "item", item, ledger.name[item])]);
      }),
    );
  }

  function itemCard(app, i) {
    const told = app.data.audit.ledger;
    const places = told.places[i];
    const clause = clauseOf(app, told.clause[i]);
    const gap = told.gap[i];
    const links = [
      gap === null
        ? null
        : [
            app.say("map.audit.at_gap"),
            page.auditPlaces.link(app, "gap", gap, app.say("map.gap", { number: app.data.gaps.id[gap] })),
          ],
      clause < 0
        ? null
        : [
            app.say("map.audit.by_clause"),
            page.auditPlaces.link(app, "clause", clause, app.data.audit.clauses.name[clause]),
          ],
    ].filter(Boolean);
    const list = facts([{ name: app.say("map.audit.people"), texts: told.people }].concat(told.own), i);
    links.forEach(function (term) {
      list.appendChild(make("dt", { text: term[0] }));
      list.appendChild(make("dd", {}, [term[1]]));
    });
    return make("article", { class: "detail" }, [
      make("p", {
        class: "verdict " + (isOpen(told.change[i]) ? "verdict-outside" : "verdict-center"),
        text: told.right[i] || app.say("map.audit.item"),
      }),
      make("h2", { text: told.name[i] }),
      make("p", { class: "id", text: told.id[i] }),
      list,
      page.figureMarks.line(app, ["people"]),
      page.auditPlaces.any(places)
        ? section(app.say("map.audit.places"), page.auditPlaces.links(app, places))
        : make("p", { class: "small", text: app.say("map.audit.whole") }),
    ]);
  }

  /** Return the row of a clause by norm and number, -1 where this audit has none such. */
  function clauseOf(app, key) {
    const told = app.data.audit.clauses;
    return told.id.findIndex(function (id, i) {
      return told.norm[i] + "|" + id === key;
    });
  }

  /** Return where a clause is not satisfied; where it only encourages that, nothing is wrong and no mark is red. */
  function clauseOutline(app, on, i) {
    const told = app.data.audit.clauses;
    const style = verdictOf(told, i) === "not_reached" ? Object.assign({}, on, QUIET) : on;
    return page.auditPlaces.outline(app, style, told.places[i]);
  }

  function itemOutline(app, on, i) {
    return page.auditPlaces.outline(app, on, app.data.audit.ledger.places[i]);
  }

  function spokenOf(name) {
    return function (app, i) {
      const told = app.data.audit[name];
      return [told.name[i], told.right[i], told.small[i]];
    };
  }

  function cells(column) {
    return function (i) {
      return column[i];
    };
  }

  function ownColumns(columns) {
    return columns.map(function (column) {
      return [column.name, cells(column.texts)];
    });
  }

  function clauseColumns(app) {
    const told = app.data.audit.clauses;
    return [
      [app.say("map.audit.by_norm"), cells(told.head)],
      [app.say("map.audit.clause"), cells(told.id)],
      [app.say("map.audit.requirement"), cells(told.name)],
    ].concat(ownColumns(told.own));
  }

  function itemColumns(app) {
    const told = app.data.audit.ledger;
    return [
      [app.say("map.list.id"), cells(told.id)],
      [app.say("map.audit.problem"), cells(told.name)],
      [app.say("map.audit.change"), cells(told.right)],
      [app.say("map.audit.people"), cells(told.population)],
    ].concat(ownColumns(told.own));
  }

  page.auditCards = {
    clauseRow: clauseRow,
    itemRow: itemRow,
    clause: clauseCard,
    item: itemCard,
    clauseOutline: clauseOutline,
    itemOutline: itemOutline,
    spokenClause: spokenOf("clauses"),
    spokenItem: spokenOf("ledger"),
    clauseColumns: clauseColumns,
    itemColumns: itemColumns,
  };
})((window.circlesPage = window.circlesPage || {}));
