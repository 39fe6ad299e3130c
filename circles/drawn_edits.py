"""Edits that are drawn in Python: one more row of ``tables.EDITS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import integers, named_rows, tables
from circles.errors import Finding, raise_if_any

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

MADE_COMPOUND = "W-"
"""What the ids of compounds begin with that no polygon names."""

_AREAS = ("private", "open")


def with_edit(edits: gpd.GeoDataFrame | None, kind: str, places: Any, *, note: str, **owners: str) -> gpd.GeoDataFrame:
    """Return the edits with one more.

    Parameters
    ----------
    edits : GeoDataFrame or None
        ``tables.EDITS``.
    kind : str
        ``gate``, ``path``, ``closed``, ``private`` or ``open``.
    places : geometry, sequence of (lon, lat) or None
        In WGS-84: two or more of a line, one of a gate, the corners of a polygon; None of what names a compound.
    note : str
        What it is called.
    **owners : str
        Ids of ``tables.EDIT_OWNERS``, or of ``EDIT_COMPOUND``.

    Raises
    ------
    InputError
        If it is no such shape of finite degrees.
    """
    import geopandas as gpd
    import pandas as pd

    shape = None if places is None else _drawn(kind, places)
    taken = set() if edits is None else set(edits["edit_id"])
    edit_id = next(name for i in range(1, len(taken) + 2) if (name := f"{kind} {i}") not in taken)
    row = {"edit_id": edit_id, "kind": kind, "note": note, "author": "", "date": "", **owners}
    added = gpd.GeoDataFrame([row], geometry=[shape], crs=tables.WGS84)
    return added if edits is None or edits.empty else pd.concat([edits, added], ignore_index=True)


def with_compound(
    compounds: gpd.GeoDataFrame | None, edits: gpd.GeoDataFrame, *, own: str = "edit "
) -> gpd.GeoDataFrame:
    """Return the compounds with the ground of the last edit among them, under its id; where that is taken, after `own`.

    Parameters
    ----------
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS``.
    edits : GeoDataFrame
        ``tables.EDITS``, the last of kind ``private``.
    own : str
        What its id begins with where a compound has it.
    """
    import geopandas as gpd
    import pandas as pd

    last = edits.iloc[-1]
    taken = set() if compounds is None else set(compounds["compound_id"].astype(str))
    compound_id = own + last["edit_id"] if last["edit_id"] in taken else last["edit_id"]
    row = {"compound_id": compound_id, "name": last["note"]}
    added = gpd.GeoDataFrame([row], geometry=[last.geometry], crs=tables.WGS84)
    both = added if compounds is None or compounds.empty else pd.concat([compounds, added], ignore_index=True)
    return both.sort_values("compound_id", kind="stable", ignore_index=True)


def compound_meant(compounds: gpd.GeoDataFrame | None, asked: str) -> str:
    """Return the id of the compound that is meant by id or name; ids that a network made are known to it alone.

    Raises
    ------
    QuestionError
        If there is no such compound, or several of that name.
    """
    if asked.startswith(MADE_COMPOUND) or compounds is None or compounds.empty:
        return asked
    return named_rows.id_meant(compounds, "compound", asked)


def owner_meant(
    blocks: gpd.GeoDataFrame,
    centers: gpd.GeoDataFrame,
    compounds: gpd.GeoDataFrame | None,
    *,
    block: str | None = None,
    center: str | None = None,
    compound: str | None = None,
) -> dict[str, str]:
    """Return the columns of ``tables.EDIT_OWNERS`` and ``EDIT_COMPOUND`` of a gate: who is meant by id or name.

    Raises
    ------
    QuestionError
        If there is no such block, center or compound, or several of that name.
    InputError
        If more than one is named.
    """
    named = {"block": block, "center": center, "compound": compound}
    given = {kind: name for kind, name in named.items() if name is not None}
    if len(given) > 1:
        raise_if_any([Finding(code="gate_of_both", column=", ".join(given), value=", ".join(given.values()))])
    owners = {
        "block_id": "" if block is None else named_rows.id_meant(blocks, "block", block),
        "center_id": "" if center is None else named_rows.id_meant(centers, "center", center),
    }
    named_compound = {} if compound is None else {tables.EDIT_COMPOUND: compound_meant(compounds, compound)}
    return {**owners, **named_compound}


def _drawn(kind: str, places: Any) -> BaseGeometry:
    """Return the shape of an edit, its places on the grid of 1e-7 degree."""
    import shapely

    wanted = getattr(places, "geom_type", "Polygon")
    if kind in _AREAS and wanted not in {"Polygon", "MultiPolygon"}:
        raise_if_any([Finding(code="edit_shape_polygon", value=wanted)])
    whole = kind in _AREAS and hasattr(places, "geom_type")
    lon_lat = shapely.get_coordinates(places) if whole else _degrees(places)
    least = {"gate": 1, **dict.fromkeys(_AREAS, 3)}.get(kind, 2)
    if not (np.abs(lon_lat) <= [180, 90]).all() or len(lon_lat) < least:
        raise_if_any([Finding(code="bad_place", column="lon, lat", value=str(places))])
    on_grid = integers.to_degrees(integers.to_units(lon_lat))
    if kind not in _AREAS:
        line: BaseGeometry = shapely.Point(on_grid[0]) if kind == "gate" else shapely.LineString(on_grid)
        return line
    shape = shapely.set_coordinates(shapely.from_wkb(places.wkb), on_grid) if whole else shapely.Polygon(on_grid)
    if not shapely.is_valid(shape) or not shapely.area(shape):
        raise_if_any([Finding(code="edit_shape_polygon", value=shapely.is_valid_reason(shape))])
    ground: BaseGeometry = shape
    return ground


def _degrees(places: Any) -> NDArray[np.float64]:
    """Return places as (lon, lat) rows; what is none as NaN."""
    try:
        given = [tuple(place)[:2] for place in getattr(places, "coords", places)]
        return np.asarray(given, dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError):
        return np.full((1, 2), np.nan)
