"""Who may use which street pieces: those who live in a gated polygon, and all others (docs/method.md, Compounds)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers
from circles.network.gated_ground import edge_mm, gated_ground
from circles.network.segment_grid import Admission
from circles.rule_numbers import EDGE_MM

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

_UNGATED, _PUBLIC = -1, 0


class Grounds(NamedTuple):
    """The gated polygon of each point, -1 of points in none, and the polygons: their ids, and shapes in 1e-7 degree."""

    polygon: Integers
    ids: NDArray[np.object_]
    shapes: NDArray[np.object_]

    def of(self, rows: NDArray[np.bool_]) -> Grounds:
        """Return the grounds of some of the points."""
        return self._replace(polygon=self.polygon[rows])

    def holds(self, rows: NDArray[np.bool_], spots: Integers) -> NDArray[np.bool_]:
        """Return which spots, in 1e-7 degree, lie within the polygon of the point; on its edge is outside."""
        inside = rows.copy()
        shapes = self.shapes[self.polygon[rows]]
        inside[rows] = shapely.contains_properly(shapes, shapely.points(spots[rows].astype(np.float64)))
        return inside


def grounds_of(points: pd.DataFrame, compounds: gpd.GeoDataFrame | None) -> Grounds:
    """Return the gated polygon in which each point stands, of several the one with the lowest id as text.

    A gate within ``EDGE_MM`` of the edge stands outside.

    Parameters
    ----------
    points : DataFrame
        As :func:`circles.network.attached_points.points_to_attach` gives them.
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS``.
    """
    ground = gated_ground(compounds)
    found = np.full(len(points), -1, np.int64)
    if ground is None or not len(points):
        return Grounds(found, np.zeros(0, object), np.zeros(0, object))
    places = points["at"].to_numpy(object)
    there = np.flatnonzero(~(shapely.is_missing(places) | shapely.is_empty(places)))
    units = integers.to_units(shapely.get_coordinates(places[there])).astype(np.float64)
    polygon, point = shapely.STRtree(shapely.points(units)).query(ground.polygons, predicate="contains_properly")
    at_gate = points["gate_id"].notna().to_numpy()[there[point]]
    inside = np.ones(point.size, np.bool_)
    inside[at_gate] = edge_mm(ground.polygons, polygon[at_gate], units[point[at_gate]]) > EDGE_MM
    of_lowest = np.full(len(points), len(ground.ids), np.int64)
    np.minimum.at(of_lowest, there[point[inside]], polygon[inside])
    found = np.where(of_lowest < len(ground.ids), of_lowest, -1)
    return Grounds(found, np.array(ground.ids, dtype=object), ground.polygons)


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
