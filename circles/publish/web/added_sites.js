// The centers that a trial adds, listed in its card: each with its name and what it costs, as far as the room knows.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const MOST_WAN = 10000000;

  /** Return the list, null where nothing is added; take: takes the next scenario. */
  function addedSites(app, scenario, take) {
    const added = scenario.add || [];
    if (!added.length) {
      return null;
    }
    const say = app.say;
    const rows = added.map(function (add, i) {
      const name = field("text", say("map.try.site_name", { number: i + 1 }), "site-name-" + i);
      name.value = add.name || "";
      name.addEventListener("change", function () {
        take(page.whatIfScenario.addedTold(scenario, i, { name: name.value.trim() || add.name }));
      });
      const cost = field("number", say("map.try.site_cost", { name: add.name || i + 1 }), "site-cost-" + i);
      cost.min = "0";
      cost.step = "any";
      cost.placeholder = say("map.scheme.to_fill");
      cost.value = add.cost_wan === undefined ? "" : add.cost_wan;
      cost.addEventListener("change", function () {
        take(page.whatIfScenario.addedTold(scenario, i, { cost_wan: wanOf(cost.value) }));
      });
      return make("li", {}, [name, cost]);
    });
    return make("div", { class: "try-sites" }, [
      make("p", { class: "small", text: say("map.try.sites") }),
      make("ul", {}, rows),
    ]);
  }

  function field(type, label, key) {
    return make("input", { attributes: { type: type, "aria-label": label, "data-key": key } });
  }

  /** Return an amount in 10,000 yuan to the yuan, undefined where nothing that is one was typed. */
  function wanOf(text) {
    const value = Number(text);
    const isAmount = text.trim() !== "" && value >= 0 && value <= MOST_WAN;
    return isAmount ? Math.round(value * 10000) / 10000 : undefined;
  }

  page.addedSites = addedSites;
})((window.circlesPage = window.circlesPage || {}));
