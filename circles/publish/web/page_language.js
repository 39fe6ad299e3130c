// The page in the other language: it holds the words of both, and opens in the one that the address names.
(function (page) {
  "use strict";

  const named = page.addressLanguage;
  // A language is named in itself.
  const OTHER = {
    zh: { lang: "en", text: "EN", name: "English" },
    en: { lang: "zh", text: "中文", name: "中文" },
  };
  const HELD = "circles-lang=";
  let own = null;

  /** Put the words of the language that is asked for into the page's data. */
  function take(data) {
    own = data.lang;
    if (data.other && asked() === OTHER[own].lang) {
      applied(data, data.other);
    }
    data.other = null;
    document.documentElement.lang = data.lang === "zh" ? "zh-CN" : data.lang;
    document.title = data.facts.title;
    window.addEventListener("hashchange", function () {
      if (!isFrame() && (asked() || own) !== data.lang) {
        window.location.reload();
      }
    });
  }

  /** Return whether the page stands in the frame of a notebook, whose address is not ours. */
  function isFrame() {
    return window.location.protocol === "about:";
  }

  function asked() {
    const held = window.name.indexOf(HELD) === 0 ? window.name.slice(HELD.length) : null;
    return isFrame() ? held : named.of(window.location.hash);
  }

  /** Change data as a difference says (payload_language.py); columns that are not asked for stay packed. */
  function applied(data, difference) {
    Object.keys(difference.in).forEach(function (key) {
      const part = difference.in[key];
      if (part.in) {
        applied(data[key], part);
      } else {
        Object.defineProperty(data, key, Object.getOwnPropertyDescriptor(part, "to"));
      }
    });
  }

  /** Return the button that opens the page in the other language: the same place, selection, list and trial. */
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
        if (isFrame()) {
          window.name = HELD + other.lang;
        } else {
          const said = other.lang === own ? null : other.lang;
          window.history.replaceState(null, "", named.withLanguage(window.location.hash, said));
        }
        // All words at once: a page that is drawn anew holds none of the other language.
        window.location.reload();
      },
    );
  }

  page.language = { take: take, button: languageButton };
  page.address = {
    /** Return what the address says beside the language. */
    said: function () {
      return named.without(window.location.hash);
    },
    /** Say `fragment` in the address, in the language that is chosen. */
    keep: function (fragment) {
      const language = named.of(window.location.hash);
      window.history.replaceState(null, "", named.withLanguage(fragment, language));
    },
  };
})((window.circlesPage = window.circlesPage || {}));
