// A measure as a step of a trial: what it changes is added to the scenario that is there.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.remedyTrial = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const LISTS = ["add", "gates", "paths", "open"];

  /** Return a scenario with what a measure changes; one that is there already is not added again. */
  function withRemedy(scenario, measure) {
    const next = Object.assign({}, scenario);
    LISTS.forEach(function (key) {
      (measure[key] || []).forEach(function (value) {
        const said = JSON.stringify(value);
        const there = (next[key] || []).some(function (each) {
          return JSON.stringify(each) === said;
        });
        next[key] = there ? next[key] : (next[key] || []).concat([value]);
      });
    });
    if (next.close && measure.open) {
      next.close = next.close.filter(function (id) {
        return measure.open.indexOf(id) < 0;
      });
    }
    (measure.move || []).forEach(function (move) {
      const others = (next.move || []).filter(function (each) {
        return each.center_id !== move.center_id;
      });
      next.move = others.concat([move]);
    });
    if (next.close && !next.close.length) {
      delete next.close;
    }
    return next;
  }

  return { withRemedy: withRemedy };
});
