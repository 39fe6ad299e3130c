"""Planned estates: places with people, dwellings and the day on which they are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.planned_demand import DEMAND
from circles.provenance import studied
from circles.sources.geo.shapes import polygons_repaired, single_points
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, listed
from circles.sources.words.dates import date_said
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from circles.sources.tables.raw_table import RawTable

_SHAPES = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON, GeometryType.POINT)
_MOST_PEOPLE = 1e9


def demand_from(raw: RawTable, blocks: gpd.GeoDataFrame | None = None, *, label: str = "planned") -> Reading:
    """Return ``planned_demand.DEMAND`` of a table of planned estates, in its order.

    Parameters
    ----------
    raw : RawTable
        Points or polygons; people, dwellings and the day of delivery where they are known.
    blocks : GeoDataFrame, optional
        ``tables.BLOCKS``: an estate of the id of one is a fault, one of its name is told.
    label : str
        One of ``settings.LABELS``.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    table = FieldTable(raw, "demand")
    shapes = single_points(table.shapes(optional=True))
    repaired = np.zeros(len(shapes), dtype=bool)
    if not table.refuse_shapes(shapes, "not_a_block_shape", allowed=_SHAPES):
        shapes, repaired = polygons_repaired(shapes)
    names = table.texts("name")
    counts = {field: table.amounts(field, most=_MOST_PEOPLE) for field in ("population", "dwellings")}
    delivered, not_read = _days(table)
    ids = table.ids("block_id", names, shapes)
    if blocks is not None:
        table.faults += _taken(table, ids, blocks)
    table.raise_faults()
    columns = {"block_id": ids, "name": names, **counts, tables.DELIVERED: delivered}
    estates = gpd.GeoDataFrame(columns, geometry=shapes, crs=tables.WGS84)[list(DEMAND)]
    estates = estates.assign(**{level: table.texts(level) for level in tables.LEVELS if level in table.fields})
    told = [*not_read, *table.roughly, *table.remarks, *table.rough_findings(counts["population"])]
    told += [] if blocks is None else _namesakes(table, names, blocks)
    counted = {"repaired": int(repaired.sum()), "without_geometry": int(np.asarray(shapely.is_missing(shapes)).sum())}
    source = table.source(label=label, counts={name: count for name, count in counted.items() if count})
    return Reading(estates, source, (*raw.warnings, *told), tuple(raw.rows.tolist()))


def estates_inside(estates: Reading, area: BaseGeometry | None) -> Reading:
    """Return the planned estates whose representative point lies in the area studied, or that have no place."""
    if area is None:
        return estates
    shapes = estates.table.geometry.to_numpy()
    outside = ~(shapely.covers(area, shapely.point_on_surface(shapes)) | shapely.is_missing(shapes))
    table = estates.table[~outside].reset_index(drop=True)
    return estates._replace(table=table, source=studied(estates.source, {"outside_area": int(outside.sum())}))


def _days(table: FieldTable) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return the day of each row, empty where it says none, and a finding of cells that are no day."""
    cells = table.texts(tables.DELIVERED)
    said = {cell: date_said(cell) for cell in set(cells.tolist())}
    days = np.array([said[cell] or "" for cell in cells.tolist()], dtype=object)
    wrong = np.array([said[cell] is None for cell in cells.tolist()], dtype=bool)
    if not wrong.any():
        return days, []
    details = {
        "count": int(wrong.sum()),
        "rows": listed(table.raw.rows[wrong]),
        "values": listed(dict.fromkeys(cells[wrong].tolist())),
    }
    column = table.fields[tables.DELIVERED]
    return days, [Finding(code="delivery_not_read", file=table.raw.file, column=column, details=details)]


def _taken(table: FieldTable, ids: NDArray[np.object_], blocks: gpd.GeoDataFrame) -> list[Finding]:
    """Return a fault for each estate that has the id of a block."""
    theirs = np.isin(ids.astype(str), blocks["block_id"].astype(str).to_numpy())
    column = table.fields.get("block_id")
    return [
        table.of_row("demand_id_of_block", i, column=column, value=str(ids[i])) for i in np.flatnonzero(theirs).tolist()
    ]


def _namesakes(table: FieldTable, names: NDArray[np.object_], blocks: gpd.GeoDataFrame) -> list[Finding]:
    """Return a finding of the estates that bear the name of a block: they may be counted twice."""
    known = {squeezed(name) for name in blocks["name"].fillna("").astype(str)} - {""}
    alike = np.array([squeezed(name) in known for name in names.tolist()], dtype=bool)
    if not alike.any():
        return []
    details = {"count": int(alike.sum()), "rows": listed(table.raw.rows[alike]), "names": listed(names[alike])}
    column = table.fields.get("name")
    return [Finding(code="demand_named_as_block", file=table.raw.file, column=column, details=details)]
