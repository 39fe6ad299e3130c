// Makes elements of the page. Text only ever goes in as text: nothing that comes from a plan is parsed as HTML.
(function (page) {
  "use strict";

  /**
   * Return a new element.
   * options: `class`, `text`, `title`, `on` (handlers by event), `attributes` by name; children: elements or null.
   */
  function make(tag, options, children) {
    const element = document.createElement(tag);
    const given = options || {};
    if (given.class) {
      element.className = given.class;
    }
    if (given.text !== undefined && given.text !== null) {
      element.textContent = given.text;
    }
    if (given.title) {
      element.title = given.title;
    }
    Object.keys(given.attributes || {}).forEach(function (name) {
      element.setAttribute(name, given.attributes[name]);
    });
    Object.keys(given.on || {}).forEach(function (name) {
      element.addEventListener(name, given.on[name]);
    });
    (children || []).forEach(function (child) {
      if (child) {
        element.appendChild(child);
      }
    });
    return element;
  }

  /** Return a real button, which the keyboard reaches. */
  function button(options, onClick) {
    const element = make("button", options);
    element.type = "button";
    element.addEventListener("click", onClick);
    return element;
  }

  /** Return what may be wider or higher than its place: the keyboard reaches it, to move what is in it. */
  function scrolled(options, children) {
    const attributes = { role: "group", tabindex: "0", "aria-label": options.label };
    return make("div", { class: options.class, attributes: attributes }, children);
  }

  /** Return a row of a table: its name as heading, its texts as cells. */
  function namedRow(name, texts) {
    const cells = texts.map(function (text) {
      return make("td", { text: text });
    });
    return make("tr", {}, [make("th", { text: name, attributes: { scope: "row" } })].concat(cells));
  }

  /** Put `children` in place of whatever `element` holds. */
  function fill(element, children) {
    while (element.firstChild) {
      element.removeChild(element.firstChild);
    }
    children.forEach(function (child) {
      if (child) {
        element.appendChild(child);
      }
    });
  }

  page.elements = { make: make, button: button, scrolled: scrolled, namedRow: namedRow, fill: fill };
})((window.circlesPage = window.circlesPage || {}));
