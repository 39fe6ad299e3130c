// SHA-256 (FIPS 180-4) of a text as UTF-8: pages opened from a file have no crypto.subtle in every browser.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.sha256 = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return the first 32 bits of the fractional parts of a root of the first `count` primes. */
  function rootsOfPrimes(count, power) {
    const found = [];
    for (let number = 2; found.length < count; number += 1) {
      if (isPrime(number)) {
        const root = number ** power;
        found.push(Math.floor((root - Math.floor(root)) * 4294967296) | 0);
      }
    }
    return found;
  }

  function isPrime(number) {
    for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
      if (number % divisor === 0) {
        return false;
      }
    }
    return true;
  }

  function turned(word, by) {
    return (word >>> by) | (word << (32 - by));
  }

  /** Return the bytes with their end marked and their length in bits behind, in whole blocks of 64. */
  function padded(bytes) {
    const size = Math.ceil((bytes.length + 9) / 64) * 64;
    const all = new Uint8Array(size);
    all.set(bytes);
    all[bytes.length] = 0x80;
    const view = new DataView(all.buffer);
    view.setUint32(size - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(size - 4, (bytes.length * 8) >>> 0);
    return view;
  }

  /** Return the 64 words that a block of 16 is spread to. */
  function spread(view, at) {
    const words = new Int32Array(64);
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        words[i] = view.getInt32(at + 4 * i);
      } else {
        const low = words[i - 15];
        const high = words[i - 2];
        const s0 = turned(low, 7) ^ turned(low, 18) ^ (low >>> 3);
        const s1 = turned(high, 17) ^ turned(high, 19) ^ (high >>> 10);
        words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
      }
    }
    return words;
  }

  function mixed(state, words, constants) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    return [a, b, c, d, e, f, g, h];
  }

  /** Return the sum of a text as 64 hexadecimal digits. */
  function sha256(text) {
    const constants = rootsOfPrimes(64, 1 / 3);
    const view = padded(new TextEncoder().encode(text));
    let state = rootsOfPrimes(8, 1 / 2);
    for (let at = 0; at < view.byteLength; at += 64) {
      const next = mixed(state, spread(view, at), constants);
      state = state.map(function (word, i) {
        return (word + next[i]) | 0;
      });
    }
    return state
      .map(function (word) {
        return (word >>> 0).toString(16).padStart(8, "0");
      })
      .join("");
  }

  return sha256;
});
