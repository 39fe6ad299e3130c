// Looks at the map by other minutes or at the pace of the old: what each cell of the table of walks shows.
(function (page) {
  "use strict";

  const MINUTES = [5, 10, 15];
  const ELDERLY = "elderly";

  /** Return the minutes and paces that are set side by side: {minutes, paces: [{name, speed, base}]}. */
  function asked(app) {
    const told = app.data.what_if;
    const minutes = Array.from(new Set(MINUTES.concat([told.minutes]))).sort(function (a, b) {
      return a - b;
    });
    const people = app.data.blocks.population.some(function (each) {
      return each !== null;
    });
    const base = people ? "people" : app.data.facts.base;
    const paces = [{ name: "own", speed: told.walking_speed_kmh, base: base }];
    if (told.profiles[ELDERLY] !== told.walking_speed_kmh) {
      const counted = app.data.blocks.people_60_plus ? "people_60_plus" : base;
      paces.push({ name: ELDERLY, speed: told.profiles[ELDERLY], base: counted });
    }
    return { minutes: minutes, paces: paces };
  }

  /** Return the thousandths of a base that each block of the plan has. */
  function weightsOf(app, base) {
    const blocks = app.data.blocks;
    const columns = {
      people: blocks.population,
      people_60_plus: blocks.people_60_plus,
      dwellings: blocks.dwellings,
      land_m2: blocks.land_m2,
    };
    const ones = blocks.id.map(function () {
      return 1;
    });
    return page.whatIfAccount.thousandths(columns[base] || ones);
  }

  /** Return the look of so many minutes at a pace: verdicts, minutes, rate and figures. */
  function view(app, minutes, pace) {
    const told = app.data.what_if;
    const limit_mm = page.scenarioCheck.limitOf(told, {
      minutes: minutes,
      walking_speed_kmh: pace.speed,
    });
    const blocks = app.data.blocks;
    const walk = walks(app);
    const verdict = page.walkLimits.verdicts(blocks.verdict, walk, limit_mm);
    const sums = page.walkLimits.sums(verdict, weightsOf(app, pace.base));
    const speed = Math.round(pace.speed * 1000);
    const rate = page.numberText.percentDown(sums.parts[0], sums.total);
    const said = {
      minutes: page.numberText.trimmed(minutes, 2),
      metres: page.numberText.thousands(Math.floor(limit_mm / 1000)),
      speed: speedText(pace.speed),
    };
    const parts = sums.parts.map(function (part) {
      return amount(app, part, pace.base);
    });
    return {
      key: minutes + ":" + pace.name,
      kind: "walk",
      name: app.say("map.question.walk_name", said),
      verdict: verdict,
      minutes: walk.map(function (mm) {
        return mm === null ? null : page.shownMinutes(mm, speed, told.uneven_limits);
      }),
      limit_mm: limit_mm,
      inside: sums.parts[0],
      unknown: sums.unknown,
      rate: rate,
      walk: app.say("map.question.walk", said),
      line: app.say("map.question.walk_line", {
        base: app.say("base." + pace.base) + markOf(app, pace.base),
        inside: parts[0],
        outside: parts[1],
        open: parts[2],
      }),
    };
  }

  /** Return an amount with its unit; what is to be said of such figures stands beside their base (markOf). */
  function amount(app, thousandths, base) {
    if (base === "people" || base === "people_60_plus" || base === "dwellings") {
      const unit = base === "dwellings" ? "unit.dwellings" : "unit.people";
      return page.numberText.count(thousandths / 1000) + " " + app.say(unit);
    }
    return page.whatIfFigures.amount(app, thousandths, base);
  }

  function markOf(app, base) {
    const facts = app.data.facts;
    return base === "dwellings"
      ? facts.dwellings_mark
      : base.indexOf("people") === 0
        ? facts.people_mark
        : "";
  }

  /** Return a speed with at least one decimal, as elsewhere. */
  function speedText(speed) {
    const text = page.numberText.trimmed(speed, 3);
    return text.indexOf(".") < 0 ? text + ".0" : text;
  }

  /** Return the walk of each block, null where it has none. */
  function walks(app) {
    return app.data.blocks.minutes.map(function (minutes, i) {
      return minutes === null ? null : app.data.blocks.walk_mm[i];
    });
  }

  /** Return whether a look is the plan itself: its own minutes at its own pace. */
  function isOwn(app, minutes, pace) {
    return minutes === app.data.what_if.minutes && pace.name === "own";
  }

  page.walkViews = {
    asked: asked,
    view: view,
    isOwn: isOwn,
    amount: amount,
    markOf: markOf,
    speedText: speedText,
  };
})((window.circlesPage = window.circlesPage || {}));
