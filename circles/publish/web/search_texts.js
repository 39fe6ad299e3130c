// What a search looks in: names and ids, the street a walk begins on, communities and sub-districts, what lists say of centers.
(function (page) {
  "use strict";

  /** Return the texts of every list, row by row. */
  function searchTexts(app, sites, closed) {
    const data = app.data;
    const blocks = data.blocks;
    return {
      blocks: page.blockSearch.index([blocks.name, blocks.id, blocks.district || [], streetsOf(app)]),
      gaps: page.blockSearch.index([data.gaps.id, placesOfGaps(app)]),
      centers: page.blockSearch.index(
        [data.centers.name, data.centers.id].concat(
          data.centers.own.map(function (column) {
            return column.texts;
          }),
        ),
      ),
      districts: data.districts ? page.blockSearch.index([data.districts.name, data.districts.above]) : [],
      sites: page.blockSearch.index([sites.map(app.centerName), data.siting ? data.siting.near : []]),
      closed: page.blockSearch.index([closed.map(app.centerName)]),
      clauses: data.audit ? auditTexts(data.audit.clauses) : [],
      ledger: data.audit ? auditTexts(data.audit.ledger) : [],
    };
  }

  /** Return what is said of clauses or of items of the ledger, on their cards too. */
  function auditTexts(told) {
    const said = told.own.map(function (column) {
      return column.texts;
    });
    return page.blockSearch.index([told.id, told.name, told.right].concat(said));
  }

  /** Return the name of the street on which each block's walk begins. */
  function streetsOf(app) {
    const streets = app.data.streets;
    return app.data.blocks.access.piece.map(function (piece) {
      return piece === null ? null : streets.names[streets.name[piece]];
    });
  }

  /** Return the names of the blocks of each gap and of where they are. */
  function placesOfGaps(app) {
    const blocks = app.data.blocks;
    const said = app.data.gaps.id.map(function () {
      return new Set();
    });
    blocks.gap.forEach(function (gap, i) {
      if (gap !== null) {
        said[gap].add(blocks.name[i]);
        said[gap].add(blocks.district && blocks.district[i]);
      }
    });
    return said.map(function (texts) {
      return Array.from(texts).filter(Boolean).join("\n");
    });
  }

  page.searchTexts = searchTexts;
})((window.circlesPage = window.circlesPage || {}));
