// What a scenario draws as edits.geojson, which `circles plan --edits` reads back: the edits of the study itself, then its own.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.editsFile = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const KINDS = [
    { key: "gates", kind: "gate", shape: "Point" },
    { key: "paths", kind: "path", shape: "LineString" },
    { key: "closures", kind: "closed", shape: "LineString" },
  ];

  /** Return the text of the file; own: features of the study's edits, note: what the drawn ones are called. */
  function editsGeojson(own, scenario, note) {
    const drawn = [];
    KINDS.forEach(function (each) {
      (scenario[each.key] || []).forEach(function (places) {
        drawn.push(feature(each.kind, "", { type: each.shape, coordinates: places }));
      });
    });
    (scenario.compounds_open || []).forEach(function (id) {
      drawn.push(feature("open", id, null));
    });
    let number = 0;
    drawn.forEach(function (each) {
      do {
        number += 1;
      } while (taken(own, note + " " + number));
      each.properties.edit_id = note + " " + number;
    });
    const all = { type: "FeatureCollection", features: own.concat(drawn) };
    return JSON.stringify(all, null, 1) + "\n";
  }

  function taken(own, id) {
    return own.some(function (each) {
      return each.properties.edit_id === id;
    });
  }

  function feature(kind, compound, geometry) {
    return {
      type: "Feature",
      properties: Object.assign({ edit_id: "", kind: kind }, compound ? { compound_id: compound } : {}),
      geometry: geometry,
    };
  }

  /** Return whether a scenario draws anything that the file would tell. */
  function draws(scenario) {
    return KINDS.map(function (each) {
      return each.key;
    })
      .concat(["compounds_open"])
      .some(function (key) {
        return (scenario[key] || []).length > 0;
      });
  }

  return { editsGeojson: editsGeojson, draws: draws };
});
