// The stretches of street from which a center is within the walk in a scenario, edits of it or not: what is drawn blue.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.reachedParts = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /**
   * Return {pieces, paths}: of pieces of the page [piece, from, to], shares of its length; of what is laid
   * [line, from, to], its line [[lon, lat], ...] in whole 1e-7 degrees.
   *
   * solved: what whatIf.solved gave; stages: those of what was laid over the streets of the plan. only: optional, marks of
   * rows: pieces with neither end at one are left out.
   */
  function reachedParts(solved, stages, only) {
    const rebuilt = solved.rebuilt;
    const found = { pieces: [], paths: [] };
    const own = rebuilt
      ? pagePieces(rebuilt.edited ? stages[stages.length - 1] : null, rebuilt.before_mm)
      : null;
    const lengths = solved.roads.length_mm;
    for (let piece = 0; piece < lengths.length; piece += 1) {
      if (only && !only[solved.roads.start[piece]] && !only[solved.roads.end[piece]]) {
        continue;
      }
      stretches(solved, piece, lengths[piece]).forEach(function (part) {
        if (!rebuilt) {
          found.pieces.push([piece, part[0] / lengths[piece], part[1] / lengths[piece]]);
        } else if (rebuilt.before[piece] < 0) {
          found.paths.push([rebuilt.lineOf(piece), part[0] / lengths[piece], part[1] / lengths[piece]]);
        } else {
          const from_mm = rebuilt.from_mm[piece];
          own(rebuilt.before[piece], from_mm + part[0], from_mm + part[1]).forEach(function (shown) {
            found.pieces.push(shown);
          });
        }
      });
    }
    return found;
  }

  /** Return the stretches of a piece within the limit, in millimetres from its start. */
  function stretches(solved, piece, length_mm) {
    const start = solved.limit_mm - solved.field.walk_mm[solved.roads.start[piece]];
    const end = solved.limit_mm - solved.field.walk_mm[solved.roads.end[piece]];
    if (!(start > 0 || end > 0) || !length_mm) {
      return [];
    }
    if (start + end >= length_mm) {
      return [[0, length_mm]];
    }
    const found = [];
    if (start > 0) {
      found.push([0, start]);
    }
    if (end > 0) {
      found.push([length_mm - end, length_mm]);
    }
    return found;
  }

  /**
   * Return what tells which parts of the page's pieces a stretch of a piece before any edit is. stage: that of the edits
   * of the plan, null where it has none: then the pieces are the same. before_mm: how long each piece before was.
   */
  function pagePieces(stage, before_mm) {
    if (!stage) {
      return function (piece, from, to) {
        return [[piece, from / before_mm[piece], to / before_mm[piece]]];
      };
    }
    const parts = {};
    stage.piece_before.forEach(function (before, piece) {
      const last = stage.piece_before[piece + 1] !== before;
      const begin = stage.from_mm[piece];
      const end = last ? before_mm[before] : stage.from_mm[piece + 1];
      parts[before] = parts[before] || [];
      parts[before].push({ piece: piece, begin: begin, end: end });
    });
    return function (before, from, to) {
      return parts[before]
        .filter(function (part) {
          return part.end > part.begin && part.begin < to && part.end > from;
        })
        .map(function (part) {
          const whole = part.end - part.begin;
          const low = Math.max(from - part.begin, 0) / whole;
          return [part.piece, low, Math.min(to - part.begin, whole) / whole];
        });
    };
  }

  return reachedParts;
});
