"""The answer of the package to a study that the oracle answers too. It is the one module here that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from circles import network, tables
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import WalkFilter
from tests.oracle.walking import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import shapely

    from tests.oracle.drawn_study import Places


def walks_of(path: Path, private_ways: str, drawn: Places, *, max_snap_m: float = 200.0) -> dict[str, Answer]:
    """Return the least walk of each block that has one, by the package, squares left out."""
    read = streets_reading(path, asked=WalkFilter(private_ways))
    streets = read.table
    centers = _table("center_id", drawn.centers).assign(status="open")
    blocks = _table("block_id", drawn.blocks).assign(population=1.0, dwellings=np.nan)
    graph = network.build_network(streets, barriers=read.barriers)
    attachments = network.attach(
        graph,
        centers=centers,
        blocks=blocks,
        gates=_gates(drawn),
        max_snap_m=max_snap_m,
        metric_crs=tables.metric_crs(tuple(streets.total_bounds.tolist())),
    )
    ids = centers["center_id"]
    found = network.nearest(graph, attachments, ids, network.walk_field(graph, attachments, ids))
    return {
        str(block): Answer(int(mm), str(center))
        for block, mm, center in zip(found["block_id"], found["walk_mm"], found["center_id"], strict=True)
        if mm == mm  # noqa: PLR0124 no path is NaN
    }


def _table(name: str, places: Mapping[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({name: list(places), "name": ""}, geometry=list(places.values()), crs=tables.WGS84)


def _gates(drawn: Places) -> gpd.GeoDataFrame:
    owners = [owner for owner, _ in drawn.gates]
    columns = {
        "gate_id": [f"G{i:04d}" for i in range(len(owners))],
        "block_id": [owner if owner in drawn.blocks else None for owner in owners],
        "center_id": [owner if owner in drawn.centers else None for owner in owners],
    }
    return gpd.GeoDataFrame(columns, geometry=[gate for _, gate in drawn.gates], crs=tables.WGS84)
