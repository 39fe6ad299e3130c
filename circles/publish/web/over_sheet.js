// A sheet over the page that Escape, its button or a click beside it close; the keyboard stays within it meanwhile.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const REACHED = "button, input, select, textarea, [tabindex='0']";

  /**
   * Return {element, open(children), hide()}; `element` is to be put into the page. Opened without children it shows
   * `held`, or what it showed last.
   */
  function overSheet(app, title, held) {
    const close = page.elements.button({ class: "quiet-button", text: app.say("map.close") }, hide);
    const body = page.elements.scrolled({ class: "about-body", label: title }, held);
    const sheet = make(
      "div",
      {
        class: "about-sheet over-sheet",
        attributes: { role: "dialog", "aria-modal": "true", "aria-label": title },
      },
      [make("div", { class: "about-head" }, [make("h2", { text: title }), close]), body],
    );
    const element = make("div", { class: "about", attributes: { hidden: "" } }, [sheet]);
    let opener = null;

    function open(children) {
      opener = document.activeElement;
      if (children) {
        page.elements.fill(body, children);
      }
      element.hidden = false;
      close.focus();
    }

    function hide() {
      element.hidden = true;
      // What opened it may have been drawn anew meanwhile.
      if (opener && document.contains(opener)) {
        opener.focus();
      }
    }

    /** Let the key that would leave the sheet go round in it. */
    function goRound(event) {
      const reached = Array.from(sheet.querySelectorAll(REACHED)).filter(function (each) {
        return !each.disabled && each.offsetParent;
      });
      const end = reached[event.shiftKey ? 0 : reached.length - 1];
      if (document.activeElement === end) {
        event.preventDefault();
        reached[event.shiftKey ? reached.length - 1 : 0].focus();
      }
    }

    element.addEventListener("click", function (event) {
      if (event.target === element) {
        hide();
      }
    });
    element.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        hide();
      } else if (event.key === "Tab") {
        goRound(event);
      }
    });
    return { element: element, open: open, hide: hide };
  }

  page.overSheet = overSheet;
})((window.circlesPage = window.circlesPage || {}));
