// The planned estates that a trial adds, listed in its card: each with its people, households and day, as far as they are known.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST = 1e9;

  /** Return the list, null where nothing is added; take: takes the next scenario; found: what was answered to it. */
  function addedEstates(app, scenario, found, take) {
    const say = app.say;
    const rows = (scenario.demand || []).map(function (estate, i) {
      const told = function (changes) {
        take(page.whatIfScenario.estateTold(scenario, i, changes));
      };
      const named = { name: estate.name || i + 1 };
      const field = function (key, type) {
        const input = make("input", {
          attributes: {
            type: type,
            "aria-label": say("map.estate." + key + "_of", named),
            placeholder: say("map.estate." + key),
            "data-key": "estate-" + key + "-" + i,
          },
        });
        input.value = estate[key] === undefined ? "" : estate[key];
        return input;
      };
      const name = field("name", "text");
      name.addEventListener("change", function () {
        told({ name: name.value.trim() || estate.name });
      });
      const counts = ["people", "households"].map(function (key) {
        const count = field(key, "number");
        count.min = "0";
        count.addEventListener("change", function () {
          told({ [key]: countOf(count.value) });
        });
        return count;
      });
      const day = field("delivered", "text");
      day.addEventListener("change", function () {
        const text = day.value.trim();
        told({ delivered: page.dayText.isPartDay(text) ? text : undefined });
      });
      const remove = page.elements.button(
        {
          class: "quiet-button",
          text: say("map.try.remove"),
          attributes: {
            "aria-label": say("map.draw.remove", named),
            "data-key": "estate-remove-" + i,
          },
        },
        function () {
          take(page.whatIfScenario.undrawn(scenario, "demand", i));
        },
      );
      const state = make("p", {
        class: "small",
        text: say("map.estate." + stateOf(app, scenario, found, i)),
      });
      return make("li", {}, [name].concat(counts, [day, remove, state]));
    });
    if (!rows.length) {
      return null;
    }
    return make("div", { class: "try-estates" }, [
      make("p", { class: "small", text: say("map.estate.list") }),
      make("ul", {}, rows),
    ]);
  }

  /** Return what an added estate is on the day: counted, or why it is not. */
  function stateOf(app, scenario, found, i) {
    const row = found.solved.added[i].row;
    if (found.solved.verdict[row] !== page.whatIf.NOT_THERE) {
      return ["inside", "outside", "not_evaluated"][found.solved.verdict[row]];
    }
    if (!scenario.demand[i].delivered) {
      return "undated";
    }
    return page.whatIf.dayOf(app.data.what_if, scenario) === null ? "without_day" : "to_come";
  }

  /** Return a whole number, undefined where none was typed. */
  function countOf(text) {
    const value = Math.round(Number(text));
    return text.trim() !== "" && value >= 0 && value <= MOST ? value : undefined;
  }

  page.addedEstates = addedEstates;
})((window.circlesPage = window.circlesPage || {}));
