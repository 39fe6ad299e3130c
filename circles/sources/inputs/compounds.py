"""Gated compounds: polygons of a table, blocks that say they are gated, and what planners draw as private."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.figures import Figure
from circles.sources.geo.shapes import lands_shared, polygons_repaired
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, listed, shortened
from circles.sources.words.table_words import gated_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)

PRIVATE_EDIT = "edit "
"""What the id of a compound that a planner draws begins with, where its own is taken."""


class Compounds(NamedTuple):
    """``tables.COMPOUNDS`` of all that a study says is gated, None where nothing is; and what to look at."""

    table: gpd.GeoDataFrame | None
    warnings: tuple[Finding, ...] = ()


def compounds_from(raw: RawTable) -> Reading:
    """Return ``tables.COMPOUNDS`` of the rows of a table that are gated: all of them where no column says which.

    Rows without a shape are left out and told, broken polygons repaired and counted.

    Parameters
    ----------
    raw : RawTable
        The table; a column `gated` (封闭, 封闭管理) says yes or no, and what it does not say is not gated.

    Raises
    ------
    InputError
        With every fault of the table: columns, ids, shapes that are no polygons, cells that say neither yes nor no.
    """
    drawn = FieldTable(raw, "compounds")
    if raw.geometry is None:
        drawn.faults.append(Finding(code="compounds_without_shapes", file=raw.file))
        drawn.raise_faults()
    shapes = drawn.shapes()
    drawn.refuse_shapes(shapes, "compound_not_polygon", allowed=AREAS)
    gated = gated_column(drawn) if tables.GATED in drawn.fields else np.ones(len(drawn))
    names = drawn.texts("name")
    ids = drawn.ids("compound_id", names, shapes)
    drawn.raise_faults()
    mended, repaired = polygons_repaired(shapes)
    there = ~(shapely.is_missing(mended) | shapely.is_empty(mended))
    used = there & (gated == 1)
    shapeless = np.flatnonzero(~there & (gated == 1))
    told = [drawn.of_row("compound_without_shape", i, value=str(ids[i])) for i in shapeless.tolist()]
    table = gpd.GeoDataFrame({"compound_id": ids, "name": names}, geometry=mended, crs=tables.WGS84)
    counts = {
        "repaired": int(repaired.sum()),
        "not_gated": int((gated == 0).sum()),
        "gated_unknown": int(np.isnan(gated).sum()),
    }
    source = drawn.source(counts={name: count for name, count in counts.items() if count})
    return Reading(table[used].reset_index(drop=True), source, (*raw.warnings, *drawn.remarks, *shortened(told)))


def gated_column(table: FieldTable) -> NDArray[np.float64]:
    """Return the column ``tables.GATED`` of a table that has one; a cell that is no answer is a fault."""
    answers = np.array([gated_of(text) for text in table.texts(tables.GATED)], dtype=np.float64)
    table.refuse_rows("gated_not_known", np.isinf(answers), field=tables.GATED)
    return answers


def all_compounds(own: Reading | None, blocks: Reading | None, edits: Reading | None) -> Compounds:
    """Return every compound of a study, by id: of its table, of its gated blocks, of its `private` edits.

    A gated block of an id that the table has is the compound of the table. Blocks that are points hold no street, and
    are told.

    Parameters
    ----------
    own, blocks, edits : Reading or None
        ``tables.COMPOUNDS``; ``BLOCKS``, with ``GATED`` where a column says it; ``EDITS``.
    """
    found = [] if own is None else [own.table]
    taken = {row_id for table in found for row_id in table["compound_id"]}
    points = pd.Series(dtype=object)
    if blocks is not None and tables.GATED in blocks.table:
        gated = blocks.table[(blocks.table[tables.GATED] == 1) & ~blocks.table["block_id"].isin(taken)]
        is_area = np.isin(shapely.get_type_id(gated.geometry.to_numpy()), AREAS) & ~gated.geometry.is_empty.to_numpy()
        points = gated.loc[~is_area, "block_id"]
        found.append(_as_compounds(gated[is_area], "block_id", "name"))
        taken |= set(found[-1]["compound_id"])
    if edits is not None:
        drawn = edits.table[edits.table["kind"] == tables.PRIVATE]
        ids = [f"{PRIVATE_EDIT}{row_id}" if row_id in taken else row_id for row_id in drawn["edit_id"].astype(str)]
        found.append(_as_compounds(drawn.assign(edit_id=ids), "edit_id", "note"))
    found = [table for table in found if len(table)]
    if not found:
        return Compounds(None, tuple(_of_points(points, blocks)))
    both = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), geometry="geometry", crs=tables.WGS84)
    table = both.sort_values("compound_id", kind="stable", ignore_index=True)[list(tables.COMPOUNDS)]
    return Compounds(table, (*_of_points(points, blocks), *shortened([*_overlaps(table)])))


def _as_compounds(rows: gpd.GeoDataFrame, row_id: str, name: str) -> gpd.GeoDataFrame:
    texts = {"compound_id": rows[row_id].astype(str).to_numpy(object), "name": rows[name].fillna("").to_numpy(object)}
    return gpd.GeoDataFrame(texts, geometry=rows.geometry.to_numpy(), crs=tables.WGS84)


def _of_points(points: pd.Series, blocks: Reading | None) -> Iterator[Finding]:
    """Yield what to tell of gated blocks without an area: no street lies in them."""
    if blocks is not None and len(points):
        details = {"count": Figure(value=len(points)), "ids": listed(points)}
        yield Finding(code="gated_points", file=blocks.source.file, details=details)


def _overlaps(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Yield a finding for each pair of compounds that share more than a sliver of land."""
    one, other, shared_m2 = lands_shared(table)
    ids = table["compound_id"].to_numpy(object)
    for i in np.lexsort((other, one)).tolist():
        details = {"area": Figure(value=float(shared_m2[i]), per=1e4, precision="hundredth"), "kept": ids[one[i]]}
        yield Finding(code="compounds_overlap", value=f"{ids[one[i]]}, {ids[other[i]]}", details=details)
