// Undoes DEFLATE (RFC 1951) as far as is asked, and goes on from there: what stands first is read before the rest.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.inflate = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const END_OF_BLOCK = 256;
  const FIRST_LENGTH = 257;
  // Symbols from here on stand for a run of lengths: of the one before, then twice of none.
  const REPEATED = 16;
  const RUNS = [3, 3, 11];
  const RUN_BITS = [2, 3, 7];
  const BROKEN = "The data of this page are broken.";
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const LENGTHS = firstOf(LENGTH_BITS, 3);
  LENGTHS[28] = 258;
  const FAR_BITS = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ];
  const FAR = firstOf(FAR_BITS, 1);

  /** Return the first value of each class, of which each spans so many bits. */
  function firstOf(bits, least) {
    let at = least;
    return bits.map(function (each) {
      const first = at;
      at += 1 << each;
      return first;
    });
  }

  /**
   * Return {bytes, until(size)}: `bytes` has `size` places, of which `until` fills at least the first so many. What is
   * no DEFLATE of so many bytes is refused.
   */
  function inflated(packed, size) {
    const bytes = new Uint8Array(size);
    let at = 0;
    let bits = 0;
    let held = 0;
    let written = 0;
    let last = false;
    // The codes of the block that is read, or how much of it stands as it is; neither between two blocks.
    let codes = null;
    let stored = 0;

    function take(count) {
      while (bits < count) {
        held |= packed[at] << bits;
        at += 1;
        bits += 8;
      }
      const value = held & ((1 << count) - 1);
      held >>>= count;
      bits -= count;
      return value;
    }

    function symbolOf(code) {
      while (bits < code.most) {
        held |= packed[at] << bits;
        at += 1;
        bits += 8;
      }
      const found = code.table[held & (code.table.length - 1)];
      held >>>= found & 15;
      bits -= found & 15;
      if (!found) {
        throw new Error(BROKEN);
      }
      return found >>> 4;
    }

    function beginBlock() {
      if (last) {
        throw new Error(BROKEN);
      }
      last = take(1) === 1;
      const kind = take(2);
      if (kind === 0) {
        // Whole bytes that were read ahead are given back.
        at -= bits >> 3;
        bits = held = 0;
        stored = packed[at] + 256 * packed[at + 1];
        at += 4;
      } else {
        codes = kind === 1 ? fixedCodes() : ownCodes();
      }
    }

    function ownCodes() {
      const literals = take(5) + FIRST_LENGTH;
      const lengths = new Uint8Array(literals + take(5) + 1);
      readLengths(lengths, codeOf(lengthCodes()));
      return { literals: codeOf(lengths.subarray(0, literals)), fars: codeOf(lengths.subarray(literals)) };
    }

    function lengthCodes() {
      const lengths = new Uint8Array(ORDER.length);
      const count = take(4) + 4;
      for (let i = 0; i < count; i += 1) {
        lengths[ORDER[i]] = take(3);
      }
      return lengths;
    }

    function readLengths(lengths, code) {
      for (let i = 0; i < lengths.length; ) {
        const symbol = symbolOf(code);
        const run = symbol - REPEATED;
        let end = i + 1;
        let length = symbol;
        if (run >= 0) {
          end = i + take(RUN_BITS[run]) + RUNS[run];
          length = run === 0 ? lengths[i - 1] : 0;
        }
        lengths.fill(length, i, end);
        i = end;
      }
    }

    function copyStored(until) {
      const count = Math.min(stored, until - written);
      bytes.set(packed.subarray(at, at + count), written);
      at += count;
      written += count;
      stored -= count;
    }

    function readCodes(until) {
      while (written < until) {
        const symbol = symbolOf(codes.literals);
        if (symbol < END_OF_BLOCK) {
          bytes[written] = symbol;
          written += 1;
        } else if (symbol === END_OF_BLOCK) {
          codes = null;
          return;
        } else {
          copyEarlier(symbol - FIRST_LENGTH);
        }
      }
    }

    function copyEarlier(length) {
      const end = written + LENGTHS[length] + take(LENGTH_BITS[length]);
      const far = symbolOf(codes.fars);
      const back = FAR[far] + take(FAR_BITS[far]);
      if (!(back <= written && end <= size)) {
        throw new Error(BROKEN);
      }
      for (; written < end; written += 1) {
        bytes[written] = bytes[written - back];
      }
    }

    function until(most) {
      const asked = Math.min(most, size);
      while (written < asked) {
        if (stored) {
          copyStored(asked);
        } else if (codes) {
          readCodes(asked);
        } else {
          beginBlock();
        }
        if (8 * at - bits > 8 * packed.length) {
          throw new Error(BROKEN);
        }
      }
    }

    return { bytes: bytes, until: until };
  }

  let fixed = null;

  function fixedCodes() {
    if (!fixed) {
      const lengths = new Uint8Array(288).fill(8);
      lengths.fill(9, 144, 256).fill(7, 256, 280);
      fixed = { literals: codeOf(lengths), fars: codeOf(new Uint8Array(30).fill(5)) };
    }
    return fixed;
  }

  /** Return a table that tells, by the next `most` bits, symbol and length of a code; 0 where there is none. */
  function codeOf(lengths) {
    const most = Math.max(1, Math.max.apply(null, lengths));
    return { most: most, table: tableOf(lengths, most) };
  }

  function tableOf(lengths, most) {
    const counts = new Uint16Array(16);
    lengths.forEach(function (length) {
      counts[length] += 1;
    });
    const codes = new Uint32Array(16);
    for (let length = 2; length <= 15; length += 1) {
      codes[length] = (codes[length - 1] + counts[length - 1]) << 1;
    }
    const table = new Uint16Array(1 << most);
    lengths.forEach(function (length, symbol) {
      if (length) {
        const entry = (symbol << 4) | length;
        for (let i = turned(codes[length], length); i < table.length; i += 1 << length) {
          table[i] = entry;
        }
        codes[length] += 1;
      }
    });
    return table;
  }

  /** Return a code with its bits in the order in which they are read. */
  function turned(code, length) {
    let result = 0;
    for (let i = 0; i < length; i += 1) {
      result = (result << 1) | ((code >>> i) & 1);
    }
    return result;
  }

  return { inflated: inflated };
});
