// The schemes that a meeting keeps: {now, kept: [{name, scenario}], chosen}, each step a new one, so that steps can be taken back.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialSchemes = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const MOST = 8;
  const LONGEST_NAME = 40;

  /** Return the book of a trial that keeps nothing yet. */
  function begun(scenario) {
    return { now: scenario, kept: [], chosen: null };
  }

  /** Return the book with another scenario on trial; what is kept stays as it was kept. */
  function tried(book, scenario) {
    return { now: scenario, kept: book.kept, chosen: book.chosen };
  }

  /** Return the book with what is on trial kept under a name, and chosen. */
  function kept(book, name) {
    const list = book.kept.concat([{ name: shortened(name), scenario: book.now }]);
    return { now: book.now, kept: list, chosen: list.length - 1 };
  }

  /** Return the book with what is on trial in the place of what the chosen scheme kept. */
  function updated(book) {
    return withScheme(book, book.chosen, { scenario: book.now });
  }

  function renamed(book, i, name) {
    return withScheme(book, i, { name: shortened(name) || book.kept[i].name });
  }

  function withScheme(book, i, changes) {
    const list = book.kept.map(function (scheme, j) {
      return j === i ? Object.assign({}, scheme, changes) : scheme;
    });
    return { now: book.now, kept: list, chosen: book.chosen };
  }

  /** Return the book without scheme `i`; what is on trial stays. */
  function dropped(book, i) {
    const list = book.kept.filter(function (_, j) {
      return j !== i;
    });
    const chosen = book.chosen === null || book.chosen === i ? null : book.chosen - (book.chosen > i ? 1 : 0);
    return { now: book.now, kept: list, chosen: chosen };
  }

  /** Return the book with scheme `i` on trial as it was kept; null puts the saved plan there. */
  function chosen(book, i) {
    return { now: i === null ? {} : book.kept[i].scenario, kept: book.kept, chosen: i };
  }

  /** Return whether what is on trial is another than what the chosen scheme keeps. */
  function isChanged(book) {
    return book.chosen !== null && !same(book.now, book.kept[book.chosen].scenario);
  }

  /** Return which of the schemes that are kept asks what is on trial, -1 where none does. */
  function rowOnTrial(book) {
    return book.kept.findIndex(function (scheme) {
      return same(scheme.scenario, book.now);
    });
  }

  /** Return whether two scenarios ask the same, in whatever order their keys stand. */
  function same(one, other) {
    return inOrder(one) === inOrder(other);
  }

  function inOrder(scenario) {
    return JSON.stringify(
      Object.keys(scenario)
        .sort()
        .map(function (key) {
          return [key, scenario[key]];
        }),
    );
  }

  /** Return the first of `names` that no scheme bears yet, else the last. */
  function freeName(book, names) {
    const taken = book.kept.map(function (scheme) {
      return scheme.name;
    });
    const free = names.filter(function (name) {
      return taken.indexOf(name) < 0;
    });
    return free.length ? free[0] : names[names.length - 1];
  }

  /** Return whether a value can be the name of a scheme. */
  function isName(value) {
    return typeof value === "string" && value !== "" && shortened(value) === value;
  }

  function shortened(name) {
    return Array.from(name.trim()).slice(0, LONGEST_NAME).join("");
  }

  return {
    MOST: MOST,
    begun: begun,
    tried: tried,
    kept: kept,
    updated: updated,
    renamed: renamed,
    dropped: dropped,
    chosen: chosen,
    isChanged: isChanged,
    rowOnTrial: rowOnTrial,
    same: same,
    freeName: freeName,
    isName: isName,
  };
});
