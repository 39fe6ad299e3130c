// The places of centers in a trial, several plates at one being one (一个阵地、多块牌子): as norms/sites.py joins them. Pure:
// used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make(require("./exact_shares.js"), require("./clause_verdicts.js"));
  } else {
    const page = (root.circlesPage = root.circlesPage || {});
    page.centerSites = make(page.exactShares, page.clauseVerdicts);
  }
})(typeof self !== "undefined" ? self : this, function (exactShares, clauseVerdicts) {
  "use strict";

  const number = clauseVerdicts.number;
  const AMOUNTS = ["floor_area_m2", "site_area_m2", "residents_area_m2"];
  const BETWEEN = /[、,，;；|/\n]/;

  /** Return the texts as they are compared: full width, spaces and case make no difference. */
  function folded(text) {
    return text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
  }

  /** Return the services that are said of an added center, folded; null where none is. */
  function servicesOf(added) {
    const text = (added.services || []).join("、");
    const parts = text.split(/[、,，;；/|\n＋+]/).map(folded);
    return text ? new Set(parts.filter(Boolean)) : null;
  }

  /** Return rows of the communities that an added center names, each name that of one alone. */
  function communitiesOf(added, told) {
    const names = (added.communities || []).join("、").split(BETWEEN);
    const rows = names.filter(Boolean).map(function (name) {
      const key = communityKey(name.trim(), told);
      const first = told.key.indexOf(key);
      return name.trim() && first === told.key.lastIndexOf(key) ? first : -1;
    });
    return rows.filter(function (row, i) {
      return row >= 0 && rows.indexOf(row) === i;
    });
  }

  function communityKey(name, told) {
    const text = folded(name);
    if (told.none.indexOf(text) >= 0) {
      return "";
    }
    const ending = told.endings.find(function (word) {
      return text.endsWith(word) && text !== word;
    });
    return ending ? text.slice(0, -ending.length) : text;
  }

  /** Return a number as Python takes it: whole thousandths, halves to the even one. */
  function amount(value) {
    const scaled = value * 1000;
    const down = Math.floor(scaled);
    const isUp = scaled - down > 0.5 || (scaled - down === 0.5 && down % 2 === 1);
    return number([down + (isUp ? 1 : 0), 1000]);
  }

  /** Return the places of centers, several plates at one being one: as norms/sites.py joins them. */
  function sitesOf(centers, facts) {
    const sites = new Map();
    centers.forEach(function (center) {
      const own = ofPlate(center, facts);
      const key = siteOf(center, facts);
      const before = sites.get(key);
      sites.set(key, before ? together(before, own) : own);
    });
    return Array.from(sites.values());
  }

  function ofPlate(center, facts) {
    const services = center.added ? servicesOf(center.added) : servicesListed(center, facts);
    const amounts = {};
    AMOUNTS.forEach(function (column) {
      amounts[column] = amountNow(center, column, facts);
    });
    return {
      amounts: amounts,
      differing: new Set(),
      services: services,
      isSilent: !services,
      demonstration: center.added ? null : facts.centers.demonstration[center.row],
      units: facts.unitsOf(center),
      subdistricts: subdistrictOf(center, facts),
    };
  }

  function servicesListed(center, facts) {
    const own = facts.centers.services[center.row];
    const names = facts.centers.service_names;
    return own
      ? new Set(
          own.map(function (at) {
            return names[at];
          }),
        )
      : null;
  }

  function amountNow(center, column, facts) {
    if (center.added) {
      return column === "floor_area_m2" ? floorOf(center.added) : null;
    }
    return number((facts.centers.readings[column] || [])[center.row]);
  }

  function together(one, other) {
    const amounts = {};
    const differing = new Set(one.differing);
    AMOUNTS.forEach(function (column) {
      const both = [one.amounts[column], other.amounts[column]];
      const order = both[0] && both[1] ? exactShares.compare(both[0], both[1]) : 0;
      amounts[column] = both[0] && order >= 0 ? both[0] : both[1] || both[0];
      if (order !== 0) {
        differing.add(column);
      }
    });
    const shown = [one.demonstration, other.demonstration];
    return {
      amounts: amounts,
      differing: differing,
      services: union(one.services, other.services),
      isSilent: one.isSilent || other.isSilent,
      demonstration: shown.indexOf(1) >= 0 ? 1 : shown.indexOf(null) >= 0 ? null : 0,
      units: Array.from(union(one.units, other.units)),
      subdistricts: Array.from(union(one.subdistricts, other.subdistricts)),
    };
  }

  function union(one, other) {
    return one || other ? new Set(Array.from(one || []).concat(Array.from(other || []))) : null;
  }

  function floorOf(added) {
    return added.floor_m2 === undefined ? null : amount(added.floor_m2);
  }

  function siteOf(center, facts) {
    return center.added ? center.id : facts.centers.site[center.row];
  }

  /** Return the sub-district that a list says of a center: -1 where it says none, -2 where it says another. */
  function subdistrictOf(center, facts) {
    const row = center.added ? -1 : facts.centers.subdistrict[center.row];
    return row === -1 ? [] : [row];
  }

  return { sitesOf: sitesOf, servicesOf: servicesOf, communitiesOf: communitiesOf };
});
