"""Who may use which street pieces: those who live in a gated polygon, and all others (docs/method.md, Compounds)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from circles.network.islands import in_plane
from circles.network.segment_grid import Admission
from circles.rule_numbers import EDGE_MM

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

_UNGATED, _PUBLIC = -1, 0


class Grounds(NamedTuple):
    """The gated polygon of each point: its position in the table, -1 of points in none, and the table's geometry."""

    polygon: Integers
    ids: NDArray[np.object_]
    shapes: NDArray[np.object_]


def grounds_of(points: pd.DataFrame, compounds: gpd.GeoDataFrame | None, metric_crs: str) -> Grounds:
    """Return the gated polygon in which each point stands, of several the one with the lowest id as text.

    A gate within ``EDGE_MM`` of the edge stands outside.

    Parameters
    ----------
    points : DataFrame
        As :func:`circles.network.attached_points.points_to_attach` gives them.
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS``.
    metric_crs : str
        The study's plane.
    """
    found = np.full(len(points), -1, np.int64)
    if compounds is None or compounds.empty or not len(points):
        return Grounds(found, np.zeros(0, object), np.zeros(0, object))
    table = compounds.assign(compound_id=compounds["compound_id"].astype(str))
    table = table.sort_values("compound_id", kind="stable", ignore_index=True)
    shapes = table.geometry.to_numpy()
    places = points["at"].to_numpy(object)
    polygon, point = shapely.STRtree(places).query(shapes, predicate="contains")
    at_gate = points["gate_id"].notna().to_numpy()[point]
    edges = in_plane(shapely.boundary(shapes), metric_crs)
    off_m = shapely.distance(edges[polygon[at_gate]], in_plane(places[point[at_gate]], metric_crs))
    inside = np.ones(point.size, np.bool_)
    inside[at_gate] = off_m * 1000 > EDGE_MM
    of_lowest = np.full(len(points), len(table), np.int64)
    np.minimum.at(of_lowest, point[inside], polygon[inside])
    found = np.where(of_lowest < len(table), of_lowest, -1)
    return Grounds(found, table["compound_id"].to_numpy(object), shapes)


def admissions(
    network: WalkNetwork, grounds: Grounds, pieces: NDArray[np.bool_]
) -> tuple[Admission, NDArray[np.bool_]]:
    """Return which of some pieces each point may use, and which points have none of their own compound.

    A point in a gated polygon uses the pieces of that compound; where it has none, public ones. A point outside uses
    those of no gated polygon.
    """
    gated = np.r_[network.compound_gated, False][network.piece_compound]
    group = np.where(gated, network.piece_compound + 1, np.where(network.piece_compound < 0, _PUBLIC, _UNGATED))
    own = np.full(grounds.polygon.size, -1, np.int64)
    inside = np.flatnonzero(grounds.polygon >= 0)
    if inside.size:
        number = {name: i for i, name in enumerate(network.compound_ids)}
        names = grounds.ids[grounds.polygon[inside]].tolist()
        compound = np.array([number.get(name, -1) for name in names], np.int64)
        there = np.zeros(len(network.compound_ids) + 1, np.bool_)
        there[network.piece_compound[pieces]] = True
        own[inside] = np.where((compound >= 0) & there[compound], compound + 1, -1)
    outside = grounds.polygon < 0
    low = np.where(own > 0, own, np.where(outside, _UNGATED, _PUBLIC))
    high = np.where(own > 0, own, _PUBLIC)
    return Admission(group, low, high), ~outside & (own < 0)


def in_no_polygon(network: WalkNetwork) -> NDArray[np.bool_]:
    """Return which pieces are of no gated polygon."""
    result: NDArray[np.bool_] = ~np.r_[network.compound_gated, False][network.piece_compound]
    return result
