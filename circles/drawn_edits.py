"""Edits that are drawn in Python: one more row of ``tables.EDITS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import integers, named_rows, tables
from circles.errors import Finding, raise_if_any

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def with_edit(edits: gpd.GeoDataFrame | None, kind: str, places: Any, *, note: str, **owners: str) -> gpd.GeoDataFrame:
    """Return the edits with one more.

    Parameters
    ----------
    edits : GeoDataFrame or None
        ``tables.EDITS``.
    kind : str
        ``gate``, ``path`` or ``closed``.
    places : LineString or sequence of (lon, lat)
        In WGS-84: two or more of a line, one of a gate.
    note : str
        What it is called.
    **owners : str
        Ids of ``tables.EDIT_OWNERS``.

    Raises
    ------
    InputError
        If it is no such shape of finite degrees.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    lon_lat = _degrees(places)
    if not (np.abs(lon_lat) <= [180, 90]).all() or len(lon_lat) < (1 if kind == "gate" else 2):
        raise_if_any([Finding(code="bad_place", column="lon, lat", value=str(places))])
    taken = set() if edits is None else set(edits["edit_id"])
    edit_id = next(name for i in range(1, len(taken) + 2) if (name := f"{kind} {i}") not in taken)
    on_grid = integers.to_degrees(integers.to_units(lon_lat))
    shape = shapely.Point(on_grid[0]) if kind == "gate" else shapely.LineString(on_grid)
    row = {"edit_id": edit_id, "kind": kind, "note": note, "author": "", "date": "", **owners}
    added = gpd.GeoDataFrame([row], geometry=[shape], crs=tables.WGS84)
    return added if edits is None or edits.empty else pd.concat([edits, added], ignore_index=True)


def owners_meant(
    *, blocks: gpd.GeoDataFrame, block: str | None, centers: gpd.GeoDataFrame, center: str | None
) -> dict[str, str]:
    """Return the columns of ``tables.EDIT_OWNERS`` of a gate, of the block or center that is meant by id or name.

    Raises
    ------
    QuestionError
        If there is no such block or center, or several of that name.
    InputError
        If both are named.
    """
    if block is not None and center is not None:
        raise_if_any([Finding(code="gate_of_both", column="block, center", value=f"{block}, {center}")])
    return {
        "block_id": "" if block is None else named_rows.id_meant(blocks, "block", block),
        "center_id": "" if center is None else named_rows.id_meant(centers, "center", center),
    }


def _degrees(places: Any) -> NDArray[np.float64]:
    """Return places as (lon, lat) rows; what is none as NaN."""
    try:
        given = [tuple(place)[:2] for place in getattr(places, "coords", places)]
        return np.asarray(given, dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError):
        return np.full((1, 2), np.nan)
