// A trial that does nothing but close centers, in words: what is lost, to whom people go then, how much further.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return how many people some blocks have; of the plan's blocks alone, which are all that a closing is asked of. */
  function peopleOf(app, rows) {
    return page.centerReach.peopleOf(app, rows);
  }

  /** Return what tells minutes of a walk as the scenario asks for them. */
  function minutesBy(app, scenario) {
    const asked = page.whatIf.askedOf(app.data.what_if, scenario);
    const limits = app.data.what_if.uneven_limits.concat([asked.minutes]);
    return function (walk_mm) {
      return page.shownMinutes(walk_mm, Math.round(asked.walking_speed_kmh * 1000), limits);
    };
  }

  /** Return to whom the people of the closed centers go, as a list; `found`: what was answered, with `gone_to`. */
  function goneList(app, found) {
    const minutes = minutesBy(app, found.scenario);
    const rows = found.gone_to.map(function (to) {
      const values = {
        blocks: page.numberText.thousands(to.rows.length),
        lost: page.numberText.thousands(to.lost),
        minutes: minutes(to.most_mm),
      };
      const key = to.center === null ? "gone_nowhere" : to.lost ? "gone_some_lost" : "gone_all_kept";
      return make("li", { class: "gone-to" }, [
        make("span", {
          class: "row-name",
          text: to.center === null ? app.say("map.no_path") : app.centerName(to.center),
        }),
        make("span", { class: "row-right", text: peopleOf(app, to.rows) }),
        make("span", { class: "row-small", text: app.say("map.shut." + key, values) }),
      ]);
    });
    return make("div", { class: "try-gone" }, [
      make("h3", { text: app.say("map.shut.goes") }),
      rows.length
        ? make("ul", { class: "rows" }, rows)
        : make("p", { class: "small", text: app.say("map.shut.nobody") }),
    ]);
  }

  /** Return how a block walks before and after, and to whom: of one that loses its circle. */
  function walkText(app, found, i) {
    const was = found.was;
    const after = found.solved;
    const minutes = minutesBy(app, found.scenario);
    const before = minutes(was.walk_mm[i]);
    if (after.walk_mm[i] < 0) {
      return app.say("map.shut.no_longer", { was: before });
    }
    return app.say("map.shut.further", {
      was: before,
      is: minutes(after.walk_mm[i]),
      center: app.centerName(after.open[after.rank[i]].row),
    });
  }

  page.closingLosses = { goneList: goneList, walkText: walkText };
})((window.circlesPage = window.circlesPage || {}));
