// The plane of a study, the Lambert azimuthal equal-area projection of WGS-84 about its middle (circles/tables.py).
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./plane.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.equalArea = make(root.circlesPage.plane);
  }
})(typeof self !== "undefined" ? self : this, function (plane) {
  "use strict";

  const AXIS_M = 6378137;
  const FLATTENING = 1 / 298.257223563;
  const SQUARE = FLATTENING * (2 - FLATTENING);
  const ECCENTRICITY = Math.sqrt(SQUARE);
  const RADIANS = Math.PI / 180;

  function authalic(sine) {
    const part = ECCENTRICITY * sine;
    const log = Math.log((1 + part) / (1 - part)) / (2 * ECCENTRICITY);
    return (1 - SQUARE) * (sine / (1 - part * part) + log);
  }

  /** Return what takes a place in whole 1e-7 degrees to [x, y] in metres, about an origin {lon, lat} in degrees. */
  function equalArea(origin) {
    const pole = authalic(1);
    const sine = Math.sin(origin.lat * RADIANS);
    const sine1 = authalic(sine) / pole;
    const cosine1 = Math.sqrt(1 - sine1 * sine1);
    const radius = Math.sqrt(0.5 * pole);
    const stretch = Math.cos(origin.lat * RADIANS) / (Math.sqrt(1 - SQUARE * sine * sine) * radius * cosine1);
    return function (lon, lat) {
      const turn = (lon / plane.UNITS_PER_DEGREE - origin.lon) * RADIANS;
      const sineHere = authalic(Math.sin((lat / plane.UNITS_PER_DEGREE) * RADIANS)) / pole;
      const cosineHere = Math.sqrt(1 - sineHere * sineHere);
      const along = cosineHere * Math.cos(turn);
      const b = Math.sqrt(2 / (1 + sine1 * sineHere + cosine1 * along)) * AXIS_M;
      return [
        radius * stretch * b * cosineHere * Math.sin(turn),
        (radius / stretch) * b * (cosine1 * sineHere - sine1 * along),
      ];
    };
  }

  return equalArea;
});
