// A row of tabs as WAI-ARIA asks for: one of them is reached by Tab, arrows, Home and End go between them.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

  /**
   * Return {element, choose(name), mark(name), setText(name, text)}; the first tab is chosen.
   * options: `tabs` ({name, text} each), `label`, `panel` (the element they show their contents in) and `onChoose(name)`.
   */
  function tabRow(options) {
    const buttons = options.tabs.map(function (tab) {
      return page.elements.button(
        {
          class: "tab",
          text: tab.text,
          attributes: {
            role: "tab",
            id: "circles-tab-" + tab.name,
            "data-tab": tab.name,
            "aria-controls": options.panel.id,
          },
        },
        function () {
          choose(tab.name);
        },
      );
    });
    const element = make(
      "div",
      {
        class: "tabs",
        attributes: { role: "tablist", "aria-label": options.label },
        on: { keydown: goAlong },
      },
      buttons,
    );

    function choose(name) {
      mark(name);
      options.onChoose(name);
    }

    function mark(name) {
      buttons.forEach(function (button) {
        const chosen = button.getAttribute("data-tab") === name;
        button.setAttribute("aria-selected", String(chosen));
        button.tabIndex = chosen ? 0 : -1;
        if (chosen) {
          options.panel.setAttribute("aria-labelledby", button.id);
          reveal(button);
        }
      });
    }

    /** Scroll the row, and nothing around it, until a tab is in view. */
    function reveal(button) {
      const row = element.getBoundingClientRect();
      const tab = button.getBoundingClientRect();
      element.scrollLeft += Math.min(0, tab.left - row.left) + Math.max(0, tab.right - row.right);
    }

    function goAlong(event) {
      const next = nextTab(event.key, buttons.indexOf(event.target), buttons.length);
      const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
      if (next !== null && !held) {
        event.preventDefault();
        buttons[next].focus();
        choose(options.tabs[next].name);
      }
    }

    function setText(name, text) {
      const button = buttons.find(function (each) {
        return each.getAttribute("data-tab") === name;
      });
      if (button.textContent !== text) {
        button.textContent = text;
      }
    }

    mark(options.tabs[0].name);
    return { element: element, choose: choose, mark: mark, setText: setText };
  }

  /** Return which of `count` tabs a key goes to from tab `at`, round the ends; null for any other key. */
  function nextTab(key, at, count) {
    if (at < 0) {
      return null;
    }
    if (key === "Home" || key === "End") {
      return key === "Home" ? 0 : count - 1;
    }
    return key in STEPS ? (at + STEPS[key] + count) % count : null;
  }

  page.tabRow = tabRow;
})((window.circlesPage = window.circlesPage || {}));
