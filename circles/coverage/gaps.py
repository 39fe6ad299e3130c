"""Gaps (盲区): outside blocks within 50 m of one another, numbered by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from circles import tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

JOIN_M = 50.0


def gaps(blocks: gpd.GeoDataFrame, *, metric_crs: str) -> gpd.GeoDataFrame:
    """Group the outside blocks.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    metric_crs : str
        Plane in which the 50 m are measured.

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_GAPS``: number 1 has the most people, then the most land, then the lowest block_id;
        `worst_minutes` is over blocks with a path.
    """
    outside = blocks[(blocks["verdict"] == tables.OUTSIDE) & blocks.geometry.notna()]
    outside = outside.sort_values("block_id", kind="stable", ignore_index=True)
    group = _groups(outside.geometry.to_crs(metric_crs).to_numpy())
    people = tables.thousandths(outside["population"])
    land = tables.thousandths(outside["land_m2"])
    totals = pd.DataFrame({"group": group, "people": people, "land": land}).groupby("group").sum()
    # A group is numbered by its first row, and rows are ordered by block_id: the last tie-break.
    ordered = totals.index.to_numpy()[np.lexsort((totals.index, -totals["land"], -totals["people"]))]
    members = [np.flatnonzero(group == number) for number in ordered]
    known_people, known_land = outside["population"].notna().any(), outside["land_m2"].notna().any()
    return gpd.GeoDataFrame(
        {
            "gap_id": np.arange(1, len(members) + 1),
            "blocks": np.array([len(rows) for rows in members], dtype=np.int64),
            "population": _totals(people, members, known=bool(known_people)),
            "land_m2": _totals(land, members, known=bool(known_land)),
            "worst_minutes": np.array([outside["minutes"].iloc[rows].max() for rows in members], dtype=float),
            "no_path_blocks": np.array(
                [(outside["reason"].iloc[rows] == "no_path").sum() for rows in members], dtype=np.int64
            ),
        },
        geometry=[shapely.union_all(outside.geometry.iloc[rows].to_numpy()) for rows in members],
        crs=tables.WGS84,
    )


def _groups(geometry: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return for each geometry the smallest row it hangs together with."""
    one, other = shapely.STRtree(geometry).query(geometry, predicate="dwithin", distance=JOIN_M)
    near: nx.Graph = nx.Graph()
    near.add_nodes_from(range(len(geometry)))
    near.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    group = np.zeros(len(geometry), np.int64)
    for members in nx.connected_components(near):
        group[list(members)] = min(members)
    return group


def _totals(thousandths: NDArray[np.int64], members: list[NDArray[np.int64]], *, known: bool) -> NDArray[np.float64]:
    sums = [thousandths[rows].sum() / 1000 if known else np.nan for rows in members]
    return np.array(sums, dtype=np.float64)
