// What the map is looked at by: the circle, or a tier, a service, a group; and sub-districts by rate when seen from afar.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICTS = ["inside", "outside", "not_evaluated"];
  const KINDS = ["tier", "services", "service", "group"];
  const FAR_BELOW_ZOOM = 13;
  // From orange, few within the walk, to blue, all of them; told apart by lightness too.
  const TINTS = ["#b8520a", "#f0b988", "#c3dcee", "#6aa9d2", "#0b5c93"];
  const NO_TINT = "#b9bec4";
  // They belong to the circle: beside another look they would be taken for its own.
  const COVERED = ["gaps", "service_area"];
  const OF_THE_CIRCLE = ["gaps", "service_area", "circles", "sensitive", "edge"];

  /** Return the state of what is looked at; who asks by onChange is called whenever what is told of it has to be drawn again. */
  function looks(app) {
    const told = app.data.looks || { views: [], districts: null };
    let view = null;
    let held = false;
    let printing = false;
    let asked = false;
    let tinted = false;
    let put = [];
    let covered = [];
    let changed = function () {};

    /** Show the blocks by a look, null for the circle. */
    function choose(next) {
      if (held || next === view) {
        return;
      }
      untint();
      if (!view) {
        put = OF_THE_CIRCLE.filter(function (name) {
          return app.layers[name] && app.isShown(name);
        });
        switchAll(put, false);
      }
      view = next;
      app.regroupBlocks(view ? view.verdict : app.data.blocks.verdict);
      if (!view) {
        switchAll(put, true);
      }
      follow();
      app.labels.place();
      changed();
    }

    function switchAll(names, on) {
      names.forEach(function (name) {
        app.layers[name][on ? "addTo" : "removeFrom"](app.map);
      });
    }

    function untint() {
      if (tinted) {
        tinted = false;
        switchAll(covered, true);
        app.regroupBlocks(app.data.blocks.verdict);
      }
    }

    /** Tint the blocks by their sub-district while the whole city is in view, and give them back when it is not. */
    function follow() {
      const wanted =
        Boolean(told.districts) &&
        !view &&
        !held &&
        !printing &&
        (asked || app.map.getZoom() < FAR_BELOW_ZOOM) &&
        app.isShown("districts");
      if (wanted === tinted) {
        return;
      }
      if (wanted) {
        tinted = true;
        covered = COVERED.filter(app.isShown);
        switchAll(covered, false);
        told.districts.of.forEach(function (district, i) {
          app.tintBlock(i, tint(told.districts, district));
        });
      } else {
        untint();
      }
      changed();
    }

    app.map.on("zoomend", follow);
    app.map.on("layeradd layerremove", function (event) {
      if (event.layer === app.layers.districts) {
        follow();
        app.labels.place();
      }
    });

    return {
      choose: choose,
      follow: follow,
      onChange: function (next) {
        const before = changed;
        changed = function () {
          before();
          next();
        };
      },
      /** Return the names of the layers that are put away for a look or a tint, and come back with the circle. */
      putAway: function () {
        return view ? put : tinted ? covered : [];
      },
      /** Show the circle and nothing else as long as a trial is open. */
      hold: function (on) {
        if (on) {
          choose(null);
        }
        held = on;
        follow();
        changed();
      },
      isHeld: function () {
        return held;
      },
      isTinted: function () {
        return tinted;
      },
      /** Tint the blocks from near too, as long as the list of districts is open. */
      tintWhile: function (on) {
        if (on !== asked) {
          asked = on;
          follow();
          app.labels.place();
        }
      },
      /** Print blocks and not sub-districts, however far away the paper is. */
      print: function (on) {
        printing = on;
        follow();
      },
      view: function () {
        return view;
      },
      walk: function () {
        return (view && view.walk) || app.data.facts.walk;
      },
      views: told.views,
      districts: told.districts,
      verdictOf: function (i) {
        return view ? view.verdict[i] : app.data.blocks.verdict[i];
      },
      /** Return what a verdict is called in this look. */
      word: function (verdict) {
        return view
          ? app.say("map.look." + view.kind + "_" + verdict)
          : app.say("verdict." + VERDICTS[verdict]);
      },
      minutesOf: function (i) {
        if (!view) {
          return page.blockMinutes(app, i);
        }
        const minutes = view.minutes ? view.minutes[i] : null;
        return minutes === null ? null : app.say("map.minutes", { minutes: minutes });
      },
      /** Return how many blocks have the verdict that a layer shows, null where no look is chosen. */
      count: function (name) {
        const verdict = VERDICTS.indexOf(name);
        return !view || verdict < 0
          ? null
          : view.verdict.filter(function (each) {
              return each === verdict;
            }).length;
      },
    };
  }

  function tint(districts, district) {
    const found = district === null ? null : districts.class[district];
    return {
      color: "#ffffff",
      weight: 0.4,
      opacity: 0.7,
      dashArray: null,
      fillColor: found === null ? NO_TINT : TINTS[found],
      fillOpacity: 0.85,
    };
  }

  /** Return the choice of what the map is looked at by, and its figures; null where there is nothing to choose. */
  function lookChoice(app) {
    const looked = app.looks;
    if (!looked.views.length) {
      return null;
    }
    const choice = make("select", { attributes: { "aria-label": app.say("map.look.by") } }, [
      make("option", { text: app.say("map.look.circle"), attributes: { value: "" } }),
    ]);
    KINDS.forEach(function (kind) {
      const options = looked.views
        .map(function (view, row) {
          return { view: view, row: row };
        })
        .filter(function (each) {
          return each.view.kind === kind;
        })
        .map(function (each) {
          return make("option", { text: each.view.name, attributes: { value: String(each.row) } });
        });
      if (options.length) {
        choice.appendChild(make("optgroup", { attributes: { label: app.say("map.look." + kind) } }, options));
      }
    });
    choice.addEventListener("change", function () {
      looked.choose(choice.value === "" ? null : looked.views[Number(choice.value)]);
    });
    const figures = make("div", { class: "look-figures", attributes: { "aria-live": "polite" } });
    const element = make("div", { class: "look-choice" }, [
      make("label", {}, [make("span", { text: app.say("map.look.by") }), choice]),
      figures,
    ]);
    return {
      element: element,
      draw: function () {
        const view = looked.view();
        const other = choice.querySelector("option[value='-1']");
        if (other) {
          choice.removeChild(other);
        }
        if (view && looked.views.indexOf(view) < 0) {
          choice.appendChild(make("option", { text: view.name, attributes: { value: "-1" } }));
        }
        choice.disabled = looked.isHeld();
        choice.value = view ? String(looked.views.indexOf(view)) : "";
        page.elements.fill(figures, view ? figuresOf(view) : []);
      },
    };
  }

  function figuresOf(view) {
    return [view.rate ? make("strong", { text: view.rate }) : null, make("span", { text: view.line })];
  }

  /** Return how many sub-districts the layer of tints holds. */
  function districtCounts(app) {
    const found = app.data.looks && app.data.looks.districts;
    return { districts: found ? found.name.length : 0 };
  }

  /** Return the name of the layer of tints where there are sub-districts to tell apart. */
  function districtLayerNames(app) {
    return app.looks.districts ? ["districts"] : [];
  }

  /** Return rows of the legend that tell the tints apart, none where nothing is tinted. */
  function tintRows(app) {
    if (!app.looks.isTinted()) {
      return [];
    }
    const told = app.looks.districts;
    const row = function (text, colour) {
      const swatch = make("span", { class: "swatch", attributes: { "aria-hidden": "true" } });
      swatch.style.background = colour;
      return make("li", {}, [swatch, make("span", { text: text })]);
    };
    const rows = told.classes.map(function (text, i) {
      return row(text, TINTS[i]);
    });
    const isUnknown = told.of.some(function (district) {
      return district === null || told.class[district] === null;
    });
    return rows.reverse().concat(isUnknown ? [row(app.say("map.unknown"), NO_TINT)] : []);
  }

  /** Return what each tier and group says of a block as a section of its card; null where none is asked for. */
  function lookFacts(app, i) {
    const judged = app.looks.views.filter(function (view) {
      return view.kind === "tier" || view.kind === "group";
    });
    if (!judged.length) {
      return null;
    }
    const list = make("dl", { class: "facts" });
    judged.forEach(function (view) {
      const minutes = view.minutes[i] === null ? null : app.say("map.minutes", { minutes: view.minutes[i] });
      const verdict = app.say("map.look." + view.kind + "_" + view.verdict[i]);
      list.appendChild(make("dt", { text: app.say("map.look.with_walk", view) }));
      list.appendChild(make("dd", { text: [verdict, minutes].filter(Boolean).join(" · ") }));
    });
    return make("section", { class: "own looked" }, [make("h3", { text: app.say("map.look.facts") }), list]);
  }

  /** Return the names and rates of sub-districts as labels of the map, none while it is seen from near. */
  function districtLabels(app) {
    const districts = app.looks.districts;
    if (!districts) {
      return [];
    }
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "600 12px sans-serif";
    const places = page.packedData.points(districts);
    return districts.name
      .map(function (name, i) {
        const half = Math.max(pen.measureText(name).width, 40) / 2 + 6;
        return {
          key: "d" + i,
          place: places[i],
          left: -half,
          right: half,
          top: -17,
          bottom: 17,
          marker: function () {
            const element = make("span", { class: "district-label" }, [
              make("span", { text: name }),
              make("strong", { text: districts.rate[i] }),
            ]);
            return L.marker(places[i], {
              icon: L.divIcon({ className: "map-label", html: element, iconSize: [0, 0] }),
              interactive: false,
              keyboard: false,
            });
          },
        };
      })
      .filter(function (label) {
        return label.place;
      });
  }

  page.looks = looks;
  page.lookChoice = lookChoice;
  page.districtCounts = districtCounts;
  page.districtLayerNames = districtLayerNames;
  page.tintRows = tintRows;
  page.lookFacts = lookFacts;
  page.districtLabels = districtLabels;
})((window.circlesPage = window.circlesPage || {}));
