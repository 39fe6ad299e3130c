// The form of the sheet that a meeting confirms: date, scheme and open points are typed, the sheet stands below as it prints.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return {element, open(book)}; figuresOf: scenario -> {solved, told, figures}; base: of the rate. */
  function meetingForm(app, figuresOf, base) {
    const say = app.say;
    const over = page.overSheet(app, say("map.sheet.title"));
    over.element.classList.add("meeting-over");
    // What was typed stays while the page is open.
    const typed = { date: today(), points: "" };

    function open(book) {
      const schemes = schemesOf(app, book);
      const chosen = make("select", { attributes: { id: "sheet-scheme" } });
      schemes.forEach(function (scheme, i) {
        chosen.appendChild(make("option", { text: scheme.name, attributes: { value: String(i) } }));
      });
      chosen.value = String(firstOf(book, schemes));
      const date = field("input", "date", typed.date);
      date.type = "date";
      const points = field("textarea", "points", typed.points);
      points.rows = 4;
      const shown = make("div", { class: "sheet-shown" });

      function draw() {
        typed.date = date.value;
        typed.points = points.value;
        const sheet = { date: typed.date, points: typed.points, scheme: schemes[Number(chosen.value)] };
        page.elements.fill(shown, [sheetOf(app, sheet, figuresOf, base)]);
      }

      [date, points].forEach(function (each) {
        each.addEventListener("input", draw);
      });
      chosen.addEventListener("change", draw);
      draw();
      over.open([
        make("div", { class: "sheet-form" }, [
          make("label", { text: say("map.sheet.scheme"), attributes: { for: "sheet-scheme" } }),
          chosen,
          make("label", { text: say("map.sheet.date"), attributes: { for: "sheet-date" } }),
          date,
          make("label", { text: say("map.sheet.points"), attributes: { for: "sheet-points" } }),
          points,
          make("div", { class: "try-actions" }, [
            page.elements.button({ class: "quiet-button", text: say("map.sheet.print") }, printSheet),
            page.elements.button({ class: "quiet-button", text: say("map.sheet.file") }, function () {
              const text = page.meetingSheet.sheetFile(app, shown.firstChild);
              page.whatIfHandOut.save("meeting_sheet.html", text);
            }),
          ]),
        ]),
        shown,
      ]);
    }

    return { element: over.element, open: open };
  }

  function field(tag, name, value) {
    const element = make(tag, { attributes: { id: "sheet-" + name } });
    element.value = value;
    return element;
  }

  /** Return the schemes that can be confirmed: those kept, and what is on trial where it is none of them. */
  function schemesOf(app, book) {
    const isKept = book.kept.some(function (scheme) {
      return page.trialSchemes.same(scheme.scenario, book.now);
    });
    return book.kept.concat(isKept ? [] : [{ name: app.say("map.scheme.unkept"), scenario: book.now }]);
  }

  function firstOf(book, schemes) {
    return schemes.findIndex(function (scheme) {
      return page.trialSchemes.same(scheme.scenario, book.now);
    });
  }

  function sheetOf(app, sheet, figuresOf, base) {
    const scenario = sheet.scheme.scenario;
    const found = figuresOf(scenario);
    const table = page.schemeTable.schemeTable(
      app,
      { now: {}, kept: [sheet.scheme], chosen: null },
      figuresOf,
      base,
    );
    const code = page.checkCode(app.whatIf.answer(scenario), found.solved.limit_mm);
    return page.meetingSheet.sheetElement(app, sheet, found, table, code);
  }

  /** Print the sheet alone: the style of paper shows nothing else meanwhile. */
  function printSheet() {
    document.body.classList.add("confirming");
    const done = function () {
      document.body.classList.remove("confirming");
      window.removeEventListener("afterprint", done);
    };
    window.addEventListener("afterprint", done);
    window.print();
  }

  /** Return the day of this machine, as it is written. */
  function today() {
    const now = new Date();
    const two = function (number) {
      return String(number).padStart(2, "0");
    };
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  page.meetingForm = meetingForm;
})((window.circlesPage = window.circlesPage || {}));
