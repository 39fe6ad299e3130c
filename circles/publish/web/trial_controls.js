// What a trial asks besides centers and streets: minutes, speed, the day and the tier of centers.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const LEAST_MINUTES = 5;
  const MOST_MINUTES = 30;
  const LINKED = "linked";

  /** Return the controls of a scenario; take: takes the next one. The day is asked where anything has a date. */
  function trialControls(app, scenario, take) {
    const told = app.data.what_if;
    const asked = function (changes) {
      take(page.whatIfScenario.asked(scenario, changes));
    };
    const rows = [minutesOf(told, scenario, asked), speedOf(app, told, scenario, asked)];
    if (told.days.dated || scenario.as_of !== undefined || (scenario.demand || []).length) {
      rows.push(dayOf(told, scenario, asked));
      rows.push(changeOf(app, told, scenario, asked));
    }
    if (told.tiers) {
      rows.push(tierOf(app, told, scenario, asked));
    }
    const cells = rows.filter(Boolean).map(function (row) {
      row.field.id = "try-" + row.key;
      row.field.setAttribute("data-key", row.key);
      const label = make("label", { text: app.say("map.try." + row.key), attributes: { for: row.field.id } });
      return [label, row.field];
    });
    return make("div", { class: "try-controls" }, [].concat.apply([], cells));
  }

  function minutesOf(told, scenario, asked) {
    const field = make("input", {
      attributes: { type: "number", min: LEAST_MINUTES, max: MOST_MINUTES, step: 1 },
    });
    field.value = scenario.minutes === undefined ? told.minutes : scenario.minutes;
    field.addEventListener("change", function () {
      const minutes = Math.min(
        MOST_MINUTES,
        Math.max(LEAST_MINUTES, Math.round(Number(field.value)) || told.minutes),
      );
      asked({ minutes: minutes === told.minutes ? undefined : minutes });
    });
    return { key: "minutes", field: field };
  }

  function speedOf(app, told, scenario, asked) {
    const own = app.say("map.try.speed_own", { speed: told.walking_speed_kmh });
    const options = [make("option", { text: own, attributes: { value: "" } })].concat(
      Object.keys(told.profiles).map(function (name) {
        const text = app.say("map.try.speeds." + name, { speed: told.profiles[name] });
        return make("option", { text: text, attributes: { value: name } });
      }),
    );
    // A link may ask for a speed that is no profile.
    const linked = scenario.walking_speed_kmh;
    if (linked !== undefined) {
      const text = app.say("map.try.speed_linked", { speed: linked });
      options.push(make("option", { text: text, attributes: { value: LINKED } }));
    }
    const field = make("select", {}, options);
    field.value = linked === undefined ? scenario.profile || "" : LINKED;
    field.addEventListener("change", function () {
      asked({ profile: field.value || undefined, walking_speed_kmh: undefined });
    });
    return { key: "speed", field: field };
  }

  /** Return the field of the day; empty it is that of the plan. */
  function dayOf(told, scenario, asked) {
    const field = make("input", { attributes: { type: "date" } });
    field.value = page.whatIf.dayOf(told, scenario) || "";
    field.addEventListener("change", function () {
      const isOther = page.dayText.isDay(field.value) && field.value !== told.as_of;
      asked({ as_of: isOther ? field.value : undefined });
    });
    return { key: "day", field: field };
  }

  /** Return the choice of the days at which something changes, null where there is none ahead. */
  function changeOf(app, told, scenario, asked) {
    const data = app.data;
    const days = page.changingDays(told, data.centers.status, data.blocks.id.length, scenario);
    const options = days.map(function (row) {
      const changes = ["opens", "closes", "delivered"]
        .filter((key) => row[key])
        .map((key) => app.say("map.try.day_changes." + key, { count: row[key] }))
        .join(app.say("map.chip_joint"));
      return make("option", {
        text: app.say("map.try.day_at", { day: row.day, changes: changes }),
        attributes: { value: row.day },
      });
    });
    const none = make("option", { text: app.say("map.try.day_as_map"), attributes: { value: "" } });
    const field = make("select", {}, [none].concat(options));
    const isOne = days.some((row) => row.day === scenario.as_of);
    field.value = isOne ? scenario.as_of : "";
    field.addEventListener("change", function () {
      asked({ as_of: field.value || undefined });
    });
    return days.length ? { key: "day_change", field: field } : null;
  }

  function tierOf(app, told, scenario, asked) {
    const all = make("option", { text: app.say("map.try.tier_all"), attributes: { value: "" } });
    const options = told.tiers.list.map(function (tier) {
      return make("option", { text: tier.name, attributes: { value: tier.name } });
    });
    const field = make("select", {}, [all].concat(options));
    field.value = scenario.tier || "";
    field.addEventListener("change", function () {
      asked({ tier: field.value || undefined });
    });
    return { key: "tier", field: field };
  }

  page.trialControls = trialControls;
})((window.circlesPage = window.circlesPage || {}));
