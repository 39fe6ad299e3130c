"""Streets without connection to the rest: which points stand on them and on no other (docs/method.md, Streets)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.chains import components

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def piece_components(network: WalkNetwork) -> Integers:
    """Return for each piece the connected component it is of, named by its lowest node."""
    root = components(network.piece_start, network.piece_end, network.node_lon.size)
    result: Integers = root[network.piece_start]
    return result


def island_near(network: WalkNetwork, geometry: NDArray[np.object_], *, max_snap_m: float, metric_crs: str) -> Integers:
    """Return for each shape the component of the nearest island within reach, -1 where there is none.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    geometry : ndarray of geometry
        Points or polygons in WGS-84; of a polygon its edge counts. None is near nothing.
    max_snap_m : float
        How far an island may be.
    metric_crs : str
        The study's plane.
    """
    result = np.full(geometry.size, -1, np.int64)
    islands = np.flatnonzero(network.piece_island & ~network.is_square)
    there = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    if not (islands.size and there.size):
        return result
    lines = in_plane(piece_lines(network, islands), metric_crs)
    near, found = shapely.STRtree(lines).query_nearest(
        in_plane(geometry[there], metric_crs), max_distance=max_snap_m, all_matches=False
    )
    result[there[near]] = piece_components(network)[islands[found]]
    return result


def island_metres(
    network: WalkNetwork, geometry: NDArray[np.object_], *, max_snap_m: float, metric_crs: str
) -> NDArray[np.float64]:
    """Return the length of the nearest island within reach of each shape, NaN where there is none: all its streets.

    Parameters
    ----------
    network, geometry, max_snap_m, metric_crs
        As for :func:`island_near`.
    """
    near = island_near(network, geometry, max_snap_m=max_snap_m, metric_crs=metric_crs)
    own = network.piece_island & ~network.is_square
    of_mm = np.bincount(piece_components(network)[own], network.piece_mm[own], network.node_lon.size)
    return np.where(near < 0, np.nan, of_mm[near] / 1000)


def within_reach(
    shapes: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, *, within_m: float, metric_crs: str
) -> NDArray[np.bool_]:
    """Return which shapes have one of the lines within reach; a shape that is missing has none."""
    geometry = np.array(shapes.geometry, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    tree = shapely.STRtree(in_plane(lines.geometry.to_numpy(), metric_crs))
    near, _ = tree.query(in_plane(geometry[there], metric_crs), predicate="dwithin", distance=within_m)
    result = np.zeros(geometry.size, np.bool_)
    result[there[near]] = True
    return result


def piece_lines(network: WalkNetwork, pieces: Integers) -> NDArray[np.object_]:
    """Return the lines of some pieces, given in ascending order, in WGS-84."""
    row = np.full(network.piece_mm.size, -1, np.int64)
    row[pieces] = np.arange(pieces.size)
    of_vertex = row[network.vertex_piece]
    kept = of_vertex >= 0
    places = integers.to_degrees(np.column_stack([network.vertex_lon[kept], network.vertex_lat[kept]]))
    lines: NDArray[np.object_] = shapely.linestrings(places, indices=of_vertex[kept])
    return lines


def in_plane(geometry: NDArray[np.object_], metric_crs: str) -> NDArray[np.object_]:
    """Return shapes in WGS-84 in the study's plane."""
    flat: NDArray[np.object_] = gpd.GeoSeries(geometry, crs=tables.WGS84).to_crs(metric_crs).to_numpy()
    return flat


def in_degrees(geometry: NDArray[np.object_], metric_crs: str) -> NDArray[np.object_]:
    """Return shapes in the study's plane in WGS-84."""
    placed: NDArray[np.object_] = gpd.GeoSeries(geometry, crs=metric_crs).to_crs(tables.WGS84).to_numpy()
    return placed
