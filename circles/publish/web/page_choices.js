// What is chosen of the page as a whole: it stands in the address, and the page is drawn anew when it changes.
(function (page) {
  "use strict";

  const choices = page.addressChoices;
  const HELD = "circles:";

  /** Return whether the page stands in the frame of a notebook, whose address is not ours. */
  function isFrame() {
    return window.location.protocol === "about:";
  }

  function said() {
    const held = window.name.indexOf(HELD) === 0 ? window.name.slice(HELD.length) : "";
    return isFrame() ? held : window.location.hash;
  }

  /** Return what is chosen by a name, null where nothing is. */
  function chosen(name) {
    return choices.of(said(), name);
  }

  /** Choose otherwise and draw all anew; `by` is what has the focus again then (`again`). */
  function choose(changes, by) {
    const next = choices.withChoices(said(), changes);
    if (isFrame()) {
      window.name = HELD + next;
    } else {
      window.history.replaceState({ circles: by }, "", next);
    }
    // All at once: a page that is drawn anew holds nothing of what it was but what it is told.
    page.carried.keep(by);
    window.location.reload();
  }

  /** Choose otherwise what needs nothing drawn anew. */
  function note(changes) {
    if (!isFrame()) {
      const next = choices.withChoices(window.location.hash, changes);
      window.history.replaceState(window.history.state, "", next);
    }
  }

  /** Return, once, by what the page was drawn anew, null where nobody did that. */
  function again() {
    const state = isFrame() ? null : window.history.state;
    if (!state || !state.circles) {
      return null;
    }
    window.history.replaceState(null, "", window.location.hash || "#");
    return state.circles;
  }

  /** Draw the page anew when somebody writes another choice than `shown` into the address. */
  function follow(shown) {
    window.addEventListener("hashchange", function () {
      const other = Object.keys(shown).some(function (name) {
        return (chosen(name) || shown[name].own) !== shown[name].is;
      });
      if (!isFrame() && other) {
        window.location.reload();
      }
    });
  }

  /** Change data as a difference says (payload_differences.py); columns that are not asked for stay packed. */
  function applied(data, difference) {
    Object.keys(difference.in).forEach(function (key) {
      const part = difference.in[key];
      if (part.in) {
        applied(data[key], part);
      } else if (part.gone) {
        delete data[key];
      } else {
        Object.defineProperty(data, key, Object.getOwnPropertyDescriptor(part, "to"));
      }
    });
  }

  page.choices = {
    chosen: chosen,
    choose: choose,
    note: note,
    again: again,
    follow: follow,
    applied: applied,
  };
  page.address = {
    /** Return what the address says beside these choices. */
    said: function () {
      return choices.without(window.location.hash);
    },
    /** Say `fragment` in the address, the choices as they are. */
    keep: function (fragment) {
      const kept = choices.all(window.location.hash);
      window.history.replaceState(window.history.state, "", choices.withChoices(fragment, kept));
    },
  };
})((window.circlesPage = window.circlesPage || {}));
