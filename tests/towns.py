"""Tiny towns whose answers are worked by hand.

A town is drawn in metres east and north of a corner in Wuhan. Streets carry their drawn length, so street metres are
exact; a point between vertices is placed to 1e-7 degree, about a centimetre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, network, tables
from circles.network.geodesy import metres_per_degree
from circles.planning_study import Study
from circles.workflows import network_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from circles.network import WalkNetwork
    from circles.planning_study import Scenario

Place = tuple[float, float]

CORNER = (114.3, 30.6)

CENTIMETRES = 0.03
"""How far a walk between places off the vertices may be from the drawn one, in metres."""


def degrees(places: Sequence[Place]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return places in metres as degrees on the grid of 1e-7."""
    kx, ky = metres_per_degree(np.array([CORNER[1]]))
    xy = np.asarray(places, dtype=float) / np.array([kx[0], ky[0]]) + np.array(CORNER)
    return integers.to_degrees(integers.to_units(xy))


def streets(*lines: Sequence[Place], lengths: Mapping[int, float] | None = None, **columns: Any) -> gpd.GeoDataFrame:
    """Return streets drawn through places; `lengths` overrides the drawn length of a line."""
    drawn = [float(np.hypot(*np.diff(np.asarray(line, dtype=float), axis=0).T).sum()) for line in lines]
    for line, length_m in (lengths or {}).items():
        drawn[line] = length_m
    table = {
        "street_id": [f"S{i}" for i in range(len(lines))],
        "name": [f"Street {i}" for i in range(len(lines))],
        "highway": "residential",
        "level": "",
        "cut_start": False,
        "cut_end": False,
        "length_m": drawn,
        **columns,
    }
    geometry = [shapely.LineString(degrees(line)) for line in lines]
    return gpd.GeoDataFrame(table, geometry=geometry, crs=tables.WGS84)


def centers(places: Mapping[str, Place | None], *, closed: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return centers by id."""
    return gpd.GeoDataFrame(
        {
            "center_id": list(places),
            "name": [f"Center {name}" for name in places],
            "status": ["closed" if name in closed else "open" for name in places],
        },
        geometry=[_point(place) for place in places.values()],
        crs=tables.WGS84,
    )


def blocks(
    places: Mapping[str, Place | Sequence[Place] | None], *, population: Sequence[float] | None = None
) -> gpd.GeoDataFrame:
    """Return blocks by id: a place is a point block, several are the corners of a polygon, None has no geometry."""
    shapes = [
        shapely.Polygon(degrees(place)) if _is_ring(place) else _point(place)  # type: ignore[arg-type]
        for place in places.values()
    ]
    return gpd.GeoDataFrame(
        {
            "block_id": list(places),
            "name": [f"Block {name}" for name in places],
            "population": np.array(population if population is not None else [np.nan] * len(places), dtype=float),
            "dwellings": np.full(len(places), np.nan),
        },
        geometry=shapes,
        crs=tables.WGS84,
    )


def gates(places: Mapping[str, tuple[str, Place]] | None = None) -> gpd.GeoDataFrame:
    """Return gates by id: the block and the place of each."""
    given = places or {}
    return gpd.GeoDataFrame(
        {
            "gate_id": np.array(list(given), dtype=object),
            "block_id": np.array([block for block, _ in given.values()], dtype=object),
        },
        geometry=[_point(place) for _, place in given.values()],
        crs=tables.WGS84,
    )


def town(
    lines: gpd.GeoDataFrame,
    center_places: Mapping[str, Place | None] | gpd.GeoDataFrame,
    block_places: Mapping[str, Any] | gpd.GeoDataFrame,
    gate_places: Mapping[str, tuple[str, Place]] | None = None,
    **settings: Any,
) -> Study:
    """Return a study of a drawn town."""
    return Study(
        name="Town",
        streets=lines,
        centers=center_places if isinstance(center_places, gpd.GeoDataFrame) else centers(center_places),
        blocks=block_places if isinstance(block_places, gpd.GeoDataFrame) else blocks(block_places),
        gates=gates(gate_places),
        **settings,
    )


def reach_of(study: Study, scenario: Scenario) -> tuple[WalkNetwork, pd.DataFrame]:
    """Return the walk network of a study and what is reached on it."""
    graph = network_of(study)
    attachments = network.attach(
        graph,
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )
    return graph, network.reach(graph, attachments, study.centers["center_id"], limit_mm=scenario.limit_mm)


def square(x: float, y: float, side: float) -> list[Place]:
    """Return the corners of a square by its south-west corner."""
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def _point(place: Place | None) -> shapely.Point | None:
    return None if place is None else shapely.Point(degrees([place])[0])


def _is_ring(place: Any) -> bool:
    return place is not None and isinstance(place[0], (tuple, list))
