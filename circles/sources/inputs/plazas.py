"""Squares that a study draws itself: the polygons of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.sources.geo.shapes import polygons_repaired
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, shortened

if TYPE_CHECKING:
    from circles.sources.tables.raw_table import RawTable

_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)


def plazas_from(raw: RawTable) -> Reading:
    """Return ``tables.SQUARES`` of the rows of a table, on the ground, in its order.

    Rows without a shape are left out and told, broken polygons repaired and counted.

    Parameters
    ----------
    raw : RawTable
        The table.

    Raises
    ------
    InputError
        With every fault of the table: columns, ids, shapes that are no polygons.
    """
    drawn = FieldTable(raw, "plazas")
    if raw.geometry is None:
        drawn.faults.append(Finding(code="plazas_without_shapes", file=raw.file))
        drawn.raise_faults()
    shapes = drawn.shapes()
    drawn.refuse_shapes(shapes, "plaza_not_polygon", allowed=_AREAS)
    names = drawn.texts("name")
    ids = drawn.ids("square_id", names, shapes)
    drawn.raise_faults()
    mended, repaired = polygons_repaired(shapes)
    there = ~(shapely.is_missing(mended) | shapely.is_empty(mended))
    told = [drawn.of_row("plaza_without_shape", i, value=str(ids[i])) for i in np.flatnonzero(~there).tolist()]
    table = gpd.GeoDataFrame({"square_id": ids, "name": names, "level": ""}, geometry=mended, crs=tables.WGS84)
    source = drawn.source(counts={"repaired": int(repaired.sum())} if repaired.any() else {})
    return Reading(table[there].reset_index(drop=True), source, (*raw.warnings, *drawn.remarks, *shortened(told)))
