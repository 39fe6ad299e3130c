// What is on trial, and the schemes that are kept, in the part of an address behind "#": a link or a reload opens them again.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./trial_schemes.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialLink = make(root.circlesPage.trialSchemes);
  }
})(typeof self !== "undefined" ? self : this, function (schemes) {
  "use strict";

  const TRIAL = "#try=";
  const SCHEMES = "#schemes=";
  const LONGEST = 60000;

  /** Return the end of an address that opens a book of schemes, "" where it would be too long for a link. */
  function fragmentOf(book) {
    const alone = !book.kept.length;
    const text = alone ? TRIAL + encoded(book.now) : SCHEMES + encoded(book);
    return text.length > LONGEST ? "" : text;
  }

  function encoded(value) {
    return encodeURIComponent(JSON.stringify(value));
  }

  /** Return whether an address is meant to open a trial. */
  function isTrial(fragment) {
    return fragment.indexOf(TRIAL) === 0 || fragment.indexOf(SCHEMES) === 0;
  }

  /** Return the book of an address, null where it has none that can be read. Whether it can be answered shows later. */
  function bookOf(fragment) {
    if (!isTrial(fragment) || fragment.length > LONGEST) {
      return null;
    }
    try {
      const alone = fragment.indexOf(TRIAL) === 0;
      const found = JSON.parse(decodeURIComponent(fragment.slice((alone ? TRIAL : SCHEMES).length)));
      return alone ? (isScenario(found) ? schemes.begun(found) : null) : checked(found);
    } catch (_) {
      return null;
    }
  }

  /** Return the book that a value is, null where it is none. */
  function checked(found) {
    const whole =
      isRecord(found) &&
      isScenario(found.now) &&
      Array.isArray(found.kept) &&
      found.kept.length <= schemes.MOST &&
      found.kept.every(isScheme) &&
      (found.chosen === null || isRow(found.chosen, found.kept.length));
    return whole ? { now: found.now, kept: found.kept.map(schemeOf), chosen: found.chosen } : null;
  }

  function isScheme(scheme) {
    return isRecord(scheme) && schemes.isName(scheme.name) && isScenario(scheme.scenario);
  }

  function schemeOf(scheme) {
    return { name: scheme.name, scenario: scheme.scenario };
  }

  function isRow(value, count) {
    return Number.isInteger(value) && value >= 0 && value < count;
  }

  function isRecord(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value);
  }

  /** Return whether a value may be a scenario: a record all through without a name that would change what records are. */
  function isScenario(value) {
    return isRecord(value) && isPlain(value);
  }

  function isPlain(value) {
    if (value === null || typeof value !== "object") {
      return true;
    }
    return Object.keys(value).every(function (key) {
      return key !== "__proto__" && isPlain(value[key]);
    });
  }

  return { fragmentOf: fragmentOf, isTrial: isTrial, bookOf: bookOf, checked: checked };
});
