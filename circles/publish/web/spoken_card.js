// What a reader of the screen is told when a card opens: the thing's name, and what is most to be known of it.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const VERDICT_KEYS = ["inside", "outside", "not_evaluated"];

  /** Return {element, tell(kind, i), say(text)}: a region that is never seen and read out, politely, whenever it says another thing. */
  function spokenCard(app) {
    const element = make("p", { class: "spoken", attributes: { role: "status", "aria-live": "polite" } });
    return {
      element: element,
      tell: function (kind, i) {
        element.textContent = kind === null ? "" : sentence(app, kind, i);
      },
      /** Say what is no card. */
      say: function (text) {
        element.textContent = text;
      },
    };
  }

  function sentence(app, kind, i) {
    const parts = {
      block: blockParts,
      center: centerParts,
      gap: gapParts,
      compound: compoundParts,
      district: page.districtList.spoken,
      clause: page.auditCards.spokenClause,
      item: page.auditCards.spokenItem,
    }[kind](app, i);
    return parts.filter(Boolean).join(app.say("map.spoken_joint"));
  }

  function blockParts(app, i) {
    const blocks = app.data.blocks;
    const verdict = VERDICT_KEYS[blocks.verdict[i]];
    const center = blocks.center[i];
    return [
      page.blockName(app, i),
      app.say("verdict." + verdict),
      verdict === "not_evaluated" ? null : page.blockMinutes(app, i),
      center === null ? null : app.centerName(center),
    ];
  }

  function centerParts(app, i) {
    const circle = app.circleOfCenter[i];
    return [
      app.centerName(i),
      centerKind(app, i),
      circle === undefined
        ? null
        : app.say("map.spoken_center", {
            blocks: page.numberText.thousands(app.data.centers.blocks_within[i]),
            people: people(app, app.data.circles.population[circle]),
          }),
    ];
  }

  /** Return a number of people, and what it is: whoever hears it sees no line that says so. */
  function people(app, value) {
    return app.people(value) + (value === null ? "" : app.data.facts.people_mark);
  }

  function centerKind(app, i) {
    if (app.siteOf(i) !== null) {
      return app.say("map.site");
    }
    return app.closingOf(i) === null ? app.centerStatus(i) : app.say("map.closing_center");
  }

  function gapParts(app, i) {
    const gaps = app.data.gaps;
    const worst = gaps.worst_minutes[i];
    return [
      app.say("map.gap", { number: gaps.id[i] }),
      app.say("base.people") + " " + people(app, gaps.population[i]),
      worst === null ? app.say("map.no_path") : app.say("map.up_to_minutes", { minutes: worst }),
    ];
  }

  function compoundParts(app, i) {
    return [
      page.compounds.name(app, i),
      app.say(app.data.compounds.gated[i] ? "map.compound" : "map.private_streets"),
    ];
  }

  page.spokenCard = spokenCard;
})((window.circlesPage = window.circlesPage || {}));
