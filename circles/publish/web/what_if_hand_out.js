// What a trial hands out: files, and the command that answers the same from them.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICTS = ["inside", "outside", "not_evaluated"];

  /** Return the buttons that hand out files of a scenario, and the command that answers the same from them. */
  function handOut(app, book, found) {
    const told = app.data.what_if;
    const scenario = book.now;
    const button = function (key, onClick) {
      return page.elements.button(
        {
          class: "quiet-button",
          text: app.say("map.try." + key),
          attributes: { "data-key": key },
        },
        onClick,
      );
    };
    const draws = page.editsFile.draws(scenario);
    const changed = found.told.gained_blocks.length + found.told.lost_blocks.length;
    const changes = page.tableFiles(app, {
      name: "changed_blocks",
      label: app.say("map.try.download_changes"),
      sheet: app.say("map.changed.sheet"),
      key: "download_changes",
      rows: function () {
        return changedRows(app, found);
      },
    });
    return make("div", { class: "try-out" }, [
      button("download", function () {
        page.savedFile("centers.csv", page.centersFile.centersCsv(told.list, found.solved.centers, scenario));
      }),
      button("download_question", function () {
        page.savedFile("scenario.toml", scenarioText(app, book));
      }),
      draws
        ? button("download_edits", function () {
            const own = JSON.parse(told.own_edits);
            const text = page.editsFile.editsGeojson(own, scenario, app.say("map.draw.note"));
            page.savedFile("edits.geojson", text);
          })
        : null,
      found.solved.added.length
        ? button("download_estates", function () {
            const own = JSON.parse(told.estates.features);
            const units = page.plane.UNITS_PER_DEGREE;
            page.savedFile("demand.geojson", page.estatesFile.estatesGeojson(own, found.solved.added, units));
          })
        : null,
      ...(changed ? changes : []),
      make("p", { class: "small", text: app.say("map.try.command") }),
      make("code", {
        text:
          "circles plan study.toml --centers centers.csv --scenario scenario.toml" +
          (draws ? " --edits edits.geojson" : "") +
          (found.solved.added.length ? " --demand demand.geojson" : ""),
      }),
    ]);
  }

  function scenarioText(app, book) {
    const told = app.data.what_if;
    const asked = page.whatIf.askedOf(told, book.now);
    const names = [app.data.facts.title].concat(book.chosen === null ? [] : [book.kept[book.chosen].name]);
    return page.scenarioFile.scenarioToml(
      Object.assign({ max_snap_m: told.max_snap_m, as_of: page.whatIf.dayOf(told, book.now) }, asked),
      names,
    );
  }

  /** Return the blocks that change as rows of cells, the gained before the lost, each in the order of the plan. */
  function changedRows(app, found) {
    const say = app.say;
    const blocks = app.data.blocks;
    const heads = ["id", "name", "change", "was", "is", "people", "walk_was", "walk_is"].map(function (key) {
      return say("map.changed." + key) + (key === "people" ? app.data.facts.people_mark : "");
    });
    const metres = function (walk_mm) {
      return walk_mm === null || walk_mm < 0 ? null : walk_mm / 1000;
    };
    const rows = function (key) {
      return found.told[key + "_blocks"].map(function (i) {
        return [
          blocks.id[i],
          blocks.name[i],
          say("map.try." + key),
          say("verdict." + VERDICTS[blocks.verdict[i]]),
          say("verdict." + VERDICTS[found.solved.verdict[i]]),
          blocks.population[i],
          metres(blocks.walk_mm[i]),
          metres(found.solved.walk_mm[i]),
        ];
      });
    };
    return [heads].concat(rows("gained"), rows("lost"));
  }

  page.whatIfHandOut = handOut;
})((window.circlesPage = window.circlesPage || {}));
