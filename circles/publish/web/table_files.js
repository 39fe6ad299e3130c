// The buttons that hand out a table, as CSV and as a workbook.
(function (page) {
  "use strict";

  /**
   * Return both buttons. table: {name: of the files, label: of the first button, sheet: name of the sheet, key: its
   * data-key or null, rows: function that returns the headings and the cells}.
   */
  function tableFiles(app, table) {
    const button = function (text, ending, contentOf) {
      const key = table.key ? { "data-key": table.key + (ending === "csv" ? "" : "_" + ending) } : {};
      return page.elements.button({ class: "quiet-button", text: text, attributes: key }, function () {
        page.savedFile(table.name + "." + ending, contentOf(table.rows()));
      });
    };
    return [
      button(table.label, "csv", function (rows) {
        return page.csvText.csv(rows, page.csvText.cell);
      }),
      button(app.say("map.as_workbook", { name: table.name + ".xlsx" }), "xlsx", function (rows) {
        return page.workbookFile(table.sheet, rows);
      }),
    ];
  }

  page.tableFiles = tableFiles;
})((window.circlesPage = window.circlesPage || {}));
