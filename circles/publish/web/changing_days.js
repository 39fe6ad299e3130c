// The days at which something of the saved map or of a trial changes: centers open and close, planned estates are delivered.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.changingDays = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return [{day, opens, closes, delivered}] in order, how many of each; only what is ahead: after the day of the map, on a
   * map without one what it does not show yet.
   *
   * told: what the page knows for what-if; status: of each center; blocks: how many there are; scenario: what is tried.
   */
  function changingDays(told, status, blocks, scenario) {
    const found = new Map();
    const note = function (text, key, isAhead) {
      const day = text ? text + "-01-01".slice(text.length - 4) : "";
      if (day && (told.as_of === null ? isAhead : day > told.as_of)) {
        const row = found.get(day) || { day: day, opens: 0, closes: 0, delivered: 0 };
        row[key] += 1;
        found.set(day, row);
      }
    };
    status.forEach(function (each, i) {
      if (told.days.used[i] === 1) {
        note(told.days.opens[i], "opens", each !== "open" && !told.days.closes[i]);
        note(told.days.closes[i], "closes", each === "open");
      }
    });
    told.estates.delivered.forEach(function (text, i) {
      note(text, "delivered", told.estates.row[i] >= blocks);
    });
    (scenario.add || []).forEach(function (add) {
      note(add.opens, "opens", true);
    });
    (scenario.demand || []).forEach(function (estate) {
      note(estate.delivered, "delivered", true);
    });
    return Array.from(found.values()).sort((one, other) => (one.day < other.day ? -1 : 1));
  }

  return changingDays;
});
