// A scenario as it is put together in a meeting: each step is a new one, so that steps can be taken back.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.whatIfScenario = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  function changed(scenario, changes) {
    const next = Object.assign({}, scenario, changes);
    Object.keys(next).forEach(function (key) {
      if (next[key] === undefined || (Array.isArray(next[key]) && !next[key].length)) {
        delete next[key];
      }
    });
    return next;
  }

  function without(list, id) {
    return (list || []).filter(function (other) {
      return other !== id;
    });
  }

  /** Return the scenario with one more center. */
  function added(scenario, add) {
    return changed(scenario, { add: (scenario.add || []).concat([add]) });
  }

  /** Return the scenario without its added center number `i`. */
  function removed(scenario, i) {
    const rest = scenario.add.filter(function (_, j) {
      return j !== i;
    });
    return changed(scenario, { add: rest });
  }

  /** Return the scenario with added center `i` at another place. */
  function addedMoved(scenario, i, place) {
    const list = scenario.add.map(function (add, j) {
      return j === i ? Object.assign({}, add, place) : add;
    });
    return changed(scenario, { add: list });
  }

  /** Return the scenario with something else said of added center `i`: its name, its cost; undefined is not known. */
  function addedTold(scenario, i, told) {
    const list = scenario.add.map(function (add, j) {
      return j === i ? changed(add, told) : add;
    });
    return changed(scenario, { add: list });
  }

  /** Return the scenario with something else said of added estate `i`: its people, its day; undefined is not known. */
  function estateTold(scenario, i, told) {
    const list = scenario.demand.map(function (estate, j) {
      return j === i ? changed(estate, told) : estate;
    });
    return changed(scenario, { demand: list });
  }

  /** Return the scenario with a compound open to all, or as the plan has it where it was opened. */
  function compoundSwitched(scenario, id) {
    const others = without(scenario.compounds_open, id);
    const isOpen = others.length < (scenario.compounds_open || []).length;
    return changed(scenario, { compounds_open: isOpen ? others : others.concat([id]) });
  }

  /** Return the scenario with a center of the plan at another place; null puts it back. */
  function moved(scenario, id, place) {
    const others = (scenario.move || []).filter(function (move) {
      return move.center_id !== id;
    });
    return changed(scenario, {
      move: place ? others.concat([Object.assign({ center_id: id }, place)]) : others,
    });
  }

  /** Return the scenario with a center open or closed; `wasOpen` tells how the plan has it. */
  function switched(scenario, id, open, wasOpen) {
    const changes = { close: without(scenario.close, id), open: without(scenario.open, id) };
    if (open !== wasOpen) {
      const key = open ? "open" : "close";
      changes[key] = changes[key].concat([id]);
    }
    return changed(scenario, changes);
  }

  /** Return the scenario with one more gate, path or closed line; `key` says which. */
  function drawn(scenario, key, places) {
    return changed(scenario, { [key]: (scenario[key] || []).concat([places]) });
  }

  /** Return the scenario without drawing `i` of a kind. */
  function undrawn(scenario, key, i) {
    const rest = scenario[key].filter(function (_, j) {
      return j !== i;
    });
    return changed(scenario, { [key]: rest });
  }

  /** Return the scenario with other minutes or another speed; undefined is that of the plan. */
  function asked(scenario, changes) {
    return changed(scenario, changes);
  }

  /** Return whether nothing is asked but what the plan answers. */
  function isPlain(scenario) {
    return Object.keys(scenario).length === 0;
  }

  /** Return the steps {past, now, ahead} with one more taken. */
  function taken(steps, next) {
    return { past: steps.past.concat([steps.now]), now: next, ahead: [] };
  }

  /** Return the steps one back, the same where there is none. */
  function undone(steps) {
    if (!steps.past.length) {
      return steps;
    }
    const past = steps.past.slice(0, -1);
    return { past: past, now: steps.past[past.length], ahead: [steps.now].concat(steps.ahead) };
  }

  /** Return the steps one ahead again, the same where there is none. */
  function redone(steps) {
    if (!steps.ahead.length) {
      return steps;
    }
    return { past: steps.past.concat([steps.now]), now: steps.ahead[0], ahead: steps.ahead.slice(1) };
  }

  return {
    added: added,
    removed: removed,
    addedMoved: addedMoved,
    addedTold: addedTold,
    estateTold: estateTold,
    compoundSwitched: compoundSwitched,
    moved: moved,
    switched: switched,
    drawn: drawn,
    undrawn: undrawn,
    asked: asked,
    isPlain: isPlain,
    taken: taken,
    undone: undone,
    redone: redone,
  };
});
