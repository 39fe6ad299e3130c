// The tools of a list: its order, its filter, copied or saved as a table. They stand behind one button.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return {button, element, draw()}; lists: {state, take(change), rows()}. */
  function listTools(app, lists) {
    const element = make("div", { class: "list-tools", attributes: { hidden: "" } });
    const button = page.elements.button(
      {
        class: "quiet-button tools-button",
        text: app.say("map.list.tools"),
        attributes: { "aria-expanded": "false" },
      },
      function () {
        element.hidden = !element.hidden;
        button.setAttribute("aria-expanded", String(!element.hidden));
        draw();
      },
    );
    const said = make("span", { class: "small", attributes: { role: "status" } });

    function draw() {
      if (element.hidden) {
        return;
      }
      const reached = document.activeElement;
      const key = element.contains(reached) ? reached.getAttribute("data-key") : null;
      page.elements.fill(element, [
        choice("sort", page.listChoices.sorts[lists.state.tab] || [], lists.state.sort),
        choice(
          "filter",
          page.listChoices.filtersOf(app, lists.state.tab),
          page.listChoices.filterOf(app, lists.state.tab, lists.state),
        ),
        ...buttons(),
        said,
      ]);
      said.textContent = app.say("map.list.count", {
        count: page.numberText.thousands(lists.rows().length),
      });
      const again = key && element.querySelector("[data-key='" + key + "']");
      if (again) {
        again.focus();
      }
    }

    /** Return a choice among the orders or filters of a list, null where it has none. */
    function choice(what, names, chosen) {
      if (!names.length) {
        return null;
      }
      const first = names.indexOf("needy") < 0 && names.indexOf(chosen) < 0 ? [""] : [];
      const select = make(
        "select",
        { attributes: { "data-key": "list-" + what, "aria-label": app.say("map.list." + what) } },
        first.concat(names).map(function (name) {
          const text = app.say("map.list." + what + "_" + (name || "none"));
          return make("option", { text: text, attributes: { value: name } });
        }),
      );
      select.value = chosen;
      select.addEventListener("change", function () {
        const change = {};
        change[what] = select.value;
        lists.take(change);
      });
      return select;
    }

    function buttons() {
      const table = function () {
        return page.listTable(app, lists.state.tab, lists.rows());
      };
      const files = page.tableFiles(app, {
        name: lists.state.tab,
        label: "CSV",
        sheet: app.say("map.tab." + lists.state.tab),
        key: "list-file",
        rows: table,
      });
      files[1].title = files[1].textContent;
      files[1].textContent = "Excel";
      const copy = page.elements.button(
        { class: "quiet-button", text: app.say("map.list.copy"), attributes: { "data-key": "list-copy" } },
        function () {
          const rows = table();
          const done = copied(rows);
          said.textContent = app.say(done ? "map.list.copied" : "map.list.not_copied", {
            count: page.numberText.thousands(rows.length - 1),
          });
        },
      );
      return [copy].concat(files);
    }

    return { button: button, element: element, draw: draw };
  }

  /** Put a table where spreadsheets paste it from, cells parted by tabs; return whether the browser did. */
  function copied(rows) {
    const text = rows
      .map(function (cells) {
        return cells
          .map(function (cell) {
            return page.csvText.cell(cell).replace(/[\t\r\n]+/g, " ");
          })
          .join("\t");
      })
      .join("\n");
    const reached = document.activeElement;
    const held = make("textarea", { class: "held-text", attributes: { "aria-hidden": "true" } });
    held.value = text;
    document.body.appendChild(held);
    held.select();
    const done = document.execCommand("copy");
    document.body.removeChild(held);
    if (reached) {
      reached.focus();
    }
    return done;
  }

  page.listTools = listTools;
})((window.circlesPage = window.circlesPage || {}));
