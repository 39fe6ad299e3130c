// Large type, for a room that reads from the end of the table: a button, or the key that its hint names.
(function (page) {
  "use strict";

  const KEY = "l";

  /** Return the button that makes all type large, and small again. */
  function presenterButton(app) {
    const hint = app.say("map.presenter.hint", { key: KEY.toUpperCase() });
    const button = page.elements.button(
      {
        class: "quiet-button presenter-button",
        text: app.say("map.presenter.large"),
        title: hint,
        attributes: { "aria-pressed": "false", "aria-keyshortcuts": KEY },
      },
      toggle,
    );

    function toggle() {
      const on = document.body.classList.toggle("presenter");
      button.setAttribute("aria-pressed", String(on));
      if (page.built) {
        app.followSize();
        app.map.fire("typesize");
      }
    }

    page.carried.gives("large", function () {
      return document.body.classList.contains("presenter");
    });
    if (page.carried.of("large") === true) {
      toggle();
    }
    document.addEventListener("keydown", function (event) {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      if (event.key.toLowerCase() === KEY && plain && !typing) {
        toggle();
      }
    });
    return button;
  }

  page.presenterButton = presenterButton;
})((window.circlesPage = window.circlesPage || {}));
