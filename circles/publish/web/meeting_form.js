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
      const onTrial = page.trialSchemes.rowOnTrial(book);
      chosen.value = String(onTrial < 0 ? schemes.length - 1 : onTrial);
      const date = field("input", "date", typed.date);
      date.type = "date";
      const points = field("textarea", "points", typed.points);
      points.rows = 4;
      const shown = make("div", { class: "sheet-shown" });

      let answered = null;

      function answer() {
        answered = answerOf(app, schemes[Number(chosen.value)], figuresOf, base);
        draw();
      }

      function draw() {
        typed.date = date.value;
        typed.points = points.value;
        page.elements.fill(shown, [page.meetingSheet.sheetElement(app, Object.assign({}, typed, answered))]);
      }

      [date, points].forEach(function (each) {
        each.addEventListener("input", draw);
      });
      chosen.addEventListener("change", answer);
      answer();
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
              page.savedFile("meeting_sheet.html", text);
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
    const onTrial = { name: app.say("map.scheme.unkept"), scenario: book.now };
    return page.trialSchemes.rowOnTrial(book) < 0 ? book.kept.concat([onTrial]) : book.kept;
  }

  /** Return what the sheet says of a scheme whatever is typed: its account, its table and its code. */
  function answerOf(app, scheme, figuresOf, base) {
    const found = figuresOf(scheme.scenario);
    const figuresHere = function (scenario) {
      return scenario === scheme.scenario ? found : figuresOf(scenario);
    };
    const book = { now: {}, kept: [scheme], chosen: null };
    return {
      scheme: scheme,
      found: found,
      table: page.schemeTable.schemeTable(app, book, figuresHere, base),
      code: codeOf(app, scheme.scenario, found),
    };
  }

  /** Return the code of a scheme: that of a plan of its files, which answers by all centers first. */
  function codeOf(app, scenario, found) {
    const solved =
      scenario.tier === undefined
        ? found.solved
        : app.whatIf.solved(page.whatIfScenario.asked(scenario, { tier: undefined }));
    return page.checkCode(app.whatIf.rowsOf(solved), solved.limit_mm);
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
