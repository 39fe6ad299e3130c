"""The benchmark city as ours sees it, and centers on its street nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

import circles
from circles import integers, settings, tables
from circles.network import attach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.setting import Setting
    from circles import WalkNetwork

SEED = 15


@dataclass(frozen=True, eq=False)
class City:
    """A walk network, nodes of it drawn at random, and centers that stand exactly on them, attached."""

    network: WalkNetwork
    metric_crs: str
    nodes: NDArray[np.int64]
    centers: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame


def city_with_centers(setting: Setting, *, count: int) -> City:
    """Return the benchmark city with `count` centers on nodes off islands."""
    streets = circles.read_streets(setting.pbf)
    network = circles.build_network(streets)
    mainland = np.unique(network.piece_start[~network.piece_island])
    nodes = np.random.default_rng(SEED).choice(mainland, count, replace=False)
    places = integers.to_degrees(np.column_stack([network.node_lon[nodes], network.node_lat[nodes]]))
    ids = [f"C{i:05d}" for i in range(count)]
    centers = gpd.GeoDataFrame(
        {"center_id": ids, "name": ids, "status": "open"},
        geometry=gpd.points_from_xy(*places.T),
        crs=tables.WGS84,
    )
    metric_crs = tables.metric_crs(tuple(streets.total_bounds))
    attachments = attach(
        network,
        centers=centers,
        blocks=_none(tables.BLOCKS),
        gates=_none(tables.GATES),
        max_snap_m=settings.default("scenario.max_snap_m"),
        metric_crs=metric_crs,
    )
    return City(network, metric_crs, nodes, centers, attachments)


def _none(columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    empty: dict[str, list[object]] = {name: [] for name in columns}
    return gpd.GeoDataFrame(empty, geometry="geometry", crs=tables.WGS84)
