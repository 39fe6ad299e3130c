"""Candidates for new centers, from a list of points or a layer of points or parcels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import integers, tables
from circles.errors import expect
from circles.sources.geo.shapes import polygons_repaired, single_points
from circles.sources.inputs.plates import candidates_at_one_spot
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, TableSettings
from circles.sources.tables.reading import table_in_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_PARCELS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
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

    Examples
    --------
    >>> import circles
    >>> import pandas
    >>> venues = pandas.DataFrame({"名称": ["旧车间"], "经度": [114.29], "纬度": [30.60], "造价": [120]})
    >>> circles.candidates_from_table(venues)[["name", "cost"]].values.tolist()
    [['旧车间', 120.0]]
    """
    expect("crs", crs, str, None)
    expect("table", table, pd.DataFrame)
    expect("columns", columns, Mapping, None)
    settings = TableSettings(crs=crs, columns=columns or {})
    return candidates_from(table_in_memory(table, settings)).table


def candidates_from(raw: RawTable) -> Reading:
    """Return ``tables.CANDIDATES`` from a raw table; a polygon stands at a point on its surface.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    listed = FieldTable(raw, "candidates")
    before = len(listed.faults)
    points = _points(listed)
    if len(listed.faults) == before:
        listed.refuse_rows("coordinate_missing", shapely.is_missing(points))
    names = listed.texts("name")
    ids = listed.ids("candidate_id", names, points)
    amounts = {field: listed.amounts(field, **({"most": _DEAREST} if field == "cost" else {})) for field in _AMOUNTS}
    listed.raise_faults()
    table = gpd.GeoDataFrame(
        {"candidate_id": ids, "name": names, "kind": listed.texts("kind"), **amounts},
        geometry=points,
        crs=tables.WGS84,
    )
    by_id = table.sort_values("candidate_id", kind="stable", ignore_index=True)
    plates = candidates_at_one_spot(points, names, raw.rows, file=raw.file)
    told = (*raw.warnings, *listed.roughly, *listed.remarks, *listed.rough_findings(), *plates)
    return Reading(by_id, listed.source(), told)


def _points(listed: FieldTable) -> NDArray[np.object_]:
    """Return each shape as a point on the grid; one that is neither a point nor a polygon is a fault."""
    shapes = single_points(listed.shapes())
    if listed.refuse_shapes(shapes, "not_a_candidate_shape", allowed=(GeometryType.POINT, *_PARCELS)):
        return shapes
    parcels = np.isin(shapely.get_type_id(shapes), _PARCELS)
    points = shapes.copy()
    points[parcels] = shapely.point_on_surface(polygons_repaired(shapes[parcels])[0])
    placed: NDArray[np.object_] = integers.on_grid(gpd.GeoSeries(points, crs=tables.WGS84)).to_numpy()
    return placed
