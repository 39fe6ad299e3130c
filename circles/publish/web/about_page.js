// The page of method: what the numbers mean, where the data come from, what to look at.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const METHOD = ["inside", "rate", "not_evaluated", "streets", "leg", "circle", "gap", "minutes"];

  /** Return {element, open()}: a page over the map that Escape and its button close. */
  function aboutPage(app) {
    const close = page.elements.button({ class: "quiet-button", text: app.say("map.close") }, hide);
    const sheet = make(
      "div",
      {
        class: "about-sheet",
        attributes: { role: "dialog", "aria-modal": "true", "aria-label": app.say("map.about") },
      },
      [
        make("div", { class: "about-head" }, [make("h2", { text: app.say("map.about") }), close]),
        make("div", { class: "about-body" }, [
          page.sitingSection(app),
          method(app),
          assumptions(app),
          page.inputsSection(app),
          sources(app),
          notes(app),
        ]),
      ],
    );
    const element = make("div", { class: "about", attributes: { hidden: "" } }, [sheet]);
    let opener = null;

    function open() {
      opener = document.activeElement;
      element.hidden = false;
      close.focus();
    }

    function hide() {
      element.hidden = true;
      if (opener) {
        opener.focus();
      }
    }

    element.addEventListener("click", function (event) {
      if (event.target === element) {
        hide();
      }
    });
    element.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        hide();
      }
    });
    return { element: element, open: open };
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
