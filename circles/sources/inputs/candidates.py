"""Candidates for new centers, from a list of points or a layer of points or parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import integers, tables
from circles.errors import Finding, raise_if_any
from circles.sources.geo.shapes import polygons_repaired, single_points
from circles.sources.inputs.fields import amounts, ids_of
from circles.sources.places.located import places_of, used_crs
from circles.sources.tables.grids import without_persons
from circles.sources.tables.layers import table_from_frame
from circles.sources.tables.raw_table import RawTable, Reading, cells_of, field_texts, shortened
from circles.sources.words.columns import find_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray


Read = TypeVar("Read")

_SHAPES = (GeometryType.POINT, GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_AMOUNTS = ("cost", "capacity", "floor_area_m2")
_DEAREST = 1e12


def candidates_from_table(
    table: pd.DataFrame, *, columns: Mapping[str, str] | None = None, crs: str | None = None
) -> gpd.GeoDataFrame:
    """Return ``tables.CANDIDATES`` of a table in memory, checked as files are.

    Parameters
    ----------
    table : GeoDataFrame or DataFrame
        Points or polygons in any CRS, or columns with longitude and latitude.
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.
    crs : str, optional
        CRS of coordinate columns, or of shapes that say none.

    Raises
    ------
    InputError
        With every fault of the table.
    """
    if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None:
        raw = table_from_frame(table, file="memory", crs=crs)
    else:
        raise_if_any([Finding(code="empty_table", file="memory")] if table.empty else [])
        raw = RawTable(file="memory", cells=cells_of(table, "memory"), rows=np.arange(1, len(table) + 1))
    return candidates_from(without_persons(raw), columns=columns, crs=crs).table


def candidates_from(raw: RawTable, *, columns: Mapping[str, str] | None = None, crs: str | None = None) -> Reading:
    """Return ``tables.CANDIDATES`` from a raw table; a polygon stands at a point on its surface.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    fields, findings = find_columns(raw.columns, "candidates", mapping=columns, file=raw.file)
    placed, faults = places_of(raw, fields, kind="candidates", crs=crs)
    points, shape_faults = _points(placed, raw)
    names = field_texts(raw, fields, "name")
    ids, id_faults = ids_of(raw, "candidate_id", fields, prefix="K", order=(points, names))
    findings += [*faults, *shape_faults, *id_faults]
    read: dict[str, NDArray[np.float64]] = {}
    warnings: tuple[Finding, ...] = raw.warnings
    for field in _AMOUNTS:
        read[field], wrong, about = amounts(raw, fields, field, **({"most": _DEAREST} if field == "cost" else {}))
        findings += wrong
        warnings += about
    if not faults and not shape_faults:
        nowhere = np.flatnonzero(shapely.is_missing(points))
        findings += [Finding(code="coordinate_missing", file=raw.file, row=int(raw.rows[i])) for i in nowhere]
    raise_if_any(shortened(findings))
    table = gpd.GeoDataFrame(
        {"candidate_id": ids, "name": names, "kind": field_texts(raw, fields, "kind"), **read},
        geometry=points,
        crs=tables.WGS84,
    )
    by_id = table.sort_values("candidate_id", kind="stable", ignore_index=True)
    return Reading(by_id, used_crs(raw, crs, placed=placed, fields=fields).source("candidates", notes={}), warnings)


def _points(placed: gpd.GeoSeries, raw: RawTable) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return each shape as a point on the grid, and a finding for each that is neither a point nor a polygon."""
    shapes = single_points(placed.to_numpy())
    kinds = shapely.get_type_id(shapes)
    others = ~np.isin(kinds, (*_SHAPES, GeometryType.MISSING))
    findings = [
        Finding(code="not_a_candidate_shape", file=raw.file, row=int(raw.rows[i]), value=shapes[i].geom_type)
        for i in np.flatnonzero(others)
    ]
    if findings:
        return shapes, findings
    parcels = np.isin(kinds, (GeometryType.POLYGON, GeometryType.MULTIPOLYGON))
    points = shapes.copy()
    points[parcels] = shapely.point_on_surface(polygons_repaired(shapes[parcels])[0])
    return integers.on_grid(gpd.GeoSeries(points, crs=tables.WGS84)).to_numpy(), []
