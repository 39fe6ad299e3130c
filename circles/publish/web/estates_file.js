// The planned estates of a study and of a scenario as demand.geojson, which `circles plan --demand` reads back.
// Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.estatesFile = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  /** Return the text of the file; own: features of the study's estates; added: those of whatIf.solved. What is not known is not said. */
  function estatesGeojson(own, added, unitsPerDegree) {
    const drawn = added.map(function (estate) {
      const said = { block_id: estate.id, name: estate.name };
      const known = { population: estate.people, dwellings: estate.households, delivered: estate.delivered };
      Object.keys(known).forEach(function (key) {
        if (known[key] !== null && known[key] !== "") {
          said[key] = known[key];
        }
      });
      const place = [estate.lon / unitsPerDegree, estate.lat / unitsPerDegree];
      return { type: "Feature", properties: said, geometry: { type: "Point", coordinates: place } };
    });
    return JSON.stringify({ type: "FeatureCollection", features: own.concat(drawn) }, null, 1) + "\n";
  }

  return { estatesGeojson: estatesGeojson };
});
