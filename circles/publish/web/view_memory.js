// Keeps what is selected and listed, and where the map is, in the address, and opens it again.
(function (page) {
  "use strict";

  /** Give `app` its view: {view, remember(change)}; `view` is what the address says when the page opens. */
  function viewMemory(app) {
    const begun = page.address.said();
    const carried = page.carried.of("view");
    const said = typeof carried === "string" ? carried : begun;
    app.view = page.trialLink.isTrial(said) ? {} : page.viewLink.viewOf(said);
    page.carried.gives("view", function () {
      return page.viewLink.fragmentOf(app.view);
    });
    app.remember = function (change) {
      Object.assign(app.view, change);
      // A trial has the address while it is there; in the frame of a notebook the address is not ours.
      const taken = document.body.classList.contains("trying") || page.trialLink.isTrial(page.address.said());
      const fragment = page.viewLink.fragmentOf(app.view);
      if (!taken && window.location.protocol !== "about:" && (fragment !== "#" || page.address.said())) {
        page.address.keep(fragment);
      }
    };
  }

  /** Select and show again what the address says, as soon as the map shows the whole study; follow the map from then on. */
  function reopened(app) {
    const map = app.map;
    let whole = placeOf(map);
    app.toWhole = false;
    const asked = Object.assign({}, app.view);
    app.looks.tintWhile(asked.tab === "districts");
    const at = thingOf(app, asked.at);
    if (at) {
      app.select(at.kind, at.i, false);
    }
    page.questionReopened(app, asked.show);
    page.carried.gives("look", function () {
      return app.looks.views.indexOf(app.looks.view());
    });
    const looked = app.looks.views[page.carried.of("look")];
    if (looked) {
      app.looks.choose(looked);
    }
    app.drawLists();
    const follow = function () {
      if (app.view.tab === "questions") {
        app.drawLists();
      }
    };
    app.looks.onChange(function () {
      const looked = app.looks.view();
      app.remember({ show: (looked && looked.key) || "" });
      follow();
    });
    app.map.on("layeradd layerremove", function (event) {
      if (app.isLayer(event.layer)) {
        follow();
      }
    });
    if (asked.map) {
      map.setView([asked.map.lat, asked.map.lng], asked.map.zoom, { animate: false });
    }
    map.on("moveend", function () {
      const place = placeOf(map);
      if (app.toWhole) {
        app.toWhole = false;
        whole = place;
      }
      const same = ["lat", "lng", "zoom"].every(function (name) {
        return place[name] === whole[name];
      });
      app.remember({ map: same ? null : place });
    });
  }

  function placeOf(map) {
    const center = map.getCenter();
    return { lat: center.lat, lng: center.lng, zoom: map.getZoom() };
  }

  /** Return how a thing is named in the address: its kind and its id. */
  function nameOf(app, kind, i) {
    return kind + ":" + idsOf(app)[kind][i];
  }

  /** Return {kind, i} of a name, null where there is none such. */
  function thingOf(app, name) {
    const parted = /^(\w+):([\s\S]*)$/.exec(name || "");
    const ids = idsOf(app);
    if (!parted || !Object.prototype.hasOwnProperty.call(ids, parted[1])) {
      return null;
    }
    const i = ids[parted[1]].findIndex(function (id) {
      return String(id) === parted[2];
    });
    return i < 0 ? null : { kind: parted[1], i: i };
  }

  function idsOf(app) {
    return {
      block: app.data.blocks.id,
      center: app.data.centers.id,
      gap: app.data.gaps.id,
      district: app.data.districts ? districtNames(app.data.districts) : [],
      compound: app.data.compounds ? app.data.compounds.id : [],
      clause: app.data.audit ? clauseNames(app.data.audit.clauses) : [],
      item: app.data.audit ? app.data.audit.ledger.id : [],
    };
  }

  function clauseNames(told) {
    return told.id.map(function (id, i) {
      return told.norm[i] + " " + id;
    });
  }

  /** Return what tells districts apart: level, those above, and their name. */
  function districtNames(told) {
    return told.name.map(function (name, i) {
      return told.level[i] + " " + [told.above[i], name].filter(Boolean).join(" · ");
    });
  }

  page.viewMemory = { begin: viewMemory, reopened: reopened, nameOf: nameOf };
})((window.circlesPage = window.circlesPage || {}));
