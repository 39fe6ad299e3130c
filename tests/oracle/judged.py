"""The answer of the package to a study that the oracle answers too. It is the one module here that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

import circles
from circles import network, tables
from circles.workflows.streets_attached import attached
from tests.oracle.walking import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import shapely

    from tests.oracle.drawn_study import Places


def walks_of(path: Path, private_ways: str, drawn: Places, *, squares: bool = False) -> dict[str, Answer]:
    """Return the least walk of each block that has one, by the package: a study of a file and of tables in memory."""
    study = circles.study(
        streets=path,
        centers=_table("center_id", drawn.centers),
        blocks=_table("block_id", drawn.blocks).assign(population=1.0),
        gates=_gates(drawn) if drawn.gates else None,
        compounds=_table("compound_id", drawn.walls) if drawn.walls else None,
        edits=_closed(drawn.closed_lines) if drawn.closed_lines else None,
        private_ways=private_ways,
        squares=squares,
        lang="en",
    )
    found = attached(study, study.scenario)
    ids = study.centers["center_id"]
    nodes = network.walk_field(found.walk_network, found.attachments, ids)
    nearest = network.nearest(found.walk_network, found.attachments, ids, nodes)
    return {
        str(block): Answer(int(mm), str(center))
        for block, mm, center in zip(nearest["block_id"], nearest["walk_mm"], nearest["center_id"], strict=True)
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


def _closed(lines: Sequence[shapely.LineString]) -> gpd.GeoDataFrame:
    names = {"edit_id": [f"x{i}" for i in range(len(lines))], "kind": "closed"}
    return gpd.GeoDataFrame(names, geometry=list(lines), crs=tables.WGS84)
