// The page in the other language: it holds the words of both, and opens in the one that the address names.
(function (page) {
  "use strict";

  // A language is named in itself.
  const OTHER = {
    zh: { lang: "en", text: "EN", name: "English" },
    en: { lang: "zh", text: "中文", name: "中文" },
  };
  let own = null;

  /** Put the words of the language that is asked for into the page's data; return {own, is}: the page's, that shown. */
  function take(data) {
    own = data.lang;
    if (data.other && page.choices.chosen("lang") === OTHER[own].lang) {
      page.choices.applied(data, data.other);
    }
    data.other = null;
    document.documentElement.lang = data.lang === "zh" ? "zh-CN" : data.lang;
    document.title = data.facts.title;
    return { own: own, is: data.lang };
  }

  /** Return the button that opens the page in the other language: the same place, layers, selection, list and trial. */
  function languageButton(app) {
    const other = OTHER[app.data.lang];
    return page.elements.button(
      {
        class: "quiet-button language-button",
        text: other.text,
        title: other.name,
        attributes: { lang: other.lang },
      },
      function () {
        page.choices.choose({ lang: other.lang === own ? null : other.lang }, "lang");
      },
    );
  }

  page.language = { take: take, button: languageButton };
})((window.circlesPage = window.circlesPage || {}));
