// The language that a reader chose, in the part of an address behind "#", beside what else is said there.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.addressLanguage = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const SAID = /^lang=(zh|en)$/;

  /** Return the language that an address names, null where it names none. */
  function of(fragment) {
    const said = partsOf(fragment).find(function (part) {
      return SAID.test(part);
    });
    return said ? SAID.exec(said)[1] : null;
  }

  /** Return an address without its language, "" where nothing is left. */
  function without(fragment) {
    const left = partsOf(fragment).filter(function (part) {
      return !SAID.test(part);
    });
    return left.length ? "#" + left.join("&") : "";
  }

  /** Return an address that names a language; without one where it is null. */
  function withLanguage(fragment, language) {
    const parts = partsOf(without(fragment)).concat(language ? ["lang=" + language] : []);
    return "#" + parts.join("&");
  }

  function partsOf(fragment) {
    return fragment.replace(/^#/, "").split("&").filter(Boolean);
  }

  return { of: of, without: without, withLanguage: withLanguage };
});
