// How sure verdicts are: an outline about the blocks that other assumptions would turn over, and a line on each card.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const YELLOW = "#f2d21b";

  /** Return the layer of sensitive blocks by name; none where nobody asked how sure verdicts are. */
  function doubtLayers(app) {
    const doubt = app.data.doubt;
    if (!doubt) {
      return {};
    }
    const on = page.mapPane(app.map, "doubt", 395, false);
    const lines = [
      { color: page.colours.ink, weight: 4, opacity: 0.9 },
      { color: YELLOW, weight: 2.2, opacity: 1 },
    ].map(function (line) {
      return Object.assign({ fill: false, interactive: false, smoothFactor: 0.6 }, line, on);
    });
    const layers = [];
    doubt.sensitive.forEach(function (is, i) {
      if (is && app.hasShape(i)) {
        lines.forEach(function (line) {
          layers.push(L.polygon(app.blockShape(i), line));
        });
      } else if (is && app.blockPoints[i]) {
        lines.forEach(function (line) {
          layers.push(L.circleMarker(app.blockPoints[i], Object.assign({ radius: 8 }, line)));
        });
      }
    });
    return { sensitive: L.layerGroup(layers) };
  }

  /** Return the name of this layer where it was asked how sure verdicts are. */
  function doubtLayerNames(app) {
    return app.data.doubt ? ["sensitive"] : [];
  }

  /** Return how many blocks are sensitive, 0 where nobody asked. */
  function sensitiveCount(app) {
    return app.data.doubt ? app.data.doubt.sensitive.filter(Boolean).length : 0;
  }

  /** Return the line of a block's card; null where nobody asked, or it is not evaluated. */
  function doubtNote(app, i) {
    const doubt = app.data.doubt;
    if (!doubt || doubt.inside[i] === null) {
      return null;
    }
    const by = doubt.flipped[i];
    const text = doubt.sensitive[i]
      ? app.say("map.doubt_sensitive", { inside: doubt.inside[i], by: doubt.words[by] })
      : app.say("map.doubt_robust");
    return make("p", { class: "reason doubt-note", text: text });
  }

  page.doubtLayers = doubtLayers;
  page.doubtLayerNames = doubtLayerNames;
  page.sensitiveCount = sensitiveCount;
  page.doubtNote = doubtNote;
})((window.circlesPage = window.circlesPage || {}));
