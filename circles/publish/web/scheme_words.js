// What a scheme changes, in words: a line for each center and each condition.
(function (page) {
  "use strict";

  const DRAWN = ["gates", "paths", "closures", "compounds_open"];

  /** Return the lines that tell a scenario, one that says so where nothing changes. */
  function schemeWords(app, scenario) {
    const lines = walkLines(app, scenario).concat(
      dayLines(app, scenario),
      (scenario.add || []).map(function (add) {
        return addedLine(app, add);
      }),
      (scenario.move || []).map(function (move) {
        const values = { name: nameOf(app, move.center_id), place: placeText(app, move) };
        return app.say("map.sheet.moved", values);
      }),
      named(app, scenario, "close", "map.sheet.closed"),
      named(app, scenario, "open", "map.sheet.opened"),
      drawnLines(app, scenario),
      (scenario.demand || []).map(function (estate) {
        return estateLine(app, estate);
      }),
    );
    return lines.length ? lines : [app.say("map.sheet.nothing")];
  }

  /** Return what a scenario draws on the streets, a line a kind. */
  function drawnLines(app, scenario) {
    return DRAWN.filter(function (key) {
      return (scenario[key] || []).length;
    }).map(function (key) {
      return app.say("map.sheet." + key, { count: scenario[key].length });
    });
  }

  function walkLines(app, scenario) {
    const told = app.data.what_if;
    const was = page.whatIf.askedOf(told, {});
    const is = page.whatIf.askedOf(told, scenario);
    if (was.minutes === is.minutes && was.walking_speed_kmh === is.walking_speed_kmh) {
      return [];
    }
    const words = function (asked) {
      return app.say("map.scheme.walk_is", { minutes: asked.minutes, speed: asked.walking_speed_kmh });
    };
    return [app.say("map.sheet.walk", { was: words(was), is: words(is) })];
  }

  /** Return the lines of another day and of the tier that is asked for. */
  function dayLines(app, scenario) {
    const told = app.data.what_if;
    const was = told.as_of || app.say("map.sheet.no_day");
    const day =
      scenario.as_of === undefined ? [] : [app.say("map.sheet.day", { was: was, is: scenario.as_of })];
    return scenario.tier === undefined
      ? day
      : day.concat([app.say("map.sheet.tier", { tier: scenario.tier })]);
  }

  function addedLine(app, add) {
    const cost =
      add.cost_wan === undefined ? app.say("map.scheme.to_fill") : page.numberText.trimmed(add.cost_wan, 4);
    return app.say("map.sheet.added", { name: add.name || "", place: placeText(app, add), cost: cost });
  }

  function estateLine(app, estate) {
    const known = function (value, key) {
      return value === undefined ? app.say("map.unknown") : key ? app[key](value) : value;
    };
    return app.say("map.sheet.estate", {
      name: estate.name || "",
      place: placeText(app, estate),
      people: known(estate.people, "people"),
      day: known(estate.delivered),
    });
  }

  function named(app, scenario, key, text) {
    return (scenario[key] || []).map(function (id) {
      return app.say(text, { name: nameOf(app, id) });
    });
  }

  function nameOf(app, id) {
    return app.centerName(app.data.centers.id.indexOf(id));
  }

  function placeText(app, at) {
    return app.say("map.sheet.place", { lon: at.lon.toFixed(6), lat: at.lat.toFixed(6) });
  }

  schemeWords.drawnLines = drawnLines;
  page.schemeWords = schemeWords;
})((window.circlesPage = window.circlesPage || {}));
