// The nearest, second nearest, third nearest center of every row of the streets, and of every block, in whole millimetres.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./walk_search.js"));
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.rankedWalks = make(root.circlesPage.walkSearch);
  }
})(typeof self !== "undefined" ? self : this, function (walkSearch) {
  "use strict";

  /**
   * Return places for `count` nearest of each row, by walk and then rank, no rank twice: {walk_mm, rank, count}, Infinity
   * and -1 where there are fewer.
   */
  function emptyRanks(rows, count) {
    return {
      count: count,
      walk_mm: new Float64Array(rows * count).fill(Infinity),
      rank: new Int32Array(rows * count).fill(-1),
    };
  }

  /** Put a walk among the nearest of a row; return whether it is one of them. */
  function taken(ranks, row, walk, center) {
    const first = row * ranks.count;
    const end = first + ranks.count;
    let place = first;
    while (place < end && isBefore(ranks, place, walk, center)) {
      if (ranks.rank[place] === center) {
        return false;
      }
      place += 1;
    }
    if (place === end || (ranks.walk_mm[place] === walk && ranks.rank[place] === center)) {
      return false;
    }
    const last = madeRoom(ranks, place, end, center);
    ranks.walk_mm.copyWithin(place + 1, place, last);
    ranks.rank.copyWithin(place + 1, place, last);
    ranks.walk_mm[place] = walk;
    ranks.rank[place] = center;
    return true;
  }

  /** Return the place that is given up: what the same center had further behind, else the last. */
  function madeRoom(ranks, place, end, center) {
    let last = place;
    while (last < end - 1 && ranks.rank[last] !== center) {
      last += 1;
    }
    return last;
  }

  function isBefore(ranks, place, walk, center) {
    const there = ranks.walk_mm[place];
    return there < walk || (there === walk && ranks.rank[place] >= 0 && ranks.rank[place] < center);
  }

  /** Return the `count` nearest centers of each row; roads and spots as for walkSearch.walkField. */
  function field(roads, spots, count) {
    const ranks = emptyRanks(roads.rows, count);
    const heap = walkSearch.heapOf();
    const reach = function (row, walk, center) {
      if (taken(ranks, row, walk, center)) {
        heap.push(walk * roads.rows + row);
      }
    };
    walkSearch.begin(roads, spots, reach);
    while (heap.size() > 0) {
      const entry = heap.pop();
      if (entry >= walkSearch.LARGEST) {
        throw new Error("The streets are too long for whole millimetres in a browser.");
      }
      const row = entry % roads.rows;
      const walk = (entry - row) / roads.rows;
      // All centers that reach the row by this walk go on together: what was reached before is taken by nobody again.
      for (let place = row * count; place < (row + 1) * count; place += 1) {
        if (ranks.walk_mm[place] === walk) {
          goOn(roads, row, walk, ranks.rank[place], reach);
        }
      }
    }
    return ranks;
  }

  function goOn(roads, row, walk, center, reach) {
    for (let arc = roads.first[row]; arc < roads.first[row + 1]; arc += 1) {
      reach(roads.row[arc], walk + roads.mm[arc], center);
    }
  }

  /** Return of each owner its nearest centers, [{walk_mm, center}]; `ranks` as field gives them, else as walkSearch.nearest. */
  function nearest(roads, ranks, spots, points, owners) {
    const best = emptyRanks(owners, ranks.count);
    const take = function (owner, walk, center) {
      taken(best, owner, walk, center);
    };
    const fromRow = function (owner, walk, row) {
      for (let place = row * ranks.count; place < (row + 1) * ranks.count; place += 1) {
        if (ranks.rank[place] >= 0) {
          take(owner, ranks.walk_mm[place] + walk, ranks.rank[place]);
        }
      }
    };
    walkSearch.finish(roads, spots, points, fromRow, take);
    return listed(best, owners);
  }

  function listed(best, owners) {
    const found = [];
    for (let owner = 0; owner < owners; owner += 1) {
      const own = [];
      for (let place = owner * best.count; place < (owner + 1) * best.count; place += 1) {
        if (best.rank[place] >= 0) {
          own.push({ walk_mm: best.walk_mm[place], center: best.rank[place] });
        }
      }
      found.push(own);
    }
    return found;
  }

  return { field: field, nearest: nearest };
});
