// A table as a workbook (.xlsx) of one sheet: bold headings that stay and filter, numbers as numbers, texts never run.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./zip_file.js"), require("./xml_text.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.workbookFile = make(root.circlesPage.zipFile, root.circlesPage.xmlText);
  }
})(typeof self !== "undefined" ? self : this, function (zipFile, xmlText) {
  "use strict";

  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  // Of Excel: of a name of a sheet, and of the text of a cell.
  const LONGEST_NAME = 31;
  const LONGEST_TEXT = 32767;
  const NARROWEST = 8;
  const WIDEST = 60;
  const PLAIN = 0;
  const BOLD = 1;
  // A text that begins so is marked as one, so that it stays a text when a person edits the cell.
  const QUOTED = 2;
  const FORMULA = /^[=+\-@＝＋－＠']/;

  /** Return the bytes of a workbook; rows: the headings, then cells: texts, numbers, or null where nothing is known. */
  function workbookFile(name, rows) {
    const type = function (part, kind) {
      return `<Override PartName="${part}" ContentType="${PARTS}.${kind}+xml"/>`;
    };
    const files = {
      "[Content_Types].xml":
        `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        type("/xl/workbook.xml", "sheet.main") +
        type("/xl/worksheets/sheet1.xml", "worksheet") +
        type("/xl/styles.xml", "styles") +
        "</Types>",
      "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
      "xl/workbook.xml":
        `<workbook xmlns="${SHEETS}" xmlns:r="${OFFICE}"><sheets>` +
        `<sheet name="${xmlText.escaped(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": relations([
        ["worksheet", "worksheets/sheet1.xml"],
        ["styles", "styles.xml"],
      ]),
      "xl/styles.xml": styles(),
      "xl/worksheets/sheet1.xml": sheet(rows),
    };
    return zipFile(
      Object.keys(files).map(function (path) {
        return { name: path, text: HEAD + files[path] };
      }),
    );
  }

  function relations(targets) {
    const each = targets.map(function (target, i) {
      return `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${target[0]}" Target="${target[1]}"/>`;
    });
    return `<Relationships xmlns="${PACKAGE}/relationships">${each.join("")}</Relationships>`;
  }

  function styles() {
    const format = function (facts) {
      return `<xf numFmtId="0" fillId="0" borderId="0" xfId="0" ${facts}/>`;
    };
    const formats = [
      format('fontId="0"'),
      format('fontId="1" applyFont="1"'),
      format('fontId="0" quotePrefix="1"'),
    ];
    return (
      `<styleSheet xmlns="${SHEETS}">` +
      '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>' +
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
      "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>" +
      '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      `<cellXfs>${formats.join("")}</cellXfs>` +
      '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    );
  }

  function sheet(rows) {
    const last = column(rows[0].length - 1) + rows.length;
    const lines = rows.map(function (cells, i) {
      const each = cells.map(function (value, j) {
        return cell(value, column(j) + (i + 1), i === 0);
      });
      return `<row r="${i + 1}">${each.join("")}</row>`;
    });
    const widths = rows[0].map(function (_, j) {
      return `<col min="${j + 1}" max="${j + 1}" width="${widthOf(rows, j)}" customWidth="1"/>`;
    });
    return (
      `<worksheet xmlns="${SHEETS}"><sheetViews><sheetView workbookViewId="0">` +
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
      `<cols>${widths.join("")}</cols><sheetData>${lines.join("")}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`
    );
  }

  function cell(value, at, isHead) {
    if (value === null || value === undefined) {
      return "";
    }
    if (typeof value === "number") {
      return `<c r="${at}"><v>${value}</v></c>`;
    }
    const text = Array.from(xmlText.known(value)).slice(0, LONGEST_TEXT).join("");
    const style = isHead ? BOLD : FORMULA.test(text) ? QUOTED : PLAIN;
    return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText.escaped(text)}</t></is></c>`;
  }

  /** Return the letters of a column, 0 the first. */
  function column(number) {
    const before = Math.floor(number / 26);
    return (before ? column(before - 1) : "") + String.fromCharCode(65 + (number % 26));
  }

  /** Return how wide a column is in digits: as its widest text, Chinese signs twice as wide as others. */
  function widthOf(rows, j) {
    const widest = rows.reduce(function (width, cells) {
      const text = cells[j] === null || cells[j] === undefined ? "" : String(cells[j]);
      const own = Array.from(text).reduce(function (sum, sign) {
        return sum + (sign.codePointAt(0) > 0x2e80 ? 2 : 1);
      }, 2);
      return Math.max(width, own);
    }, NARROWEST);
    return Math.min(WIDEST, widest);
  }

  /** Return a name that Excel takes for a sheet. */
  function sheetName(name) {
    const plain = xmlText.known(name).replace(/[\\/?*[\]:]/g, " ");
    return (
      Array.from(plain)
        .slice(0, LONGEST_NAME)
        .join("")
        .trim()
        .replace(/^'+|'+$/g, "") || "1"
    );
  }

  return workbookFile;
});
