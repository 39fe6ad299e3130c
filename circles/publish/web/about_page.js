// The page of method: what the numbers mean, where the data come from, what to look at.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const METHOD = ["inside", "rate", "not_evaluated", "streets", "leg", "circle", "gap", "cause", "minutes"];

  /** Return {element, open()}: a sheet over the page. */
  function aboutPage(app) {
    const sheet = page.overSheet(app, app.say("map.about"), [
      page.sitingSection(app),
      method(app),
      assumptions(app),
      page.inputsSection(app),
      sources(app),
      notes(app),
    ]);
    sheet.element.classList.add("about-method");
    function open() {
      sheet.open();
    }
    return { element: sheet.element, open: open };
  }

  function method(app) {
    const facts = app.data.facts;
    return make(
      "section",
      {},
      [make("h3", { text: app.say("map.method") })]
        .concat(
          METHOD.map(function (name) {
            return make("p", { text: app.say("map.method_" + name, facts) });
          }),
        )
        .concat([make("p", { class: "small", text: app.say("map.method_version", facts) })]),
    );
  }

  function assumptions(app) {
    const lines = app.data.assumptions.map(function (text) {
      return make("li", { text: text });
    });
    return make("section", {}, [
      make("h3", { text: app.say("map.assumptions") }),
      make("ul", { class: "sources" }, lines),
    ]);
  }

  function sources(app) {
    const facts = app.data.facts;
    const rows = app.data.sources.map(function (source) {
      const about = source.notes.concat(source.sha256 ? ["sha256 " + source.sha256 + "…"] : []);
      return make("li", {}, [
        make("strong", { text: app.say("map.source." + source.kind) + app.say("map.colon") + source.file }),
        make("span", { text: about.join(" · ") }),
      ]);
    });
    return make("section", {}, [
      make("h3", { text: app.say("map.sources") }),
      make("ul", { class: "sources" }, rows),
      facts.osm ? make("p", { text: app.say("map.osm") }) : null,
      facts.centers_label === "source"
        ? null
        : make("p", { text: app.say("map.centers_are", { label: app.say("label." + facts.centers_label) }) }),
      peopleText(app),
      facts.factors.length
        ? make(
            "ul",
            { class: "inline-list" },
            facts.factors.map(function (text) {
              return make("li", { text: text });
            }),
          )
        : null,
    ]);
  }

  function peopleText(app) {
    const facts = app.data.facts;
    const label = app.say("map.population_is", { label: app.say("label." + facts.population_label) });
    const text = facts.people_text || (facts.population_label === "source" ? "" : label);
    return text ? make("p", { text: text }) : null;
  }

  function notes(app) {
    const left = app.data.notes.count - app.data.notes.texts.length;
    if (!app.data.notes.count) {
      return null;
    }
    return make("section", {}, [
      make("h3", { text: app.say("map.notes") }),
      make(
        "ul",
        { class: "notes" },
        app.data.notes.texts.map(function (text) {
          return make("li", { text: text });
        }),
      ),
      left > 0
        ? make("p", {
            class: "small",
            text: app.say("map.not_shown", { count: page.numberText.thousands(left) }),
          })
        : null,
    ]);
  }

  page.aboutPage = aboutPage;
})((window.circlesPage = window.circlesPage || {}));
