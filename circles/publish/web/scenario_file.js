// The question of a scenario as scenario.toml, which `circles plan --scenario` reads back.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.scenarioFile = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return the text of the file: every value is written, so that nothing of a study file is asked instead.
   *
   * asked: {minutes, walking_speed_kmh, max_snap_m, as_of}, as_of null where no day is asked; names: lines said above.
   */
  function scenarioToml(asked, names) {
    const lines = names
      .map(comment)
      .concat([
        "[scenario]",
        "minutes = " + asked.minutes,
        "walking_speed_kmh = " + asked.walking_speed_kmh,
        "max_snap_m = " + asked.max_snap_m,
      ]);
    const day = asked.as_of ? ['as_of = "' + asked.as_of + '"'] : [];
    return lines.concat(day).join("\n") + "\n";
  }

  /** Return a text as a comment that ends with its line, whatever it holds. */
  function comment(text) {
    return ("# " + Array.from(text).map(printed).join("")).trim();
  }

  function printed(character) {
    const code = character.codePointAt(0);
    const ends = code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029;
    return ends || (code >= 0xd800 && code < 0xe000) ? " " : character;
  }

  return { scenarioToml: scenarioToml };
});
