// The lists beside the map: found, ordered, filtered, copied and saved; what is chosen stays in the address.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST = 150;
  const LONGEST = 200;
  const FEW = 5;
  const TABS = ["blocks", "gaps", "centers"];
  const WITHOUT_PEOPLE = ["closed", "clauses"];

  /** Fill `lists` with the tabs, the field that finds, the tools and the list of the chosen tab. */
  function panelLists(app, lists) {
    const parts = page.auditOverview.parts(app);
    const names = page
      .answerTabs(app)
      .concat(parts.slice(0, 1), TABS, app.data.districts ? ["districts"] : [], ["questions"]);
    const searched = names.concat(parts.slice(1));
    const list = make("div", { class: "list", attributes: { role: "tabpanel", id: "circles-list" } });
    const field = make("input", {
      class: "search",
      attributes: {
        type: "search",
        maxlength: LONGEST,
        placeholder: app.say("map.search"),
        "aria-label": app.say("map.search_long"),
        title: app.say("map.search_long"),
      },
    });
    const state = {
      tab: searched.indexOf(app.view.tab) < 0 ? names[0] : app.view.tab,
      find: (app.view.find || "").slice(0, LONGEST),
      sort: app.view.sort || "",
      filter: app.view.filter || "",
    };
    let most = MOST;
    field.value = state.find;
    const tabs = page.tabRow({
      tabs: names.map(function (name) {
        return { name: name, text: tabText(name) };
      }),
      label: app.say("map.lists"),
      panel: list,
      onChoose: function (name) {
        taken({ tab: name, sort: "", filter: "" });
      },
    });
    const tools = page.listTools(app, {
      state: state,
      take: taken,
      rows: function () {
        return rowsOf(state.tab);
      },
    });

    const findLine = make("div", { class: "find-line" }, [field, tools.button]);
    const choice = page.auditOverview.partChoice(app, countText, function (name) {
      taken({ tab: name, sort: "", filter: "" });
    });

    function rowsOf(name) {
      return isTold(name) ? [] : page.listChoices.rows(app, name, askedOf(name));
    }

    function askedOf(name) {
      const own = name === state.tab ? state : { sort: "", filter: "" };
      return { find: state.find, sort: own.sort, filter: own.filter };
    }

    function isAsked(name) {
      return Boolean(state.find || (name === state.tab && state.filter));
    }

    /** Return what a tab says: how many are found of how many, else how many there are; without a filter blocks are those outside. */
    function tabText(name) {
      if (isTold(name)) {
        const said = state.find && name === "audit" ? " " + foundOf(parts.slice(1)) : "";
        return app.say("map.tab." + name) + said;
      }
      const key = name === "blocks" && askedOf(name).filter ? "base.blocks" : "map.tab." + name;
      return app.say(key) + " " + countText(name);
    }

    /** Return how many rows of a list are found of how many, else how many there are; blocks are those outside. */
    function countText(name) {
      const there = name === "blocks" ? app.layerCount("outside") : app.listed[name].length;
      return isAsked(name) ? foundOf([name]) : page.numberText.thousands(there);
    }

    /** Return how many rows of some lists are found, of how many that were looked through: a bare number would be read as all. */
    function foundOf(names) {
      const sums = names.reduce(
        function (before, name) {
          const each = page.listChoices.counted(app, name, askedOf(name));
          return {
            found: before.found + each.found,
            all: before.all + each.all,
            more: before.more + each.more,
          };
        },
        { found: 0, all: 0, more: 0 },
      );
      const told = { found: page.numberText.thousands(sums.found), all: page.numberText.thousands(sums.all) };
      const said = state.find || sums.found < sums.all ? app.say("map.found_of", told) : told.all;
      return sums.more
        ? app.say("map.found_more", { told: said, more: page.numberText.thousands(sums.more) })
        : said;
    }

    function taken(change) {
      Object.assign(state, change);
      most = MOST;
      app.remember({
        tab: state.tab === names[0] ? "" : state.tab,
        find: state.find,
        sort: state.sort,
        filter: state.filter,
      });
      draw();
    }

    function draw() {
      names.forEach(function (name) {
        tabs.setText(name, tabText(name));
      });
      choice.draw(state.tab);
      tools.draw();
      if (app.looks) {
        app.looks.tintWhile(state.tab === "districts");
      }
      // What a tab tells is not sorted or filtered; the field finds in the lists of all tabs from there too.
      const told = isTold(state.tab);
      tools.button.hidden = told;
      tools.element.classList.toggle("list-tools-away", told);
      const all = rowsOf(state.tab);
      if (state.find && !all.length) {
        page.elements.fill(list, foundElsewhere());
        return;
      }
      if (told) {
        drawTold();
        return;
      }
      const found = { rows: all.slice(0, most), left: Math.max(0, all.length - most) };
      page.elements.fill(
        list,
        listOf(app, state, found, function () {
          most += 4 * MOST;
          draw();
        }),
      );
    }

    /** Draw what a tab tells; the focus stays where it was. */
    function drawTold() {
      const reached = document.activeElement;
      const key = list.contains(reached) ? reached.getAttribute("data-key") : null;
      const told = state.tab === "audit" ? page.auditOverview.overview : page.questionsList;
      const listed = function (verdict) {
        field.value = "";
        taken({ tab: "clauses", sort: "", filter: verdict, find: "" });
      };
      page.elements.fill(list, told(app, listed));
      const again = key && list.querySelector("[data-key='" + key + "']");
      if (again) {
        again.focus();
      }
    }

    /** Return what is found where the open tab has none of it: the first rows of each list under a head that opens it. */
    function foundElsewhere() {
      const parts = searched.map(function (name) {
        const rows = rowsOf(name);
        const open = page.elements.button({ class: "link-button", text: tabText(name) }, function () {
          goTo(name);
        });
        return rows.length
          ? make("div", { class: "found" }, [
              make("h3", { class: "list-head" }, [open]),
              make("ul", { class: "rows" }, rows.slice(0, FEW).map(rowMaker(app, name))),
            ])
          : null;
      });
      const any = parts.some(Boolean);
      const said = app.say(any ? "map.found_enter" : "map.nothing_found");
      return [make("p", { class: "small empty", text: said, attributes: { role: "status" } })].concat(parts);
    }

    function goTo(name) {
      tabs.mark(page.auditOverview.tabOf(name));
      taken({ tab: name, sort: "", filter: "" });
    }

    field.addEventListener("input", function () {
      taken({ find: field.value.trim() });
    });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        event.preventDefault();
        toFirst();
      }
    });

    /** Go to the first that is found: in the list that is open, else in the first that has one. */
    function toFirst() {
      const there = [state.tab].concat(searched).find(function (name) {
        return rowsOf(name).length;
      });
      if (there && there !== state.tab) {
        goTo(there);
      }
      const first = list.querySelector(".row");
      if (there && first) {
        first.click();
      }
    }

    page.elements.fill(lists, [tabs.element, choice.element, findLine, tools.element, list]);
    if (state.tab !== names[0]) {
      tabs.mark(page.auditOverview.tabOf(state.tab));
    }
    // Some answers tell what the map shows, which is made after the panel.
    app.drawLists = draw;
    draw();
  }

  /** Return what makes the rows of a list. */
  function rowMaker(app, name) {
    return {
      blocks: app.blockRow,
      gaps: app.gapRow,
      centers: app.centerRow,
      sites: app.siteRow,
      closed: app.closedRow,
      districts: app.districtRow,
      clauses: app.clauseRow,
      ledger: app.itemRow,
    }[name];
  }

  function listOf(app, state, found, showMore) {
    const name = state.tab;
    const row = rowMaker(app, name);
    const mark =
      found.rows.length && WITHOUT_PEOPLE.indexOf(name) < 0 ? page.figureMarks.line(app, ["people"]) : null;
    const lists = groups(app, state, found.rows).map(function (group) {
      return make("div", {}, [
        group.head ? make("h3", { class: "list-head", text: group.head }) : null,
        make("ul", { class: "rows" }, group.rows.map(row)),
      ]);
    });
    const parts = [mark].concat(lists);
    if (!found.rows.length) {
      const key = state.find || state.filter ? "map.nothing_found" : "map.empty." + name;
      parts.push(make("p", { class: "small empty", text: app.say(key) }));
    }
    if (name === page.answerTabs(app)[0]) {
      parts.push(page.sitingSummary(app));
    }
    if (found.left) {
      parts.push(
        make("p", {
          class: "small",
          text: app.say("map.not_shown", { count: page.numberText.thousands(found.left) }),
        }),
      );
      parts.push(
        page.elements.button({ class: "quiet-button more", text: app.say("map.show_more") }, showMore),
      );
    }
    return parts;
  }

  /** Return whether a tab tells answers and lists nothing that is searched. */
  function isTold(name) {
    return name === "questions" || name === "audit";
  }

  /** Return the rows as {head, rows}: blocks not evaluated stand under a head of their own, clauses under their norm. */
  function groups(app, state, rows) {
    if (state.tab === "clauses") {
      return byNorm(app.data.audit.clauses, rows);
    }
    const plain = state.tab === "blocks" && !(state.find || state.sort || state.filter);
    const open = function (i) {
      return plain && app.data.blocks.verdict[i] === 2;
    };
    const first = rows.filter(function (i) {
      return !open(i);
    });
    const last = rows.filter(open);
    const head =
      app.say("verdict.not_evaluated") + " " + page.numberText.thousands(app.layerCount("not_evaluated"));
    return [{ head: null, rows: first }].concat(last.length ? [{ head: head, rows: last }] : []);
  }

  function byNorm(told, rows) {
    return rows.reduce(function (found, i) {
      const last = found[found.length - 1];
      if (last && last.norm === told.norm[i]) {
        last.rows.push(i);
      } else {
        found.push({ norm: told.norm[i], head: told.head[i], rows: [i] });
      }
      return found;
    }, []);
  }

  page.panelLists = panelLists;
})((window.circlesPage = window.circlesPage || {}));
