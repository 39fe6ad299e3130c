// What a trial hands out: files, and the command that answers the same from them.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return the button that hands out the list of centers, and the command that answers the same from it. */
  function handOut(app, scenario, found) {
    const told = app.data.what_if;
    const asked = page.whatIf.askedOf(told, scenario);
    const words = ["circles plan study.toml --centers centers.csv"].concat(
      asked.minutes === told.minutes ? [] : ["--minutes " + asked.minutes],
      asked.walking_speed_kmh === told.walking_speed_kmh ? [] : ["--speed " + asked.walking_speed_kmh],
    );
    const button = page.elements.button(
      { class: "quiet-button", text: app.say("map.try.download") },
      function () {
        save("centers.csv", page.centersFile.centersCsv(told.list, found.solved.centers, scenario));
      },
    );
    return make("div", { class: "try-out" }, [
      button,
      make("p", { class: "small", text: app.say("map.try.command") }),
      make("code", { text: words.join(" ") }),
    ]);
  }

  function save(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = make("a", { attributes: { href: address, download: name } });
    link.click();
    window.setTimeout(function () {
      URL.revokeObjectURL(address);
    }, 1000);
  }

  page.whatIfHandOut = { handOut: handOut, save: save };
})((window.circlesPage = window.circlesPage || {}));
