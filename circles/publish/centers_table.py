"""Centers as a list that is read back as the same centers: ``centers.csv`` of a siting, and what the page hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from circles import tables
from circles.center_list import STATUS_LISTED
from circles.publish.csv_text import csv_bytes, plain_cell
from circles.publish.own_columns import own_columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd


def centers_csv(centers: gpd.GeoDataFrame) -> bytes:
    """Return centers as a CSV that is read back as the same centers; those without a place are left out.

    The figures of each (``tables.CENTER_FIGURES``, ``CENTER_SHARES``) are made again by the plan that reads them. Every
    text stands as it is: a spreadsheet may take a name like ``=C1`` for a formula, a planner's list may not change on
    its way.

    Parameters
    ----------
    centers : GeoDataFrame
        ``tables.CENTERS`` and further columns, in WGS-84.
    """
    columns = _columns(centers)
    return csv_bytes(list(columns), columns.values(), text_of=plain_cell)


def centers_texts(centers: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the cells of ``centers.csv`` as texts, by heading."""
    return {name: [plain_cell(value) for value in column] for name, column in _columns(centers).items()}


def _columns(centers: gpd.GeoDataFrame) -> dict[str, Iterable[object]]:
    there = (centers.geometry.notna() & ~centers.geometry.is_empty).to_numpy()
    placed = centers[there]
    points = placed.geometry.to_numpy()
    further = [
        name for name in (*tables.CENTER_EXTRAS, *tables.CENTER_FIGURES, *tables.CENTER_SHARES) if name in placed
    ]
    own = own_columns_of(centers, "centers")[there]
    return {
        "center_id": placed["center_id"],
        "name": placed["name"],
        "lon": shapely.get_x(points).tolist(),
        "lat": shapely.get_y(points).tolist(),
        "status": placed.get(STATUS_LISTED, placed["status"]).fillna(placed["status"]),
        **{name: placed[name] for name in further},
        **{str(name): own[name] for name in own.columns},
    }
