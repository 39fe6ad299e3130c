// The frame of the page: title bar with its marks, and the controls on the map.
(function (page) {
  "use strict";

  const make = page.elements.make;

  function addControls(app) {
    page.mapControls(app);
    page.legend(app);
  }

  function titleBar(app) {
    const facts = app.data.facts;
    const small = [
      facts.data_date ? app.say("map.data_date", { date: facts.data_date }) : app.say("map.no_data_date"),
      facts.prepared_by,
    ];
    return make("header", { class: "title-bar" }, [
      make("div", { class: "title-line" }, [make("h1", { text: facts.title })].concat(chips(app))),
      make("p", { class: "sentence", text: facts.sentence }),
      make("div", { class: "title-side" }, [
        make("span", { class: "small", text: small.filter(Boolean).join(" · ") }),
        make("div", { class: "title-buttons" }, [
          page.sides.control(app),
          page.whatIfButton(app),
          page.presenterButton(app),
          page.viewPictureButton(app),
          page.language.button(app),
          page.elements.button({ class: "quiet-button", text: app.say("map.about") }, function () {
            app.about.open();
          }),
        ]),
      ]),
    ]);
  }

  /** Return the marks a map must not be read without: internal or draft, and what is not from a source. */
  function chips(app) {
    const facts = app.data.facts;
    const labelled = {};
    ["centers", "population", "blocks"].forEach(function (what) {
      const label = facts[what + "_label"];
      labelled[label] = (labelled[label] || []).concat([app.say("map.chip_" + what)]);
    });
    const marks = facts.marking ? [make("span", { class: "chip chip-marking", text: facts.marking })] : [];
    return marks.concat(
      Object.keys(labelled)
        .filter(function (label) {
          return label !== "source";
        })
        .map(function (label) {
          const what = labelled[label].join(app.say("map.chip_joint"));
          return make("span", {
            class: "chip",
            text: app.say("map.chip", { label: app.say("label." + label), what: what }),
          });
        }),
    );
  }

  page.pageFrame = { titleBar: titleBar, addControls: addControls, chips: chips };
})((window.circlesPage = window.circlesPage || {}));
