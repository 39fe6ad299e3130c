"""Blocks as a CSV for spreadsheets: no path first, then the longest walk, then what was not evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from circles import integers, tables
from circles.answers.plan import worst_first
from circles.publish.csv_text import csv_bytes
from circles.publish.own_columns import own_columns_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

COLUMNS = (*tables.PLAN_BLOCKS[:-1], "lon", "lat", "dwellings")


def blocks_csv(blocks: gpd.GeoDataFrame) -> bytes:
    """Return `blocks` as UTF-8 with a byte-order mark, lines ending in CR LF, worst block first.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.PLAN_BLOCKS`` in WGS-84.

    Returns
    -------
    bytes
        Columns :data:`COLUMNS`, then the ``tables.BLOCK_EXTRAS`` and ``BLOCK_DOUBTS`` that `blocks` has, then its own
        columns, labels of an index before them; `lon` and `lat` (degrees) are a point on the block. What is missing is
        an empty cell; a text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    ordered = worst_first(blocks.reset_index(drop=True))
    points = shapely.point_on_surface(ordered.geometry.to_numpy())
    places = {"lon": shapely.get_x(points), "lat": shapely.get_y(points)}
    extras = [name for name in (*tables.BLOCK_EXTRAS, *tables.BLOCK_DOUBTS) if name in ordered]
    own = own_columns_of(blocks, "blocks").iloc[ordered.index]
    columns = [
        *(_cells(ordered[name]) for name in tables.PLAN_BLOCKS[:-1]),
        *(integers.rounded_degrees(place).tolist() for place in places.values()),
        *(_cells(ordered[name]) for name in ("dwellings", *extras)),
        *(own[name].tolist() for name in own.columns),
    ]
    return csv_bytes([*COLUMNS, *extras, *own.columns], columns)


def _cells(values: pd.Series) -> list[object]:
    found: list[object] = values.astype(object).where(values.notna(), None).tolist()
    return found
