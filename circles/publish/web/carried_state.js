// What is open, over the moment in which a page is drawn anew: layers, view, large type, and in its other language a trial.
// A window keeps its name when its page is loaded again; what is ours in it is taken out of it at once.
(function (page) {
  "use strict";

  const MARK = "circles-carried=";
  const ANY_CHOICE = ["layers", "view", "large"];
  const givers = {};
  const held = taken();

  function taken() {
    const isOurs = window.name.indexOf(MARK) === 0;
    const found = isOurs ? recordIn(window.name.slice(MARK.length)) : {};
    if (isOurs) {
      window.name = typeof found.windowName === "string" ? found.windowName : "";
    }
    return found;
  }

  /** Return the record that a text holds, an empty one where it holds none. */
  function recordIn(text) {
    try {
      const found = JSON.parse(text);
      return found !== null && typeof found === "object" ? found : {};
    } catch (_) {
      return {};
    }
  }

  /** Return what was carried here under a name, null where there is nothing. */
  function of(name) {
    return Object.prototype.hasOwnProperty.call(held, name) ? held[name] : null;
  }

  /** Let `give` say, when the page is drawn anew, what is to be carried under a name. */
  function gives(name, give) {
    givers[name] = give;
  }

  /** Keep what is given for the page that is drawn anew by a choice: a trial goes on in another language alone. */
  function keep(by) {
    const carried = { windowName: window.name };
    Object.keys(givers).forEach(function (name) {
      if (by === "lang" || ANY_CHOICE.indexOf(name) >= 0) {
        carried[name] = givers[name]();
      }
    });
    window.name = MARK + JSON.stringify(carried);
  }

  /** Carry which layers are on, and switch those that were there as they were; what a look or a trial puts away was on. */
  function layers(app) {
    gives("layers", function () {
      const on = app.layerNames.filter(app.isShown).concat(app.looks.putAway(), app.heldBack());
      return app.layerNames.map(function (name) {
        return [name, on.indexOf(name) >= 0];
      });
    });
    const were = of("layers");
    (Array.isArray(were) ? were : []).filter(Array.isArray).forEach(function (each) {
      const name = each[0];
      if (app.layerNames.indexOf(name) >= 0 && each[1] !== app.isShown(name)) {
        app.layers[name][each[1] ? "addTo" : "removeFrom"](app.map);
      }
    });
  }

  page.carried = { of: of, gives: gives, keep: keep, layers: layers };
})((window.circlesPage = window.circlesPage || {}));
