"""Towns with compounds, drawn in metres; their answers are worked by hand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from circles import network, tables
from circles.workflows import network_of
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.planning_study import Study

PRIVATE, PUBLIC = "private", ""


def compounds(places: Mapping[str, Sequence[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Return gated polygons by id."""
    return gpd.GeoDataFrame(
        {"compound_id": list(places), "name": [f"Compound {name}" for name in places]},
        geometry=[shapely.Polygon(degrees(ring)) for ring in places.values()],
        crs=tables.WGS84,
    )


def barriers(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return points that nobody passes."""
    points = [shapely.Point(place) for place in degrees(places)]
    table = {"barrier_id": [f"N{i}" for i in range(len(points))], "reason": "locked"}
    return gpd.GeoDataFrame(table, geometry=points, crs=tables.WGS84)


def edits(*drawn: tuple[str, Any], **columns: Any) -> gpd.GeoDataFrame:
    """Return edits: the kind and the places of each; none for an edit without a shape."""
    shapes = {"gate": lambda xy: shapely.Point(xy[0]), "open": shapely.Polygon, "private": shapely.Polygon}
    return gpd.GeoDataFrame(
        {
            "edit_id": [f"E{i}" for i in range(len(drawn))],
            "kind": [kind for kind, _ in drawn],
            "note": "",
            "author": "",
            "date": "",
            **columns,
        },
        geometry=[shapes.get(kind, shapely.LineString)(degrees(places)) if places else None for kind, places in drawn],
        crs=tables.WGS84,
    )


def walks_of(study: Study, *, engine: str = "compiled") -> dict[str, int | None]:
    """Return the walk of each block in millimetres, None without a path."""
    graph = network_of(study)
    attachments = attached(study)
    ids = study.centers.loc[study.centers["status"] == "open", "center_id"]
    nodes = network.walk_field(graph, attachments, ids, engine=engine)
    found = network.nearest(graph, attachments, ids, nodes).set_index("block_id")["walk_mm"]
    pairs = network.walks(graph, attachments, ids, bound_mm=2**61, engine=engine, threads=1)
    assert pairs.groupby("block_id")["walk_mm"].min().to_dict() == found.to_dict()
    return {name: int(found[name]) if name in found else None for name in study.blocks["block_id"]}


def attached(study: Study) -> gpd.GeoDataFrame:
    """Return where the points of a study are attached."""
    return network.attach(
        network_of(study),
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=study.scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )
