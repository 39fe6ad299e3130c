// What is selected and listed, and where the map is, in the part of an address behind "#": a link or a reload opens it again.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.viewLink = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const TEXTS = ["at", "tab", "find", "sort", "filter", "show"];
  const LONGEST = 4000;

  /** Return the end of an address that opens a view, "#" where there is nothing to say. */
  function fragmentOf(view) {
    const said = new URLSearchParams();
    TEXTS.forEach(function (name) {
      if (view[name]) {
        said.set(name, view[name]);
      }
    });
    if (view.map) {
      said.set("map", [view.map.lat.toFixed(5), view.map.lng.toFixed(5), view.map.zoom].join(","));
    }
    const text = "#" + said.toString();
    return text.length > LONGEST ? "#" : text;
  }

  /** Return the view of an address: what is not understood is left out. */
  function viewOf(fragment) {
    const view = {};
    if (fragment.length > LONGEST) {
      return view;
    }
    const said = new URLSearchParams(fragment.slice(1));
    TEXTS.forEach(function (name) {
      if (said.get(name)) {
        view[name] = said.get(name);
      }
    });
    const place = placeOf(said.get("map"));
    if (place) {
      view.map = place;
    }
    return view;
  }

  function placeOf(text) {
    const parts = text ? text.split(",").map(Number) : [];
    const whole = parts.length === 3 && parts.every(Number.isFinite);
    const there = whole && Math.abs(parts[0]) <= 85 && Math.abs(parts[1]) <= 180;
    return there && parts[2] >= 0 && parts[2] <= 24 ? { lat: parts[0], lng: parts[1], zoom: parts[2] } : null;
  }

  return { fragmentOf: fragmentOf, viewOf: viewOf };
});
