// What the card of a community says besides that of a district: whose center covers it, its own centers, its ledger.
(function (page) {
  "use strict";

  const make = page.elements.make;

  /** Return the row among communities of district `i`; -1 where it is none or the plan knows no communities. */
  function communityOf(app, i) {
    return app.data.communities && app.data.districts.level[i] === "community"
      ? page.districtList.rowsOfLevel(app, "community").indexOf(i)
      : -1;
  }

  /** Return {verdict, facts, sections} of the card of a district, null where it is no community; `members` are its blocks, worst first. */
  function communityParts(app, i, members) {
    const row = communityOf(app, i);
    if (row < 0) {
      return null;
    }
    const found = app.data.communities;
    const told = found.facts
      .filter(function (fact) {
        return fact.texts[row] !== null;
      })
      .map(function (fact) {
        return [fact.name, make("span", { text: fact.texts[row] })];
      });
    const worst = members.find(function (block) {
      return app.data.blocks.verdict[block] === 1;
    });
    return {
      verdict: make("p", {
        class: "verdict verdict-community-" + found.verdict[row],
        text: app.say("map.community_verdict." + found.verdict[row]),
      }),
      facts: told.concat([ownCenters(app, row)], worst === undefined ? [] : [worstBlock(app, worst)]),
      sections: [tasks(app, row)].filter(Boolean),
    };
  }

  function link(app, kind, i, text) {
    return page.elements.button({ class: "link-button", text: text }, function () {
      app.select(kind, i, true);
    });
  }

  function ownCenters(app, row) {
    const rows = app.data.communities.centers[row];
    const element = make("span", {});
    if (rows === null || !rows.length) {
      element.textContent = app.say(rows === null ? "map.unknown" : "map.community_no_center");
    } else {
      rows.forEach(function (center, nth) {
        element.appendChild(make("span", { text: nth ? app.say("map.chip_joint") : "" }));
        element.appendChild(link(app, "center", center, app.centerName(center)));
      });
    }
    return [app.say("map.community_center"), element];
  }

  function worstBlock(app, block) {
    const text = page.blockName(app, block) + " · " + page.blockMinutes(app, block);
    return [app.say("map.community_worst"), link(app, "block", block, text)];
  }

  /** Return the items of the ledger that name this community; null where there was no audit. */
  function tasks(app, row) {
    const told = app.data.communities.tasks;
    if (!told) {
      return null;
    }
    const items = told.of[row].map(function (task) {
      return make("li", {}, [
        make("span", { text: told.problem[task] }),
        make("p", { class: "small", text: told.basis[task] + " · " + told.id[task] }),
        make("p", { class: "small", text: told.said[task] }),
      ]);
    });
    return make("section", { class: "own tasks" }, [
      make("h3", { text: app.say("map.community_tasks") }),
      items.length
        ? make("ul", {}, items)
        : make("p", { class: "small", text: app.say("map.community_no_tasks") }),
    ]);
  }

  page.communityParts = communityParts;
})((window.circlesPage = window.circlesPage || {}));
