// What a scenario may ask, and how far one may walk in it. What is wrong is thrown as an error that names it.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./day_text.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.scenarioCheck = make(root.circlesPage.dayText);
  }
})(typeof self !== "undefined" ? self : this, function (dayText) {
  "use strict";

  const LINES = ["paths", "closures"];
  const LISTS = ["add", "close", "open", "move", "gates", "compounds_open", "demand"].concat(LINES);
  const ASKED = ["minutes", "walking_speed_kmh", "profile", "as_of", "tier"].concat(LISTS);
  // What may be said of a center and of an estate besides its place: what is not said is not known.
  const OF_CENTER = {
    name: isText,
    tier: isText,
    opens: dayText.isPartDay,
    floor_m2: isAmount,
    capacity: isAmount,
    cost_wan: isAmount,
    services: isTexts,
    communities: isTexts,
  };
  const OF_ESTATE = { name: isText, people: isAmount, households: isAmount, delivered: dayText.isPartDay };
  const MEANT = new Map([
    [isText, "a text"],
    [isTexts, "a list of texts"],
    [isAmount, "a number, 0 or more"],
    [dayText.isPartDay, "a year, a month or a day, for example 2027-06"],
  ]);

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

  function isText(value) {
    return typeof value === "string";
  }

  function isTexts(value) {
    return Array.isArray(value) && value.every(isText);
  }

  /** Return the minutes and the speed of a scenario as numbers. */
  function askedOf(told, scenario) {
    return {
      minutes: scenario.minutes === undefined ? told.minutes : scenario.minutes,
      walking_speed_kmh: speedOf(told, scenario),
    };
  }

  function limitOf(told, scenario) {
    const minutes = askedOf(told, scenario).minutes;
    return longestOf(told, scenario)(wholeOf(minutes, 60, 20, "minutes"));
  }

  /** Return what gives the longest walk in so many whole seconds at the speed of a scenario. */
  function longestOf(told, scenario) {
    const speed = askedOf(told, scenario).walking_speed_kmh;
    const metresPerHour = wholeOf(speed, 1000, 1000, "walking_speed_kmh");
    return function (seconds) {
      return Math.floor((seconds * metresPerHour * 5) / 18);
    };
  }

  /** Return the day that is asked for, null without one. */
  function dayOf(told, scenario) {
    return scenario.as_of === undefined ? told.as_of : scenario.as_of;
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
    if (scenario.as_of !== undefined && !dayText.isDay(scenario.as_of)) {
      throw new Error("as_of must be a day, for example 2027-06-30.");
    }
    expectSaid("add", scenario.add || [], OF_CENTER);
    expectSaid("demand", scenario.demand || [], OF_ESTATE);
    (scenario.demand || []).forEach(function (estate) {
      expectPlace("demand", estate.lon, estate.lat);
    });
  }

  function expectSaid(key, list, kinds) {
    list.forEach(function (each) {
      if (each === null || typeof each !== "object") {
        throw new Error(key + ": each must be {name, lon, lat}.");
      }
      Object.keys(each).forEach(function (name) {
        if (name === "lon" || name === "lat" || each[name] === undefined) {
          return;
        }
        if (!Object.prototype.hasOwnProperty.call(kinds, name)) {
          throw new Error(
            key + " knows no " + name + ": it knows lon, lat, " + Object.keys(kinds).join(", ") + ".",
          );
        }
        if (!kinds[name](each[name])) {
          throw new Error(key + ": " + name + " must be " + MEANT.get(kinds[name]) + ".");
        }
      });
    });
  }

  return {
    askedOf: askedOf,
    dayOf: dayOf,
    expectKnown: expectKnown,
    expectPlace: expectPlace,
    limitOf: limitOf,
    longestOf: longestOf,
  };
});
