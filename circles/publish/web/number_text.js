// Numbers and texts as people read them. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.numberText = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return a number with thousands separators and `digits` decimals. */
  function thousands(value, digits) {
    const parts = Math.abs(value)
      .toFixed(digits || 0)
      .split(".");
    const sign = value < 0 && Number(parts.join(".")) !== 0 ? "-" : "";
    parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return sign + parts.join(".");
  }

  /** Return a count as figures.py does: whole, but one below 10 that is not whole keeps a decimal, a small one three. */
  function count(value) {
    if (Math.abs(value) >= 10 || value % 1 === 0) {
      return thousands(value);
    }
    return thousands(value, Math.abs(value) < 0.05 ? 3 : 1);
  }

  /** Return a number with at most `digits` decimals, none that say nothing. */
  function trimmed(value, digits) {
    const parts = thousands(value, digits).split(".");
    const decimals = (parts[1] || "").replace(/0+$/, "");
    return decimals ? parts[0] + "." + decimals : parts[0];
  }

  /** Return whole metres of an integer of millimetres, rounded half up. */
  function metres(millimetres) {
    return thousands(Math.floor((millimetres + 500) / 1000));
  }

  /**
   * Return whole metres for parts of a walk so that the shown parts add up to the shown total.
   * Each part is rounded down; what is left goes to the parts with the largest remainders.
   */
  function metresOfParts(parts) {
    const total = parts.reduce(function (sum, part) {
      return sum + part;
    }, 0);
    const shown = parts.map(function (part) {
      return Math.floor(part / 1000);
    });
    let rest =
      Math.floor((total + 500) / 1000) -
      shown.reduce(function (sum, part) {
        return sum + part;
      }, 0);
    const order = parts.map(function (_, i) {
      return i;
    });
    order.sort(function (a, b) {
      return (parts[b] % 1000) - (parts[a] % 1000) || a - b;
    });
    for (let i = 0; i < order.length && rest > 0; i += 1, rest -= 1) {
      shown[order[i]] += 1;
    }
    return shown.map(function (part) {
      return thousands(part);
    });
  }

  /** Return a share of what is wrong as per cent with one decimal: rounded up, so that 0.0% means none. */
  function percentUp(share) {
    return (Math.ceil(share * 1000 - 1e-6) / 10).toFixed(1) + "%";
  }

  /** Return the share of a part, of whole numbers, as per cent with one decimal: rounded down, so that 100.0% means all. */
  function percentDown(part, total) {
    return total ? (Math.floor((part * 1000) / total + 1e-9) / 10).toFixed(1) + "%" : "–";
  }

  /** Return the text `key` with its {placeholders} filled; a key that is not there shows itself. */
  function say(texts, key, values) {
    const text = Object.prototype.hasOwnProperty.call(texts, key) ? texts[key] : key;
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values && Object.prototype.hasOwnProperty.call(values, name) ? String(values[name]) : whole;
    });
  }

  return {
    thousands: thousands,
    count: count,
    trimmed: trimmed,
    metres: metres,
    metresOfParts: metresOfParts,
    percentUp: percentUp,
    percentDown: percentDown,
    say: say,
  };
});
