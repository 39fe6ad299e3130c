// Which rows a list has, and in which order: what is asked of it, by text, filter and order.
(function (page) {
  "use strict";

  const FILTERS = {
    blocks: ["needy", "outside", "inside", "not_evaluated", "all"],
    centers: ["open", "not_open", "overlapped"],
    clauses: ["fails", "not_reached", "target_period_over", "cannot_tell", "not_applicable", "meets"],
    ledger: ["first", "new", "continuing", "rebound", "gone", "overdue"],
  };
  const SORTS = {
    blocks: ["minutes", "people", "name"],
    gaps: ["people", "minutes"],
    centers: ["people", "name"],
    sites: [],
    closed: [],
    districts: ["rate", "name"],
    clauses: [],
    ledger: ["people"],
  };

  /** Return the filters of a list; of districts they are the levels. */
  function filtersOf(app, name) {
    return name === "districts" ? page.districtList.levels(app) : FILTERS[name] || [];
  }

  /** Return all rows of a list for {find, sort, filter}; what a list does not know is left aside. */
  function rows(app, name, asked) {
    const filter = filterOf(app, name, asked);
    const kept = keptBy(app, name, filter);
    const listed = kept ? app.listedOf(name).filter(kept) : app.listed[name];
    const found = page.blockSearch.search(app.searchTexts[name], listed, asked.find, Infinity).rows;
    return sorted(app, name, kept ? found.filter(kept) : found, asked.sort);
  }

  /** Return all rows of which a list shows those that are asked for; of districts those of the level that is chosen. */
  function within(app, name, asked) {
    const kept = keptBy(app, name, filterOf(app, name, asked));
    const all = kept ? app.listedOf(name) : app.listed[name];
    return kept && name === "districts" ? all.filter(kept) : all;
  }

  /**
   * Return {found, all, more}: how many of the rows that the name of a list means are found, of how many; a text finds
   * `more` than these, blocks that are not outside and districts of other levels.
   */
  function counted(app, name, asked) {
    const found = rows(app, name, asked);
    const meant = asked.find && !isChosen(app, name, asked) ? meantBy(app, name) : null;
    if (!meant) {
      return { found: found.length, all: within(app, name, asked).length, more: 0 };
    }
    const own = found.filter(meant).length;
    return { found: own, all: app.listedOf(name).filter(meant).length, more: found.length - own };
  }

  /** Return which rows the name of a list means, null where that is all of them. */
  function meantBy(app, name) {
    if (name === "districts") {
      return keptBy(app, name, filtersOf(app, name)[0]);
    }
    return name === "blocks" ? keptBy(app, name, "outside") : null;
  }

  /** Return whether a filter was chosen. */
  function isChosen(app, name, asked) {
    return filtersOf(app, name).indexOf(asked.filter) >= 0;
  }

  /** Return the filter that holds: that which was chosen; blocks are those in need of a look, or with a text all. */
  function filterOf(app, name, asked) {
    if (isChosen(app, name, asked)) {
      return asked.filter;
    }
    if (name === "districts") {
      return asked.find ? "" : filtersOf(app, name)[0];
    }
    return name === "blocks" ? (asked.find ? "all" : "needy") : "";
  }

  function keptBy(app, name, filter) {
    const verdict = app.data.blocks.verdict;
    const byVerdict = function (number) {
      return function (i) {
        return verdict[i] === number;
      };
    };
    const tests = {
      blocks: {
        inside: byVerdict(0),
        outside: byVerdict(1),
        not_evaluated: byVerdict(2),
        all: function () {
          return true;
        },
      },
      centers: {
        open: app.isOpen,
        not_open: function (i) {
          return !app.isOpen(i);
        },
        overlapped: function (i) {
          return page.centerReach.isOverlapped(app, i);
        },
      },
    };
    if ((name === "clauses" || name === "ledger") && FILTERS[name].indexOf(filter) >= 0) {
      return { clauses: clausesOf, ledger: itemsOf }[name](app.data.audit[name], filter);
    }
    if (name === "districts" && filter) {
      return function (i) {
        return app.data.districts.level[i] === filter;
      };
    }
    return (tests[name] && tests[name][filter]) || null;
  }

  /** Return which clauses have a verdict: what cannot be told is asked for, past its period or not. */
  function clausesOf(told, filter) {
    return function (i) {
      return filter === "cannot_tell" ? told.untold[i] : told.verdict[i] === filter;
    };
  }

  /** Return which items became what is asked for; what a target whose period is over still lacks today goes on, too. */
  function itemsOf(told, filter) {
    return function (i) {
      const change = told.change[i] === "over" ? "continuing" : told.change[i];
      return filter === "overdue" ? told.overdue[i] : change === filter;
    };
  }

  function sorted(app, name, found, sort) {
    if ((SORTS[name] || []).indexOf(sort) < 0) {
      return found;
    }
    if (sort === "name") {
      return page.listOrder.byName(found, app.data[name].name, app.data.lang);
    }
    return page.listOrder.largestFirst(found, columnOf(app, name, sort));
  }

  /** Return how much of what is sorted by each row has; whoever has no path walks further than any number. */
  function columnOf(app, name, sort) {
    const data = app.data;
    if (sort === "rate") {
      return data.districts.total.map(function (total, i) {
        return total > 0 ? data.districts.outside[i] / total : null;
      });
    }
    if (sort === "people") {
      return name === "centers"
        ? data.centers.id.map(function (_, i) {
            const circle = app.circleOfCenter[i];
            return circle === undefined ? null : data.circles.population[circle];
          })
        : (name === "ledger" ? data.audit.ledger : data[name]).population;
    }
    if (name === "gaps") {
      return data.gaps.worst_minutes.map(function (minutes) {
        return minutes === null ? Infinity : Number(minutes);
      });
    }
    return data.blocks.verdict.map(function (verdict, i) {
      const none = data.blocks.minutes[i] === null;
      return none ? (verdict === 1 ? Infinity : null) : data.blocks.walk_mm[i];
    });
  }

  page.listChoices = {
    rows: rows,
    counted: counted,
    filterOf: filterOf,
    filtersOf: filtersOf,
    sorts: SORTS,
  };
})((window.circlesPage = window.circlesPage || {}));
