"""The points of a study that are attached to streets: centers, blocks and gates, and where each is measured from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.network.geodesy import plane_lengths_mm

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_GATES, AT_CHOICE = "at_gates", "at_choice"
"""Reasons of rows without a spot of their own: reached through gates, or by a choice that edits add."""

ELSEWHERE = (AT_GATES, AT_CHOICE)


def points_to_attach(
    centers: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, gates: gpd.GeoDataFrame, metric_crs: str
) -> pd.DataFrame:
    """Return a row for each center, block and gate, then one for each gate that an edit adds as a choice.

    Returns
    -------
    DataFrame
        The first columns of ``tables.ATTACHMENTS``, `reason` (``at_gates`` or empty), `geometry` (where the leg
        begins), `via` (the gate it passes), `at` (where it leaves for the street), `inner_mm` (its length up to
        there) and `shape`, whose edge counts for how far a street is.
    """
    owners = gates.assign(center_id=gates.get("center_id"))
    added = owners["added"].to_numpy(np.bool_) if "added" in owners else np.zeros(len(owners), np.bool_)
    owned = {name: set(owners.loc[~added, name].dropna()) for name in ("block_id", "center_id")}
    is_choice = added & ~(owners["block_id"].isin(owned["block_id"]) | owners["center_id"].isin(owned["center_id"]))
    parts = [
        _places_of("center", centers, np.array(centers.geometry, dtype=object), owned["center_id"]),
        _places_of("block", blocks, access_points(blocks, metric_crs), owned["block_id"]),
        _gate_points(owners[~is_choice], added[~is_choice]),
    ]
    places = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    if not is_choice.any():
        return places
    return pd.concat([places, choice_points(owners[is_choice], places)], ignore_index=True)


def access_points(blocks: gpd.GeoDataFrame, metric_crs: str) -> NDArray[np.object_]:
    """Return each block's point: its centroid, or a point on its surface where the centroid falls outside.

    Made in the study's metric plane and rounded to 1e-7 degree; None where there is no geometry.
    """
    geometry = blocks.geometry.to_numpy()
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    flat = gpd.GeoSeries(np.where(empty, None, geometry), crs=tables.WGS84).to_crs(metric_crs).to_numpy()
    middle = shapely.centroid(flat)
    outside = ~empty & ~shapely.intersects(flat, middle)
    middle[outside] = shapely.point_on_surface(flat[outside])
    degrees = gpd.GeoSeries(middle, crs=metric_crs).to_crs(tables.WGS84)
    result: NDArray[np.object_] = integers.on_grid(degrees).to_numpy()
    points = shapely.get_type_id(geometry) == 0
    result[points] = geometry[points]
    result[empty] = None
    return result


def _places_of(kind: str, table: gpd.GeoDataFrame, places: NDArray[np.object_], with_gates: set[str]) -> pd.DataFrame:
    ids = table[f"{kind}_id"].to_numpy(object)
    gated = (
        np.isin(ids.astype(str), np.array(sorted(map(str, with_gates)), dtype=str)) if len(ids) else np.zeros(0, bool)
    )
    return _rows(
        ids,
        kind,
        block_id=ids if kind == "block" else None,
        center_id=ids if kind == "center" else None,
        reason=np.where(gated, AT_GATES, ""),
        geometry=places,
        shape=np.array(table.geometry, dtype=object),
    )


def _gate_points(gates: gpd.GeoDataFrame, added: NDArray[np.bool_]) -> pd.DataFrame:
    ids, places = gates["gate_id"].to_numpy(object), np.array(gates.geometry, dtype=object)
    owners = {name: _ids(gates[name]) for name in ("block_id", "center_id")}
    return _rows(ids, "gate", **owners, gate_id=ids, edited=added, geometry=places, shape=places)


def choice_points(gates: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return gates that an edit added to blocks and centers without any: reached straight from their place."""
    of_kind = {kind: places[places["kind"] == kind].set_index("point_id")["geometry"] for kind in ("block", "center")}
    owners = {name: _ids(gates[name]) for name in ("block_id", "center_id")}
    begins = np.array(
        [
            of_kind["block"].get(block) if center is None else of_kind["center"].get(center)
            for block, center in zip(owners["block_id"], owners["center_id"], strict=True)
        ],
        dtype=object,
    )
    doors = np.array(gates.geometry, dtype=object)
    there = ~(shapely.is_missing(begins) | shapely.is_missing(doors))
    inner_mm = np.zeros(len(gates), np.int64)
    ends = [integers.to_units(shapely.get_coordinates(points[there])) for points in (begins, doors)]
    inner_mm[there] = plane_lengths_mm(*ends[0].T, *ends[1].T)
    ids = gates["gate_id"].to_numpy(object)
    rows = _rows(ids, "choice", **owners, gate_id=ids, edited=True, geometry=begins, shape=doors)
    at = doors.copy()
    at[~there] = None
    return rows.assign(via=pd.Series(doors, dtype=object), at=pd.Series(at, dtype=object), inner_mm=inner_mm)


def _rows(ids: NDArray[np.object_], kind: str, **columns: Any) -> pd.DataFrame:
    """Return rows of points; what is not said of them is empty."""
    said = {"block_id": None, "center_id": None, "gate_id": None, "edited": False, "reason": "", **columns}
    table = {"point_id": ids, "kind": kind, **said, "via": None, "at": said["geometry"], "inner_mm": 0}
    types = {"edited": np.dtype(np.bool_), "inner_mm": np.dtype(np.int64)}
    count = len(ids)
    columns = {name: [value] * count if np.ndim(value) == 0 else value for name, value in table.items()}
    return pd.DataFrame({name: pd.Series(each, dtype=types.get(name, object)) for name, each in columns.items()})


def _ids(column: pd.Series) -> NDArray[np.object_]:
    """Return a column of ids, None where there is none."""
    values: NDArray[np.object_] = column.astype(object).where(column.notna(), None).to_numpy(object)
    return values
