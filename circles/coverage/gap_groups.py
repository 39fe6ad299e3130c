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
    from shapely.geometry.base import BaseGeometry

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
    rows = pd.DataFrame(
        {
            "group": group,
            "people": tables.thousandths(outside["population"]),
            "land": tables.thousandths(outside["land_m2"]),
            "minutes": outside["minutes"],
            "no_path": outside["reason"] == "no_path",
        }
    ).groupby("group")
    totals = rows[["people", "land", "no_path"]].sum().assign(blocks=rows.size(), worst=rows["minutes"].max())
    # A group is numbered by its first row, and rows are ordered by block_id: the last tie-break.
    totals = totals.iloc[np.lexsort((totals.index, -totals["land"], -totals["people"]))]
    people_known, land_known = (outside[column].notna().any() for column in ("population", "land_m2"))
    return gpd.GeoDataFrame(
        {
            "gap_id": np.arange(1, len(totals) + 1),
            "blocks": totals["blocks"].to_numpy(np.int64),
            "population": totals["people"].to_numpy() / 1000 if people_known else np.nan,
            "land_m2": totals["land"].to_numpy() / 1000 if land_known else np.nan,
            "worst_minutes": totals["worst"].to_numpy(np.float64),
            "no_path_blocks": totals["no_path"].to_numpy(np.int64),
        },
        geometry=_merged(outside.geometry.to_numpy(), group, totals.index.to_numpy()),
        crs=tables.WGS84,
    )


def _merged(geometry: NDArray[np.object_], group: NDArray[np.int64], order: NDArray[np.int64]) -> list[BaseGeometry]:
    """Return the union of each group's geometries, in the order of the groups given."""
    by_group = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[by_group], np.column_stack([order, order + 1]))
    return [shapely.union_all(geometry[by_group[low:high]]) for low, high in bounds.tolist()]


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
