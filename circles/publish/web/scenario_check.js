// What a scenario may ask, and how far one may walk in it. What is wrong is thrown as an error that names it.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.scenarioCheck = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const LINES = ["paths", "closures"];
  const LISTS = ["add", "close", "open", "move", "gates", "compounds_open"].concat(LINES);
  const ASKED = ["minutes", "walking_speed_kmh", "profile"].concat(LISTS);

  function expectPlaces(name, places) {
    places.forEach(function (place) {
      if (!Array.isArray(place) || place.length !== 2) {
        throw new Error(name + ": each place must be [lon, lat].");
      }
      expectPlace(name, place[0], place[1]);
    });
  }

  function expectPlace(name, lon, lat) {
    if (!(isDegrees(lon, 180) && isDegrees(lat, 90))) {
      throw new Error(name + ": lon and lat must be degrees.");
    }
  }

  function isDegrees(value, most) {
    return typeof value === "number" && Math.abs(value) <= most;
  }

  function isAmount(value) {
    return typeof value === "number" && value >= 0 && value < Infinity;
  }

  /** Return the minutes and the speed of a scenario as numbers. */
  function askedOf(told, scenario) {
    return {
      minutes: scenario.minutes === undefined ? told.minutes : scenario.minutes,
      walking_speed_kmh: speedOf(told, scenario),
    };
  }

  function limitOf(told, scenario) {
    const asked = askedOf(told, scenario);
    const seconds = wholeOf(asked.minutes, 60, 20, "minutes");
    const metresPerHour = wholeOf(asked.walking_speed_kmh, 1000, 1000, "walking_speed_kmh");
    return Math.floor((seconds * metresPerHour * 5) / 18);
  }

  function speedOf(told, scenario) {
    if (scenario.profile === undefined) {
      return scenario.walking_speed_kmh === undefined ? told.walking_speed_kmh : scenario.walking_speed_kmh;
    }
    if (scenario.walking_speed_kmh !== undefined) {
      throw new Error("A profile is a speed: give one of both, profile or walking_speed_kmh.");
    }
    if (!Object.prototype.hasOwnProperty.call(told.profiles, scenario.profile)) {
      throw new Error(
        "There is no profile " + scenario.profile + ": " + Object.keys(told.profiles).join(", ") + ".",
      );
    }
    return told.profiles[scenario.profile];
  }

  /** Return `value * per`, which must be whole: so the value has at most so many parts as `fine` says. */
  function wholeOf(value, per, fine, name) {
    if (typeof value !== "number" || !(value > 0) || Math.round(value * fine) / fine !== value) {
      throw new Error(
        name + " must be a number above 0 with whole " + (per === 60 ? "seconds." : "metres an hour."),
      );
    }
    return Math.round(value * per);
  }

  function expectKnown(scenario) {
    Object.keys(scenario).forEach(function (key) {
      if (ASKED.indexOf(key) < 0) {
        throw new Error("This page does not answer " + key + ": it knows " + ASKED.join(", ") + ".");
      }
      if (LISTS.indexOf(key) >= 0 && !Array.isArray(scenario[key])) {
        throw new Error(key + " must be a list.");
      }
    });
    expectPlaces("gates", scenario.gates || []);
    LINES.forEach(function (name) {
      (scenario[name] || []).forEach(function (line) {
        if (!Array.isArray(line) || line.length < 2) {
          throw new Error(name + ": each must be two places or more.");
        }
        expectPlaces(name, line);
      });
    });
    (scenario.add || []).forEach(function (add) {
      if (add.name !== undefined && typeof add.name !== "string") {
        throw new Error("The name of an added center must be a text.");
      }
      if (add.cost_wan !== undefined && !isAmount(add.cost_wan)) {
        throw new Error("cost_wan of an added center must be a number, 0 or more.");
      }
    });
  }

  return { askedOf: askedOf, expectKnown: expectKnown, expectPlace: expectPlace, limitOf: limitOf };
});
