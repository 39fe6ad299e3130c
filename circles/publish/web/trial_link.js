// A scenario in the part of an address behind "#", so that a link or a reload opens it again.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.trialLink = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const BEGIN = "#try=";
  const LONGEST = 20000;

  /** Return the end of an address that opens a scenario. */
  function fragmentOf(scenario) {
    return BEGIN + encodeURIComponent(JSON.stringify(scenario));
  }

  /** Return the scenario of an address, null where it has none that can be read. Whether it can be answered shows later. */
  function scenarioOf(fragment) {
    if (fragment.indexOf(BEGIN) !== 0 || fragment.length > LONGEST) {
      return null;
    }
    try {
      const found = JSON.parse(decodeURIComponent(fragment.slice(BEGIN.length)));
      return found !== null && typeof found === "object" && !Array.isArray(found) ? found : null;
    } catch (_) {
      return null;
    }
  }

  return { fragmentOf: fragmentOf, scenarioOf: scenarioOf };
});
