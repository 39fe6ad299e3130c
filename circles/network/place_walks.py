"""Walks of places beside streets, read off a field without another search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles import integers
from circles.network.admission import in_no_polygon
from circles.network.missing_links import field_of
from circles.network.search import FAR
from circles.network.segment_grid import nearest_spots, segment_grid, spot_share_mm

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def pieces_within(network: WalkNetwork, nodes: gpd.GeoDataFrame, *, limit_mm: int) -> Integers:
    """Return the pieces off islands one end of which is within the limit, ascending."""
    field_mm, layers = field_of(nodes), network.layers
    least = np.minimum(field_mm[layers.read_start], field_mm[layers.read_end])
    return np.flatnonzero((least <= limit_mm) & ~network.piece_island)


def walks_of_places(
    network: WalkNetwork, nodes: gpd.GeoDataFrame, lon: Integers, lat: Integers, *, longest_m: float
) -> Integers:
    """Return the walk of each place by the nearest street, as a gate there is attached; ``FAR`` where none is so near.

    Parameters
    ----------
    network : WalkNetwork
        The streets; those of gated polygons do not count, since a gate in a wall stands outside.
    nodes : GeoDataFrame
        ``tables.NODES``.
    lon, lat : ndarray of int64
        Places in 1e-7 degree.
    longest_m : float
        How far a street may be.
    """
    pieces = ~network.piece_island & in_no_polygon(network)
    if not pieces.any() or not lon.size:
        return np.full(lon.size, FAR)
    field_mm, layers = field_of(nodes), network.layers
    grid = segment_grid(network, pieces)
    segment, t, leg_m = nearest_spots(grid, lon, lat)
    share_mm, segment_mm = spot_share_mm(network, grid, segment, t)
    along_mm = np.where(grid.forward[segment], share_mm, segment_mm - share_mm)
    piece, at_mm = grid.piece[segment], network.vertex_at_mm[grid.vertex[segment]] + along_mm
    by_start = field_mm[layers.read_start[piece]] + at_mm
    by_end = field_mm[layers.read_end[piece]] + network.piece_mm[piece] - at_mm
    walk_mm = np.minimum(np.minimum(by_start, by_end) + integers.millimetres(leg_m), FAR)
    return np.where(leg_m <= longest_m, walk_mm, FAR)
