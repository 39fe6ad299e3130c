// The table in which schemes stand beside each other and the saved plan, and its texts.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const NONE = "–";

  /**
   * Return {heads, rows}: headings of the columns as {name, row}, and rows of {name, cells} in words.
   *
   * book: the schemes; figuresOf: scenario -> {told, figures}; base: of the rate.
   */
  function schemeTable(app, book, figuresOf, base) {
    const say = app.say;
    const saved = { name: say("map.scheme.saved"), scenario: {}, row: null };
    const schemes = [saved].concat(
      book.kept.map(function (scheme, i) {
        return { name: scheme.name, scenario: scheme.scenario, row: i };
      }),
    );
    if (isUnkept(book)) {
      schemes.push({ name: say("map.scheme.unkept"), scenario: book.now, row: -1 });
    }
    const found = schemes.map(function (scheme) {
      return Object.assign(
        { scenario: scheme.scenario, plain: scheme === saved },
        figuresOf(scheme.scenario),
      );
    });
    const row = function (name, text) {
      return { name: name, cells: found.map(text) };
    };
    const asked = found.slice(1);
    const alone =
      asked.length > 0 &&
      asked.every(function (each) {
        return page.trialClosing.onlyCloses(each.scenario);
      });
    // Where every scheme is a pure closing there is nothing to say of what they add, draw or cost.
    const notOfClosings = function (rows) {
      return alone ? [] : rows;
    };
    const sites = function (key) {
      return row(say("map.scheme." + key), function (each) {
        return each.plain ? NONE : String(each.figures[key]);
      });
    };
    const people = function (key) {
      // What the numbers of people are stands once, beside the name of the row.
      return row(say("map.scheme." + key) + app.data.facts.people_mark, function (each) {
        return each.plain ? NONE : peopleText(app, each.figures[key]);
      });
    };
    return {
      heads: schemes,
      rows: [
        row(say("map.scheme.walk"), function (each) {
          return walkText(app, each.scenario);
        }),
        ...ofDays(app, found, row),
        ...notOfClosings(["added", "opened", "moved"].map(sites)),
        sites("closed"),
        ...notOfClosings([
          row(say("map.scheme.drawn"), function (each) {
            return page.schemeWords.drawnLines(app, each.scenario).join(say("map.scheme.joint")) || NONE;
          }),
          people("gained"),
        ]),
        people("lost"),
        row(page.whatIfFigures.rateName(app, base), function (each) {
          return rateText(each);
        }),
        row(say("map.scheme.gaps"), function (each) {
          const was = String(app.data.gaps.id.length);
          return each.plain ? was : each.gaps ? was + " → " + each.gaps.length : NONE;
        }),
        ...notOfClosings([
          row(say("map.scheme.gaps_closed"), function (each) {
            const closed = each.figures.gaps_closed;
            return each.plain || closed === null ? NONE : closed + " / " + app.data.gaps.id.length;
          }),
          row(say("map.scheme.cost"), function (each) {
            return costText(app, each);
          }),
          row(say("map.scheme.per_person"), function (each) {
            const yuan = each.figures.per_person;
            return yuan === null ? NONE : page.numberText.thousands(yuan);
          }),
        ]),
      ],
    };
  }

  /** Return the rows of the day and the tier, where any scheme asks for one. */
  function ofDays(app, found, row) {
    const told = app.data.what_if;
    const isAsked = function (key) {
      return found.some(function (each) {
        return each.scenario[key] !== undefined;
      });
    };
    const day = row(app.say("map.try.day"), function (each) {
      return page.whatIf.dayOf(told, each.scenario) || NONE;
    });
    const tier = row(app.say("map.try.tier"), function (each) {
      return each.scenario.tier || app.say("map.try.tier_all");
    });
    const came = row(app.say("map.try.came"), function (each) {
      const count = each.told.came_blocks.length;
      const inside = each.told.came_inside_blocks.length;
      return count ? app.say("map.try.came_inside", { count: count, inside: inside }) : NONE;
    });
    const comes = found.some(function (each) {
      return each.told.came_blocks.length > 0;
    });
    return (isAsked("as_of") ? [day] : []).concat(isAsked("tier") ? [tier] : [], comes ? [came] : []);
  }

  /** Return whether what is on trial is asked by no scheme that is kept. */
  function isUnkept(book) {
    return page.trialSchemes.rowOnTrial(book) < 0 && !page.whatIfScenario.isPlain(book.now);
  }

  function walkText(app, scenario) {
    const asked = page.whatIf.askedOf(app.data.what_if, scenario);
    return app.say("map.scheme.walk_is", { minutes: asked.minutes, speed: asked.walking_speed_kmh });
  }

  function rateText(each) {
    const percent = page.numberText.percentDown;
    const before = percent(each.told.before, each.told.total_before);
    return each.plain ? before : before + " → " + percent(each.told.inside, each.told.total);
  }

  function peopleText(app, counted) {
    const blocks = page.numberText.thousands(counted.blocks);
    if (counted.blocks === counted.unknown && counted.blocks) {
      return app.say("map.scheme.people_unknown", { blocks: blocks });
    }
    const key = counted.unknown ? "map.scheme.people_partly" : "map.scheme.people";
    const people = page.numberText.count(counted.people / 1000) + " " + app.say("unit.people");
    const values = { people: people, blocks: blocks, unknown: counted.unknown };
    return app.say(key, values);
  }

  /** Return what the added centers cost in 10,000 yuan: what nobody typed is told, and never counted as nothing. */
  function costText(app, each) {
    const cost = each.figures.cost;
    const added = each.figures.added;
    if (!added) {
      return NONE;
    }
    if (cost.missing === added) {
      return app.say("map.scheme.to_fill");
    }
    const wan = page.numberText.trimmed(cost.yuan / 10000, 4);
    return cost.missing ? app.say("map.scheme.cost_partly", { cost: wan, count: cost.missing }) : wan;
  }

  /** Return the table as rows of cells for a file. */
  function tableRows(app, table) {
    const names = table.heads.map(function (head) {
      return head.name;
    });
    return [[app.say("map.scheme.row")].concat(names)].concat(
      table.rows.map(function (row) {
        return [row.name].concat(row.cells);
      }),
    );
  }

  /** Return the table as an element; show: shows a scheme on the map. */
  function tableElement(app, table, show) {
    const head = function (each) {
      const cell = make("th", { attributes: { scope: "col" } });
      const isShown = each.row !== null && each.row >= 0 && show;
      cell.appendChild(
        isShown
          ? page.elements.button({ class: "quiet-button", text: each.name }, function () {
              show(each.row);
            })
          : document.createTextNode(each.name),
      );
      return cell;
    };
    const rows = table.rows.map(function (row) {
      return page.elements.namedRow(row.name, row.cells);
    });
    const corner = make("td", {});
    return page.elements.scrolled({ class: "wide-table", label: app.say("map.scheme.compare") }, [
      make("table", { class: "schemes-table" }, [
        make("thead", {}, [make("tr", {}, [corner].concat(table.heads.map(head)))]),
        make("tbody", {}, rows),
      ]),
    ]);
  }

  page.schemeTable = { schemeTable: schemeTable, tableRows: tableRows, tableElement: tableElement };
})((window.circlesPage = window.circlesPage || {}));
