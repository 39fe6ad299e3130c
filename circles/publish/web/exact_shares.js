// Shares of a line as fractions of whole numbers of any size: what meets where is decided by these, never by floats.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.exactShares = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const ZERO = BigInt(0);
  const ONE = BigInt(1);
  const TWO = BigInt(2);

  /** Return part / whole in lowest terms, {part, whole} with a whole above 0; both are BigInt. */
  function share(part, whole) {
    const sign = whole < ZERO ? -ONE : ONE;
    const common = divisor(part < ZERO ? -part : part, whole < ZERO ? -whole : whole) * sign;
    return { part: part / common, whole: whole / common };
  }

  function divisor(a, b) {
    let one = a;
    let other = b;
    while (other !== ZERO) {
      const rest = one % other;
      one = other;
      other = rest;
    }
    return one;
  }

  /** Return a finite double as the fraction that it is. */
  function ofDouble(value) {
    let scaled = value;
    let whole = ONE;
    while (scaled !== Math.floor(scaled)) {
      scaled *= 2;
      whole *= TWO;
    }
    return share(BigInt(scaled), whole);
  }

  /** Return a number below, at or above 0 as one share is less than another, the same or more. */
  function compare(one, other) {
    const left = one.part * other.whole;
    const right = other.part * one.whole;
    return left < right ? -1 : Number(left > right);
  }

  function sum(one, other) {
    return share(one.part * other.whole + other.part * one.whole, one.whole * other.whole);
  }

  function product(one, other) {
    return share(one.part * other.part, one.whole * other.whole);
  }

  /** Return what is left of 1. */
  function rest(one) {
    return { part: one.whole - one.part, whole: one.whole };
  }

  function isZero(one) {
    return one.part === ZERO;
  }

  function isOne(one) {
    return one.part === one.whole;
  }

  /** Return `floor(length * share + 1/2)` of a whole length, as a number. */
  function rounded(length, one) {
    const twice = TWO * one.whole;
    const top = TWO * BigInt(length) * one.part + one.whole;
    const down = top / twice;
    return Number(top < ZERO && down * twice !== top ? down - ONE : down);
  }

  function text(one) {
    return one.part + "/" + one.whole;
  }

  return {
    share: share,
    ofDouble: ofDouble,
    compare: compare,
    sum: sum,
    product: product,
    rest: rest,
    isZero: isZero,
    isOne: isOne,
    rounded: rounded,
    text: text,
  };
});
