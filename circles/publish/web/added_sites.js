// The centers that a trial adds, listed in its card: each with its name, tier, opening day, what it costs and, for clauses
// of norms, its floor, communities and services, as far as the room knows.
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
      return make("li", {}, [
        name,
        cost,
        tierOf(app, scenario, i, take),
        opensOf(app, scenario, i, take),
        ...saidOf(app, scenario, i, take),
        toComeOf(app, scenario, i),
      ]);
    });
    return make("div", { class: "try-sites" }, [
      make("p", { class: "small", text: say("map.try.sites") }),
      make("ul", {}, rows),
    ]);
  }

  /** Return the choice of a center's tier, null where the study has none; without one it serves no tier. */
  function tierOf(app, scenario, i, take) {
    const tiers = app.data.what_if.tiers;
    if (!tiers) {
      return null;
    }
    const add = scenario.add[i];
    const options = [
      make("option", { text: app.say("map.try.site_no_tier"), attributes: { value: "" } }),
    ].concat(
      tiers.list.map(function (tier) {
        return make("option", { text: tier.name, attributes: { value: tier.name } });
      }),
    );
    const choice = make(
      "select",
      {
        attributes: {
          "aria-label": app.say("map.try.site_tier", { name: add.name || i + 1 }),
          "data-key": "site-tier-" + i,
        },
      },
      options,
    );
    choice.value = add.tier || "";
    choice.addEventListener("change", function () {
      take(page.whatIfScenario.addedTold(scenario, i, { tier: choice.value || undefined }));
    });
    return choice;
  }

  /** Return the field of a center's opening day. */
  function opensOf(app, scenario, i, take) {
    const add = scenario.add[i];
    const opens = field(
      "text",
      app.say("map.try.site_opens", { name: add.name || i + 1 }),
      "site-opens-" + i,
    );
    opens.placeholder = app.say("map.try.site_opens_short");
    opens.value = add.opens || "";
    opens.addEventListener("change", function () {
      const text = opens.value.trim();
      take(
        page.whatIfScenario.addedTold(scenario, i, {
          opens: page.dayText.isPartDay(text) ? text : undefined,
        }),
      );
    });
    return opens;
  }

  /** Return the fields of what clauses of norms ask of a center; none where the page is of no audit. */
  function saidOf(app, scenario, i, take) {
    const add = scenario.add[i];
    const textOf = function (key, type, value, read) {
      const name = "map.try.site_" + key;
      const typed = field(type, app.say(name, { name: add.name || i + 1 }), "site-" + key + "-" + i);
      typed.placeholder = app.say(name + "_short");
      typed.value = value;
      typed.addEventListener("change", function () {
        take(page.whatIfScenario.addedTold(scenario, i, read(typed.value.trim())));
      });
      return typed;
    };
    const listOf = function (key) {
      return textOf(key, "text", (add[key] || []).join("、"), function (text) {
        const parts = text.split(/[、,，;；]/).filter((part) => part.trim());
        return { [key]: parts.length ? parts.map((part) => part.trim()) : undefined };
      });
    };
    const floor = function (text) {
      return { floor_m2: text !== "" && Number(text) >= 0 ? Number(text) : undefined };
    };
    return app.data.trial_norms
      ? [
          textOf("floor", "number", add.floor_m2 === undefined ? "" : add.floor_m2, floor),
          listOf("communities"),
          listOf("services"),
        ]
      : [];
  }

  /** Return what comes of a center's opening day: not yet open, or no day to hold it against; null where neither is. */
  function toComeOf(app, scenario, i) {
    const opens = scenario.add[i].opens;
    const day = page.whatIf.dayOf(app.data.what_if, scenario);
    if (!opens || (day !== null && page.dayText.hasBegun(opens, day))) {
      return null;
    }
    return make("p", {
      class: "small",
      text: app.say(day === null ? "map.try.site_no_day" : "map.try.site_to_come"),
    });
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
