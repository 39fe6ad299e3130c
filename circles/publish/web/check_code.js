// The short sum over an answer that a sheet of paper bears, as circles/answer_sums.py makes it.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./sha256.js"), require("./text_order.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.checkCode = make(root.circlesPage.sha256, root.circlesPage.textOrder);
  }
})(typeof self !== "undefined" ? self : this, function (sha256, textOrder) {
  "use strict";

  const DIGITS = 16;

  /** Return the code of an answer: rows of {block_id, walk_mm, verdict} in any order, and the limit. */
  function checkCode(answer, limit_mm) {
    const lines = answer.map(function (row) {
      return row.block_id + "\t" + row.walk_mm + "\t" + row.verdict + "\n";
    });
    lines.sort(textOrder);
    const text = "circles answer 1\nlimit_mm " + limit_mm + "\n" + lines.join("");
    return sha256(text).slice(0, DIGITS).match(/.{4}/g).join("-");
  }

  return checkCode;
});
