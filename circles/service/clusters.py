"""Clusters of 1+N: a center and the venues that it leads, and whether they stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

CLUSTERS = ("anchor_id", "anchor", "center_id", "name", "straight_m", "together")
"""A row for each open venue that names the center which leads it; `straight_m` is NaN where one has no place."""


def clusters_of(centers: gpd.GeoDataFrame, *, cluster_m: float) -> pd.DataFrame:
    """Return the venues of clusters with how far, straight, each is from the center that leads it.

    Parameters
    ----------
    centers : GeoDataFrame
        ``tables.PLAN_CENTERS`` in WGS-84; `anchor` is the id or the name of a center.
    cluster_m : float
        Up to how many metres they stand together.

    Returns
    -------
    DataFrame
        :data:`CLUSTERS`, open venues and open anchors alone.
    """
    led = [row for row in anchored(centers) if row[1] is not None]
    ids, names = centers["center_id"].tolist(), centers["name"].tolist()
    pairs = np.array(led, dtype=np.int64).reshape(-1, 2)
    places = centers.geometry.to_numpy()
    venue, anchor = (np.array([_degrees(places[row]) for row in pairs[:, side]]).reshape(-1, 2) for side in (0, 1))
    _, _, straight = Geod(ellps="WGS84").inv(venue[:, 0], venue[:, 1], anchor[:, 0], anchor[:, 1])
    metres = np.round(np.asarray(straight, dtype=float), 3)
    rows = [
        (ids[center], names[center], ids[member], names[member], distance, bool(distance <= cluster_m))
        for (member, center), distance in zip(pairs.tolist(), metres.tolist(), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(CLUSTERS)).astype({"together": bool})


def anchored(centers: pd.DataFrame) -> list[tuple[int, int | None]]:
    """Return the row of each open venue that names an anchor, and the row of that: None where no open one is meant."""
    if "anchor" not in centers:
        return []
    opened = np.flatnonzero((centers["status"] == "open") & centers["attached"]).tolist()
    ids, names = centers["center_id"].tolist(), centers["name"].tolist()
    by_name: dict[str, list[int]] = {}
    for row in opened:
        by_name.setdefault(names[row], []).append(row)
    by_id = {ids[row]: row for row in opened}
    found = []
    for row, said in zip(opened, centers["anchor"].fillna("").astype(str).iloc[opened], strict=True):
        alike = by_name.get(said, [])
        meant = by_id.get(said, alike[0] if len(alike) == 1 else None)
        if said and meant != row:
            found.append((row, meant))
    return found


def _degrees(place: shapely.Point | None) -> tuple[float, float]:
    return (np.nan, np.nan) if place is None or place.is_empty else (place.x, place.y)
