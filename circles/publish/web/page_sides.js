// Before and after: a page of proposed sites or of a closing holds the plan before them too, and shows one as a whole.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const AFTER = "after";
  const SIDES = ["before", AFTER];

  /** Put what is asked for into the page's data: the plan before, or as it is; return {own, is} of the two sides. */
  function take(data) {
    if (data.before && page.choices.chosen("side") === "before") {
      page.choices.applied(data, data.before);
    }
    data.before = null;
    return { own: AFTER, is: data.side ? data.side.shown : AFTER };
  }

  /** Return the switch between before and after, null where the page is that of a plan. */
  function sideSwitch(app) {
    const side = app.data.side;
    return side
      ? choice(app, side.shown, function (name) {
          page.choices.choose({ side: name === AFTER ? null : name }, "side");
        })
      : null;
  }

  /** Return a switch of two buttons, which arrow keys turn too; `shown` is pressed, take: takes the other. */
  function choice(app, shown, take) {
    const buttons = SIDES.map(function (name) {
      const isShown = name === shown;
      return page.elements.button(
        {
          class: "quiet-button side-button",
          text: app.say("map.side." + name),
          attributes: { "aria-pressed": String(isShown), "data-side": name, "data-key": "side-" + name },
        },
        function () {
          if (!isShown) {
            take(name);
          }
        },
      );
    });
    const element = make(
      "span",
      { class: "side-switch", attributes: { role: "group", "aria-label": app.say("map.side.choice") } },
      buttons,
    );
    element.addEventListener("keydown", function (event) {
      const other = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
      if (other !== undefined) {
        event.preventDefault();
        buttons[other].click();
      }
    });
    return element;
  }

  /** Put the focus back on the switch and tell who listens which side is shown, where it was just switched. */
  function told(app) {
    if (page.choices.again() === "side") {
      document.querySelector(".title-buttons .side-switch [aria-pressed=true]").focus();
      app.spoken.say(sentence(app));
    }
  }

  /** Return which side is shown, and its headline. */
  function sentence(app) {
    const facts = app.data.facts;
    const values = { side: words(app), rate_name: facts.rate_name, rate: facts.rate };
    return app.say("map.side.shown", values);
  }

  /** Return the side that is shown as words: with the sites, before the closing ... */
  function words(app) {
    const side = app.data.side;
    return app.say("map.side." + side.of + "_" + side.shown);
  }

  page.sides = {
    take: take,
    control: sideSwitch,
    choice: choice,
    told: told,
    words: words,
    sentence: sentence,
  };
})((window.circlesPage = window.circlesPage || {}));
