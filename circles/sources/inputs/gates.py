"""The gates people use, each of one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import tables
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading

if TYPE_CHECKING:
    import pandas as pd

    from circles.sources.tables.raw_table import RawTable


def gates_from(raw: RawTable, block_ids: pd.Series | None) -> Reading:
    """Return ``tables.GATES`` from a raw table.

    Parameters
    ----------
    raw : RawTable
        The table.
    block_ids : Series or None
        The ids gates may name; None where the blocks could not be read.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, blocks that are not there.
    """
    table = FieldTable(raw, "gates", needed=("block_id",))
    before = len(table.faults)
    shapes = table.shapes()
    if len(table.faults) == before:
        table.refuse_rows("coordinate_missing", shapely.is_missing(shapes))
    points = table.points_of(shapes)
    block_of = table.texts("block_id")
    ids = table.ids("gate_id", prefix="G", order=(points, block_of))
    if "block_id" in table.fields and block_ids is not None:
        known = np.isin(block_of.astype(str), block_ids.astype(str).unique())
        table.refuse_rows("gate_of_no_block", ~known, field="block_id")
    table.raise_faults()
    gates = gpd.GeoDataFrame({"gate_id": ids, "block_id": block_of}, geometry=points, crs=tables.WGS84)
    return Reading(gates, table.source(), raw.warnings)


def no_gates() -> gpd.GeoDataFrame:
    """Return ``tables.GATES`` without rows."""
    return gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"gate_id": object, "block_id": object}
    )
