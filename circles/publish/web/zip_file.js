// Files in a zip, stored as they are: the few kilobytes of a workbook need no packing, and its bytes repeat.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.zipFile = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const LOCAL = 0x04034b50;
  const CENTRAL = 0x02014b50;
  const END = 0x06054b50;
  const VERSION = 20;
  // Names are UTF-8.
  const FLAGS = 0x0800;
  // 1 January 1980, the first day that a zip can tell.
  const DAY = 0x0021;
  const POLYNOMIAL = 0xedb88320;

  /** Return the bytes of a zip; files: [{name, text}]. */
  function zipFile(files) {
    const encoder = new TextEncoder();
    const parts = [];
    const list = [];
    let at = 0;
    files.forEach(function (file) {
      const name = encoder.encode(file.name);
      const bytes = encoder.encode(file.text);
      const facts = [VERSION, FLAGS, 0, 0, DAY];
      const sizes = [crc32(bytes), bytes.length, bytes.length];
      const local = record(LOCAL, facts, sizes, [name.length, 0], []);
      list.push(record(CENTRAL, [VERSION].concat(facts), sizes, [name.length, 0, 0, 0, 0], [0, at]), name);
      parts.push(local, name, bytes);
      at += local.length + name.length + bytes.length;
    });
    const length = total(list);
    const end = record(END, [0, 0, files.length, files.length], [length, at], [0], []);
    return joined(parts.concat(list, [end]));
  }

  /** Return a signature, halves, wholes, halves and wholes, the lowest byte first. */
  function record(signature, halves, wholes, moreHalves, moreWholes) {
    const bytes = new Uint8Array(
      4 + 2 * (halves.length + moreHalves.length) + 4 * (wholes.length + moreWholes.length),
    );
    const view = new DataView(bytes.buffer);
    let at = 0;
    const put = function (value, size) {
      if (size === 2) {
        view.setUint16(at, value, true);
      } else {
        view.setUint32(at, value, true);
      }
      at += size;
    };
    put(signature, 4);
    [
      [halves, 2],
      [wholes, 4],
      [moreHalves, 2],
      [moreWholes, 4],
    ].forEach(function (group) {
      group[0].forEach(function (value) {
        put(value, group[1]);
      });
    });
    return bytes;
  }

  function crc32(bytes) {
    let sum = 0xffffffff;
    for (let i = 0; i < bytes.length; i += 1) {
      sum ^= bytes[i];
      for (let bit = 0; bit < 8; bit += 1) {
        sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
      }
    }
    return (sum ^ 0xffffffff) >>> 0;
  }

  function total(parts) {
    return parts.reduce(function (sum, part) {
      return sum + part.length;
    }, 0);
  }

  function joined(parts) {
    const bytes = new Uint8Array(total(parts));
    let at = 0;
    parts.forEach(function (part) {
      bytes.set(part, at);
      at += part.length;
    });
    return bytes;
  }

  return zipFile;
});
