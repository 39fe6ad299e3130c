// Days as ISO text: whole ones, and those of which only the year or the month is known, which begin with their first.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.dayText = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  /** Return whether a value is a day as ISO text, 2027-06-30. */
  function isDay(value) {
    return isPartDay(value) && value.length === 10;
  }

  /** Return whether a value is a year, a month or a day as ISO text. */
  function isPartDay(value) {
    if (typeof value !== "string" || !/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) {
      return false;
    }
    const parts = value.split("-").map(Number);
    const year = parts[0];
    const month = parts.length > 1 ? parts[1] : 1;
    const day = parts.length > 2 ? parts[2] : 1;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const last = DAYS[month - 1] + (month === 2 && leap ? 1 : 0);
    return year > 0 && month > 0 && month < 13 && day > 0 && day <= last;
  }

  /** Return whether something begun on a day that may be "" (not known) has begun on an ISO day. */
  function hasBegun(text, day) {
    return text !== "" && text <= day;
  }

  return { isDay: isDay, isPartDay: isPartDay, hasBegun: hasBegun };
});
