"""Blocks as a CSV for spreadsheets: no path first, then the longest walk, then what was not evaluated."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import shapely

from circles import integers, tables
from circles.answers.plan import worst_first

if TYPE_CHECKING:
    import geopandas as gpd

COLUMNS = (*tables.PLAN_BLOCKS[:-1], "lon", "lat")

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_REAL_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def blocks_csv(blocks: gpd.GeoDataFrame) -> bytes:
    """Return `blocks` as UTF-8 with a byte-order mark, lines ending in CR LF, worst block first.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.PLAN_BLOCKS`` in WGS-84.

    Returns
    -------
    bytes
        Columns :data:`COLUMNS`, then the ``tables.BLOCK_EXTRAS`` that `blocks` has; `lon` and `lat` (degrees) are a
        point on the block. What is missing is an empty cell; a text that a spreadsheet would run as a formula begins
        with an apostrophe.
    """
    ordered = worst_first(blocks)
    points = shapely.point_on_surface(ordered.geometry.to_numpy())
    places = {"lon": shapely.get_x(points), "lat": shapely.get_y(points)}
    extras = [name for name in tables.BLOCK_EXTRAS if name in ordered]
    columns = [
        *(ordered[name].tolist() for name in tables.PLAN_BLOCKS[:-1]),
        *(integers.rounded_degrees(place).tolist() for place in places.values()),
        *(ordered[name].tolist() for name in extras),
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *extras])
    writer.writerows([cell(value) for value in row] for row in zip(*columns, strict=True))
    return text.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    """Return a value as the text of a cell for people: what a spreadsheet would run begins with an apostrophe."""
    text = plain_cell(value)
    if isinstance(value, str) and text.startswith(_FORMULA_STARTS) and not _REAL_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def plain_cell(value: object) -> str:
    """Return a value as the text of a cell: missing is empty, a whole number has no point."""
    if value is None or value != value:  # noqa: PLR0124 NaN
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)
