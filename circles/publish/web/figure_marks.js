// What has to be known of figures (illustrative data, kind, year): it stands once in each view, not beside every number.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return a line that says what the figures of some bases are, null where nothing is to be said of them. */
  function figureMark(app, bases) {
    const texts = [];
    grouped(
      bases.map(function (base) {
        return { base: base, mark: app.data.facts[base + "_mark"] };
      }),
    ).forEach(function (group) {
      texts.push(markText(app, group));
    });
    return texts.length ? make("p", { class: "small figure-mark", text: texts.join(" · ") }) : null;
  }

  /** Return the marks of the account in the order in which they come, each with its stars and its bases. */
  function accountMarks(app) {
    return grouped(app.data.account).map(function (group, i) {
      return Object.assign({ stars: "*".repeat(i + 1) }, group);
    });
  }

  function starsOf(app, row) {
    const found = accountMarks(app).find(function (group) {
      return group.mark === row.mark;
    });
    return found ? found.stars : "";
  }

  /** Return the lines below the account: what its stars mean, and where the figures of people come from. */
  function accountNotes(app) {
    const facts = app.data.facts;
    const marks = accountMarks(app);
    const lines = marks.map(function (group) {
      const told = group.mark === facts.people_mark && facts.people_text;
      return group.stars + " " + (told || markText(app, group));
    });
    const said = marks.some(function (group) {
      return group.mark === facts.people_mark;
    });
    return facts.people_text && !said ? lines.concat([facts.people_text]) : lines;
  }

  function grouped(rows) {
    const groups = [];
    rows.forEach(function (row) {
      const group = groups.find(function (each) {
        return each.mark === row.mark;
      });
      if (group) {
        group.bases.push(row.base);
      } else if (row.mark) {
        groups.push({ mark: row.mark, bases: [row.base] });
      }
    });
    return groups;
  }

  function markText(app, group) {
    const names = group.bases.map(function (base) {
      return app.say("base." + base);
    });
    return names.join(app.say("map.chip_joint")) + group.mark;
  }

  page.figureMarks = { line: figureMark, stars: starsOf, notes: accountNotes };
})((window.circlesPage = window.circlesPage || {}));
