// An answer of siting in words and figures: the lists of sites and of closings, the curve of centers and people, the proof.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 300;
  const HEIGHT = 168;
  const LEFT = 12;
  const RIGHT = 12;
  const TOP = 30;
  const BOTTOM = 26;

  /** Return what stands below the list of sites: the answer, its curve, its proof and what sites are. */
  function sitingSummary(app) {
    const siting = app.data.siting;
    return make("section", { class: "siting-summary" }, [
      notice(app),
      curve(app, siting.curve),
      make(
        "div",
        {},
        siting.lines.map(function (line) {
          return make("p", { class: "small", text: line });
        }),
      ),
    ]);
  }

  /** Return what sites are, where there are any. */
  function notice(app) {
    const text = app.data.siting.notice;
    return text ? make("p", { class: "siting-notice", text: text }) : null;
  }

  /** Return the lists that an answer begins with: of sites, or of a closing. */
  function answerTabs(app) {
    const siting = app.data.siting;
    if (!siting) {
      return [];
    }
    return (siting.closing.alone ? [] : ["sites"]).concat(siting.closing.center.length ? ["closed"] : []);
  }

  /** Return the section of the page of method and sources: every figure of every site; null without sites. */
  function sitingSection(app) {
    const siting = app.data.siting;
    if (!siting) {
      return null;
    }
    const cells = function (tag, texts) {
      return make(
        "tr",
        {},
        texts.map(function (text, i) {
          return make(tag, { class: siting.heads[i].number ? "number" : "", text: text });
        }),
      );
    };
    const names = siting.heads.map(function (head) {
      return head.text;
    });
    const title = app.say(siting.closing.alone ? "map.closing" : "map.siting");
    const body = siting.rows.map(function (row) {
      return cells("td", row);
    });
    return make("section", {}, [
      make("h3", { text: title }),
      make("p", { text: siting.sentence }),
      siting.rows.length
        ? page.elements.scrolled({ class: "wide-table", label: title }, [
            make("table", { class: "inputs-table" }, [
              make("thead", {}, [cells("th", names)]),
              make("tbody", {}, body),
            ]),
          ])
        : null,
      make(
        "div",
        {},
        siting.lines.map(function (line) {
          return make("p", { class: "small", text: line });
        }),
      ),
      notice(app),
    ]);
  }

  /** Return the row of one site in the list; `row` makes rows as of other lists. */
  function siteRow(app, i, row) {
    const siting = app.data.siting;
    const center = siting.center[i];
    const blocks = page.numberText.thousands(siting.gained_blocks[i]);
    const small = app.say("map.site_small", { blocks: blocks, near: siting.near[i] });
    const people = siting.gained_people[i];
    const right = people && "+" + people;
    return row("center", center, "row-site", app.centerName(center), right, small);
  }

  /** Return the row of a center that closes. */
  function closedRow(app, i, row) {
    const closing = app.data.siting.closing;
    const small = closing.blocks_head + " " + closing.blocks[i];
    const right = closing.people[i] === "–" ? "" : "−" + closing.people[i];
    return row("center", closing.center[i], "row-lost", app.centerName(closing.center[i]), right, small);
  }

  /** Return the facts of a center that closes for its card: [name, element] pairs. */
  function closingFacts(app, i) {
    const closing = app.data.siting.closing;
    return [
      [closing.people_head, make("span", { text: closing.people[i] })],
      [closing.blocks_head, make("span", { text: closing.blocks[i] })],
    ];
  }

  /** Return the facts of a site for its card: [name, element] pairs. */
  function siteFacts(app, i) {
    const siting = app.data.siting;
    return siting.heads
      .map(function (head, column) {
        return [head.text, make("span", { text: siting.rows[i][column] })];
      })
      .filter(function (_, column) {
        return column > 0 && siting.rows[i][column];
      });
  }

  /** Draw the most people that so many new centers cover, what the proposed ones cover, and the bound. */
  function curve(app, told) {
    if (told.points.length < 2) {
      return null;
    }
    const last = told.points[told.points.length - 1];
    const low = told.points[0][1];
    const high = Math.max.apply(
      null,
      told.points.map(function (point) {
        return point[3];
      }),
    );
    const x = function (centers) {
      return LEFT + (centers / last[0]) * (WIDTH - LEFT - RIGHT);
    };
    const y = function (people) {
      return TOP + (1 - (people - low) / Math.max(high - low, 1e-9)) * (HEIGHT - TOP - BOTTOM);
    };
    const picture = element("svg", {
      viewBox: "0 0 " + WIDTH + " " + HEIGHT,
      class: "siting-curve",
      role: "img",
    });
    picture.setAttribute("aria-label", app.say("map.curve_title", told));
    const add = function (child) {
      picture.appendChild(child);
    };
    const line = function (column, look) {
      const places = told.points.map(function (point) {
        return x(point[0]).toFixed(1) + "," + y(point[column]).toFixed(1);
      });
      add(element("polyline", Object.assign({ points: places.join(" "), fill: "none" }, look)));
    };
    add(element("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(low), y2: y(low), class: "curve-base" }));
    line(3, { class: "curve-bound" });
    line(1, { class: "curve-line" });
    told.points.forEach(function (point) {
      const dot = { cx: x(point[0]), cy: y(point[1]), r: 3, class: "curve-dot" };
      const look = { class: "curve-site" };
      const at = { x: x(point[0]) - 3.5, y: y(point[2]) - 3.5, width: 7, height: 7 };
      add(element("rect", Object.assign(at, look)));
      add(element("circle", dot));
      add(label(String(point[0]), x(point[0]), HEIGHT - 9, anchorOf(point[0], last[0])));
    });
    add(label(page.numberText.count(low), WIDTH - RIGHT, y(low) - 5, "end"));
    add(label(page.numberText.count(last[1]), WIDTH - RIGHT, y(last[1]) - 9, "end"));
    return make("figure", { class: "siting-figure" }, [
      make("figcaption", { text: app.say("map.curve_title", told) }),
      picture,
      make("p", { class: "small", text: app.say("map.curve_note") }),
    ]);
  }

  function anchorOf(centers, last) {
    return centers === 0 ? "start" : centers === last ? "end" : "middle";
  }

  function label(text, x, y, anchor) {
    const shown = element("text", { x: x, y: y, "text-anchor": anchor, class: "curve-label" });
    shown.textContent = text;
    return shown;
  }

  function element(name, attributes) {
    const made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    return made;
  }

  page.sitingSummary = sitingSummary;
  page.sitingSection = sitingSection;
  page.answerTabs = answerTabs;
  page.siteRow = siteRow;
  page.closedRow = closedRow;
  page.closingFacts = closingFacts;
  page.siteFacts = siteFacts;
})((window.circlesPage = window.circlesPage || {}));
