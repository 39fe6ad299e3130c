// The sheet that a meeting confirms (会议确认单): one scheme, what it changes and brings, open points, a code to check it by.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_BLOCKS = 40;
  // Of the file on its own: no ">" and no "&", which XML would write otherwise.
  const STYLE =
    "body{margin:24px auto;max-width:190mm;font:13px/1.45 sans-serif;color:#1c2733}" +
    "h1{margin:0 0 8px;font-size:20px;text-align:center}h2{margin:12px 0 4px;font-size:14px;border-bottom:1px solid #1c2733}" +
    "table{width:100%;border-collapse:collapse}th,td{padding:2px 8px;border:1px solid #8b8f94;text-align:left;vertical-align:top}" +
    "th{font-weight:600}p{margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}ul{margin:0;padding-left:20px}" +
    ".sheet-code{font:600 18px monospace}.small{font-size:12px;color:#444}" +
    ".sheet-signed{display:flex;margin-top:28px}.sheet-signed span{flex:1}@page{size:A4;margin:15mm}";

  /**
   * Return the sheet as an element.
   *
   * sheet: {date, points, scheme: {name, scenario}, found: what was answered to it, table: of schemeTable, with the saved
   * plan and this scheme alone, code: to check it by}.
   */
  function sheetElement(app, sheet) {
    const say = app.say;
    const facts = app.data.facts;
    const head = function (key) {
      return make("h2", { text: say("map.sheet." + key) });
    };
    return make("article", { class: "meeting-sheet" }, [
      make("h1", { text: say("map.sheet.title") }),
      facts.marking ? make("p", { text: facts.marking }) : null,
      pairs([
        [say("map.sheet.map"), facts.title],
        [say("map.sheet.date"), sheet.date || say("map.scheme.to_fill")],
        [say("map.sheet.scheme"), sheet.scheme.name],
        facts.data_date ? [say("map.sheet.data"), facts.data_date] : null,
      ]),
      head("changes"),
      list(page.schemeWords(app, sheet.scheme.scenario)),
      head("figures"),
      figures(app, sheet.table),
      facts.people_text ? make("p", { class: "small", text: facts.people_text }) : null,
      sheet.found.gone_to ? make("h2", { text: say("map.shut.lost") }) : head("blocks"),
      list(changedBlocks(app, sheet.found)),
      head("points"),
      make("p", { class: "sheet-points", text: sheet.points.trim() || say("map.sheet.no_points") }),
      head("code"),
      make("p", { class: "sheet-code", text: sheet.code }),
      make("p", { class: "small", text: say("map.sheet.code_note") }),
      make("div", { class: "sheet-signed" }, [
        make("span", { text: say("map.sheet.signed") }),
        make("span", { text: say("map.sheet.signed_on") }),
      ]),
    ]);
  }

  function pairs(rows) {
    const lines = rows.filter(Boolean).map(function (row) {
      return page.elements.namedRow(row[0], [row[1]]);
    });
    return make("table", {}, [make("tbody", {}, lines)]);
  }

  function list(lines) {
    const items = lines.map(function (text) {
      return make("li", { text: text });
    });
    return make("ul", {}, items);
  }

  function figures(app, table) {
    const heads = [app.say("map.scheme.row")].concat(
      table.heads.map(function (head) {
        return head.name;
      }),
    );
    const head = make(
      "tr",
      {},
      heads.map(function (text) {
        return make("th", { text: text, attributes: { scope: "col" } });
      }),
    );
    const rows = table.rows.map(function (row) {
      return page.elements.namedRow(row.name, row.cells);
    });
    return make("table", {}, [make("thead", {}, [head]), make("tbody", {}, rows)]);
  }

  /** Return the blocks that change as lines, the gained before the lost, and how many are not named. */
  function changedBlocks(app, found) {
    const told = found.told;
    const line = function (key) {
      return function (i) {
        const values = { name: page.blockName(app, i), people: app.people(app.data.blocks.population[i]) };
        const text = app.say("map.sheet." + key, values);
        return found.gone_to
          ? text + app.say("map.scheme.joint") + page.closingLosses.walkText(app, found, i)
          : text;
      };
    };
    const all = told.gained_blocks.map(line("gained")).concat(told.lost_blocks.map(line("lost")));
    const left = all.length - MOST_BLOCKS;
    if (!all.length) {
      return [app.say(found.gone_to ? "map.shut.nobody" : "map.sheet.no_blocks")];
    }
    return all.slice(0, MOST_BLOCKS).concat(left > 0 ? [app.say("map.not_shown", { count: left })] : []);
  }

  /** Return the sheet as a file of its own, which loads nothing and runs nothing. */
  function sheetFile(app, element) {
    const title = app.say("map.sheet.title");
    const alone = document.implementation.createHTMLDocument(title);
    const policy = {
      "http-equiv": "Content-Security-Policy",
      content: "default-src 'none'; style-src 'unsafe-inline'",
    };
    const metas = [
      make("meta", { attributes: { charset: "utf-8" } }),
      make("meta", { attributes: policy }),
      make("meta", { attributes: { name: "viewport", content: "width=device-width, initial-scale=1" } }),
    ];
    metas.reverse().forEach(function (meta) {
      alone.head.insertBefore(alone.importNode(meta, true), alone.head.firstChild);
    });
    alone.head.appendChild(alone.importNode(make("style", { text: STYLE }), true));
    alone.documentElement.lang = app.data.lang;
    alone.body.appendChild(alone.importNode(element, true));
    return "<!DOCTYPE html>\n" + new XMLSerializer().serializeToString(alone.documentElement);
  }

  page.meetingSheet = { sheetElement: sheetElement, sheetFile: sheetFile };
})((window.circlesPage = window.circlesPage || {}));
