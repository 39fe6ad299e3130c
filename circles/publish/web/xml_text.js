// Texts that XML can hold. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.xmlText = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

  /** Return a text without the characters that XML does not know: control characters, halves of a pair, no characters. */
  function known(text) {
    return Array.from(text)
      .filter(function (character) {
        return isKnown(character.codePointAt(0));
      })
      .join("");
  }

  function isKnown(point) {
    return (
      point === 0x9 ||
      point === 0xa ||
      point === 0xd ||
      (point >= 0x20 && point <= 0xd7ff) ||
      (point >= 0xe000 && point <= 0xfffd) ||
      point >= 0x10000
    );
  }

  /** Return a text as it stands between tags and in attributes. */
  function escaped(text) {
    return known(text).replace(/[&<>"]/g, function (character) {
      return ESCAPES[character];
    });
  }

  return { known: known, escaped: escaped };
});
