// The schemes of a meeting in the card: kept, named, shown again, put back and taken away.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return the bar; take: takes the next book as a step; compare, confirm: open the table and the sheet. */
  function schemeBar(app, book, take, compare, confirm) {
    const say = app.say;
    const schemes = page.trialSchemes;
    const button = function (key, text, on, next) {
      const attributes = { "data-key": key };
      if (!on) {
        attributes.disabled = "";
      }
      return page.elements.button({ class: "quiet-button", text: text, attributes: attributes }, next);
    };
    const tab = function (key, text, isOn, next) {
      const element = button(key, text, true, next);
      element.setAttribute("aria-pressed", String(isOn));
      return element;
    };
    const tabs = [
      tab("saved", say("map.scheme.saved"), isSaved(book), function () {
        take(schemes.chosen(book, null));
      }),
    ].concat(
      book.kept.map(function (scheme, i) {
        const isChosen = book.chosen === i;
        const text = isChosen && schemes.isChanged(book) ? scheme.name + " *" : scheme.name;
        return tab("scheme-" + i, text, isChosen, function () {
          take(schemes.chosen(book, i));
        });
      }),
    );
    const name = schemes.freeName(book, say("map.scheme.names").split(" "));
    const isNew = book.kept.length < schemes.MOST && !page.whatIfScenario.isPlain(book.now);
    const actions = [
      button("keep", say("map.scheme.keep", { name: name }), isNew, function () {
        take(schemes.kept(book, name));
      }),
      book.kept.length ? button("compare", say("map.scheme.compare"), true, compare) : null,
      isSaved(book) ? null : button("confirm", say("map.sheet.title"), true, confirm),
    ];
    return make(
      "div",
      { class: "try-schemes", attributes: { role: "group", "aria-label": say("map.scheme.all") } },
      [
        book.kept.length ? make("div", { class: "try-tabs" }, tabs) : null,
        book.chosen === null ? null : chosenScheme(app, book, take, button),
        make("div", { class: "try-actions" }, actions),
      ],
    );
  }

  /** Return whether the saved plan itself is shown. */
  function isSaved(book) {
    return book.chosen === null && page.whatIfScenario.isPlain(book.now);
  }

  function chosenScheme(app, book, take, button) {
    const say = app.say;
    const schemes = page.trialSchemes;
    const changed = schemes.isChanged(book);
    const name = make("input", {
      attributes: { type: "text", "aria-label": say("map.scheme.name"), "data-key": "scheme-name" },
    });
    name.value = book.kept[book.chosen].name;
    name.addEventListener("change", function () {
      take(schemes.renamed(book, book.chosen, name.value));
    });
    return make("div", { class: "try-actions try-scheme" }, [
      name,
      button("update", say("map.scheme.update"), changed, function () {
        take(schemes.updated(book));
      }),
      button("put-back", say("map.scheme.put_back"), changed, function () {
        take(schemes.chosen(book, book.chosen));
      }),
      button("drop", say("map.scheme.drop"), true, function () {
        take(schemes.dropped(book, book.chosen));
      }),
    ]);
  }

  page.schemeBar = schemeBar;
})((window.circlesPage = window.circlesPage || {}));
