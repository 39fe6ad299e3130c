// What the plan was made of: rows, distances to the streets, what is not evaluated, where streets are sparse.
(function (page) {
  "use strict";

  const make = page.elements.make;

  const INPUTS = ["input", "file", "rows", "accepted", "repaired", "coordinates", "label"];
  const SNAPPING = ["points", "count", "median", "p90", "max", "beyond", "furthest"];
  const NOT_EVALUATED = ["points", "reason", "count", "first"];
  const NUMBERS = ["rows", "accepted", "repaired", "count", "median", "p90", "max", "beyond"];

  /** Return the section of the inputs for the page of method and sources. */
  function inputsSection(app) {
    const told = app.data.inputs;
    return make("section", {}, [
      make("h3", { text: app.say("map.inputs") }),
      table(app, "map.inputs", INPUTS, told.inputs),
      make("p", { class: "small", text: app.say("map.inputs_note") }),
      heading(app, "map.snapping_title", told.snapping),
      table(app, "map.snapping_title", SNAPPING, told.snapping),
      told.snapping.length
        ? make("p", { class: "small", text: app.say("map.snapping_note", app.data.facts) })
        : null,
      heading(app, "map.not_evaluated_title", told.not_evaluated),
      table(app, "map.not_evaluated_title", NOT_EVALUATED, told.not_evaluated),
      heading(app, "map.streets_account", app.data.streets_account),
      make(
        "ul",
        { class: "inline-list" },
        app.data.streets_account.map(function (text) {
          return make("li", { text: text });
        }),
      ),
      told.sparse.count ? make("p", { text: sparseText(app, told.sparse) }) : null,
    ]);
  }

  function sparseText(app, sparse) {
    const counts = {
      areas: page.numberText.thousands(sparse.count),
      blocks: page.numberText.thousands(sparse.blocks),
    };
    return app.say("map.sparse_note", sparse) + " " + app.say("map.sparse_count", counts);
  }

  function heading(app, key, rows) {
    return rows.length ? make("h4", { text: app.say(key) }) : null;
  }

  /** Return a table without the columns that say nothing in any row, null without rows. */
  function table(app, key, names, rows) {
    if (!rows.length) {
      return null;
    }
    const shown = names.filter(function (_, i) {
      return rows.some(function (row) {
        return row[i] && row[i] !== "–";
      });
    });
    const line = function (tag, textOf) {
      return make(
        "tr",
        {},
        shown.map(function (name) {
          const number = NUMBERS.indexOf(name) >= 0;
          return make(tag, { class: number ? "number" : "", text: textOf(name) });
        }),
      );
    };
    const head = line("th", function (name) {
      return app.say("map.inputs_head." + name);
    });
    const body = rows.map(function (row) {
      return line("td", function (name) {
        return row[names.indexOf(name)];
      });
    });
    return page.elements.scrolled({ class: "wide-table", label: app.say(key) }, [
      make("table", { class: "inputs-table" }, [make("thead", {}, [head]), make("tbody", {}, body)]),
    ]);
  }

  page.inputsSection = inputsSection;
})((window.circlesPage = window.circlesPage || {}));
