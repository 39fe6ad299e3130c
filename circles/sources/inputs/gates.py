"""What surrounds the blocks: the gates people use, and the area that is studied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.sources.inputs.fields import ids_of
from circles.sources.places.located import places_of, points_only, used_crs
from circles.sources.tables.raw_table import RawTable, Reading, field_texts, shortened
from circles.sources.words.columns import find_columns, missing_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def gates_from(
    raw: RawTable,
    block_ids: pd.Series | None,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | None = None,
) -> Reading:
    """Return ``tables.GATES`` from a raw table.

    Parameters
    ----------
    raw : RawTable
        The table.
    block_ids : Series or None
        The ids gates may name; None where the blocks could not be read.
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.
    crs : str, optional
        CRS of coordinate columns.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, blocks that are not there.
    """
    fields, findings = find_columns(raw.columns, "gates", mapping=columns, file=raw.file)
    findings += missing_columns(fields, ("block_id",), raw.columns, "gates", raw.file)
    placed, faults = places_of(raw, fields, kind="gates", crs=crs)
    points, shape_faults = points_only(placed, raw)
    block_of = field_texts(raw, fields, "block_id")
    ids, id_faults = ids_of(raw, "gate_id", fields, prefix="G", order=(points.to_numpy(), block_of))
    findings += [*faults, *shape_faults, *id_faults]
    if not faults:
        nowhere = np.flatnonzero(shapely.is_missing(points.to_numpy()))
        findings += [Finding(code="coordinate_missing", file=raw.file, row=int(raw.rows[i])) for i in nowhere]
    if "block_id" in fields and block_ids is not None:
        known = set(block_ids)
        findings += [
            Finding(
                code="gate_of_no_block",
                file=raw.file,
                row=int(raw.rows[i]),
                column=fields["block_id"],
                value=block_of[i],
            )
            for i in range(len(ids))
            if block_of[i] not in known
        ]
    raise_if_any(shortened(findings))
    table = gpd.GeoDataFrame({"gate_id": ids, "block_id": block_of}, geometry=points.to_numpy(), crs=tables.WGS84)
    return Reading(table, used_crs(raw, crs, placed=placed, fields=fields).source("gates", notes={}), raw.warnings)


def no_gates() -> gpd.GeoDataFrame:
    """Return ``tables.GATES`` without rows."""
    return gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"gate_id": object, "block_id": object}
    )
