// The plane around a point and where a point lies in a polygon, to the same bits as network/geodesy.py.
// Pure: used by the page and by node's tests. Coordinates are whole 1e-7 degrees, lengths whole millimetres.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.plane = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const UNITS_PER_DEGREE = 1e7;
  // 1 / (2k)! for k = 11 down to 1, of the cosine's Taylor polynomial, by Horner's rule.
  const COSINE = [
    8.896791392450574e-22, 4.110317623312165e-19, 1.5619206968586225e-16, 4.779477332387385e-14,
    1.1470745597729725e-11, 2.08767569878681e-9, 2.755731922398589e-7, 2.48015873015873e-5,
    0.001388888888888889, 0.041666666666666664, 0.5, 1.0,
  ];

  function cosine(degrees) {
    const radians = degrees * 0.017453292519943295;
    const u = radians * radians;
    let c = COSINE[0];
    for (let i = 1; i < COSINE.length; i += 1) {
      c = COSINE[i] - u * c;
    }
    return c;
  }

  /** Return {x, y}: metres of a degree of longitude and of latitude at a latitude in degrees. */
  function metresPerDegree(latitude) {
    const c1 = cosine(latitude);
    const c2 = 2.0 * c1 * c1 - 1.0;
    const c3 = 2.0 * c2 * c1 - c1;
    const c4 = 2.0 * c2 * c2 - 1.0;
    const c5 = 2.0 * c4 * c1 - c3;
    const c6 = 2.0 * c4 * c2 - c2;
    return {
      x: 111412.8773312 * c1 - 93.5041174 * c3 + 0.117744 * c5,
      y: 111132.9525479 - 559.8495665 * c2 + 1.1751381 * c4 - 0.0023022 * c6,
    };
  }

  function millimetres(metres) {
    return Math.floor(metres * 1000 + 0.5);
  }

  /** Return the length of a straight line in the plane at its middle latitude. */
  function lengthMm(lon1, lat1, lon2, lat2) {
    const k = metresPerDegree((lat1 + lat2) / 2 / UNITS_PER_DEGREE);
    const dx = ((lon2 - lon1) / UNITS_PER_DEGREE) * k.x;
    const dy = ((lat2 - lat1) / UNITS_PER_DEGREE) * k.y;
    return millimetres(Math.sqrt(dx * dx + dy * dy));
  }

  /** Return a number of degrees as whole 1e-7 degrees, halves to the even one. */
  function toUnits(degrees) {
    const product = degrees * UNITS_PER_DEGREE;
    const low = Math.floor(product);
    const rest = product - low;
    return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
  }

  // A double is a whole number of 2^-1074; what lies on the earth at 1e-7 degree needs far less.
  const FINE = 2 ** 45;
  const ERROR = 4e-16;

  function exactly(value) {
    const whole = Math.floor(value);
    return BigInt(whole) * BigInt(FINE) + BigInt(Math.round((value - whole) * FINE));
  }

  /** Return on which side of the line from a to b the point lies: 1 left, -1 right, 0 on it. Never in doubt. */
  function side(ax, ay, bx, by, x, y) {
    const left = (bx - ax) * (y - ay);
    const right = (by - ay) * (x - ax);
    const cross = left - right;
    if (Math.abs(cross) > ERROR * (Math.abs(left) + Math.abs(right))) {
      return Math.sign(cross);
    }
    const from = [exactly(ax), exactly(ay)];
    const to = [exactly(bx), exactly(by)];
    const at = [exactly(x), exactly(y)];
    const exact = (to[0] - from[0]) * (at[1] - from[1]) - (to[1] - from[1]) * (at[0] - from[0]);
    return Number(exact > 0) - Number(exact < 0);
  }

  /** Return 1 where a place lies within rings, 0 on one of them, -1 outside. A ring is [[x, y], ...], not closed. */
  function within(rings, x, y) {
    let inside = false;
    for (let i = 0; i < rings.length; i += 1) {
      const met = crossings(rings[i], x, y);
      if (met < 0) {
        return 0;
      }
      inside = inside !== (met % 2 === 1);
    }
    return inside ? 1 : -1;
  }

  /** Return how often a ring crosses the ray to the east of a place, -1 where the place lies on the ring. */
  function crossings(ring, x, y) {
    let count = 0;
    for (let i = 0, before = ring.length - 1; i < ring.length; before = i, i += 1) {
      const a = ring[before];
      const b = ring[i];
      if (touches(a, b, x, y)) {
        return -1;
      }
      const rises = b[1] > a[1];
      if (a[1] > y !== b[1] > y && side(a[0], a[1], b[0], b[1], x, y) > 0 === rises) {
        count += 1;
      }
    }
    return count;
  }

  function touches(a, b, x, y) {
    const between =
      Math.min(a[0], b[0]) <= x &&
      x <= Math.max(a[0], b[0]) &&
      Math.min(a[1], b[1]) <= y &&
      y <= Math.max(a[1], b[1]);
    return between && side(a[0], a[1], b[0], b[1], x, y) === 0;
  }

  return {
    UNITS_PER_DEGREE: UNITS_PER_DEGREE,
    metresPerDegree: metresPerDegree,
    millimetres: millimetres,
    lengthMm: lengthMm,
    toUnits: toUnits,
    within: within,
  };
});
