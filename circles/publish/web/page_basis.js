// What every page of ours holds in its one object: the map, the data, its words, and which centers are open.
(function (page) {
  "use strict";

  /** Return a page's one object; `tiles` is the online layer, or null. */
  function pageBasis(map, data, tiles) {
    const centers = data.centers;
    return {
      map: map,
      data: data,
      say: function (key, values) {
        return page.numberText.say(data.texts, key, values);
      },
      tiles: tiles,
      calm: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      selected: null,
      isOpen: function (i) {
        return centers.status[i] === "open" && centers.attached[i];
      },
    };
  }

  page.pageBasis = pageBasis;
})((window.circlesPage = window.circlesPage || {}));
