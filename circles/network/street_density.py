"""How much street there is: by area, and where blocks have so little about them that the file may lack streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.geodesy import onto_plane
from circles.rule_numbers import SPARSE_CELL_M, SPARSE_KM_PER_KM2

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_STEP_M = 25.0
_HALF_CELL_M = SPARSE_CELL_M / 2
_AROUND = np.arange(-1, 3)
"""The half cells of the square of 1 km about a cell, counted from the cell's own south-west one."""

_SQUARE_KM2 = (2 * SPARSE_CELL_M / 1000) ** 2


def street_km_in(network: WalkNetwork, areas: gpd.GeoDataFrame, *, metric_crs: str) -> Floats:
    """Return the kilometres of street in each area, islands included.

    Parameters
    ----------
    network : WalkNetwork
        The streets; a street on the rim of an area is told in or out in steps of at most 25 m.
    areas : GeoDataFrame
        Polygons in any CRS.
    metric_crs : str
        The study's plane.
    """
    middle, length_m = _steps(network, metric_crs)
    shapes = areas.geometry.to_crs(metric_crs).to_numpy()
    shapely.prepare(shapes)
    area, step = shapely.STRtree(shapely.points(middle)).query(shapes, predicate="intersects")
    km = np.zeros(len(areas))
    np.add.at(km, area, length_m[step] / 1000)
    return km


def sparse_areas(
    network: WalkNetwork, blocks: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame, *, metric_crs: str
) -> gpd.GeoDataFrame:
    """Return the cells in which blocks stand and streets are sparse.

    The plane is cut into cells of 500 m, anchored to its multiples. A cell that holds the middle of a block is sparse
    where the square of 1 km about it has less than ``rule_numbers.SPARSE_KM_PER_KM2`` of street.

    Parameters
    ----------
    network : WalkNetwork
        The streets, islands included.
    blocks, attachments : GeoDataFrame
        ``tables.BLOCKS``, and ``ATTACHMENTS`` of the same blocks: they know their middles.
    metric_crs : str
        The study's plane.

    Returns
    -------
    GeoDataFrame
        ``tables.SPARSE_AREAS`` in WGS-84, fewest streets first.
    """
    column, row, of_block = _cells_of_blocks(attachments, metric_crs)
    km = _km_about(network, column, row, metric_crs)
    sparse = np.flatnonzero(km / _SQUARE_KM2 < SPARSE_KM_PER_KM2)
    sparse = sparse[np.lexsort((row[sparse], column[sparse], km[sparse]))]
    west, south = column[sparse] * SPARSE_CELL_M, row[sparse] * SPARSE_CELL_M
    cells = gpd.GeoSeries(shapely.box(west, south, west + SPARSE_CELL_M, south + SPARSE_CELL_M), crs=metric_crs)
    people = integers.known_sums(blocks["population"].iloc[of_block[1]], of_block[0]).reindex(range(len(column)))
    return gpd.GeoDataFrame(
        {
            "street_km_per_km2": km[sparse] / _SQUARE_KM2,
            "blocks": np.bincount(of_block[0], minlength=len(column))[sparse],
            "population": people.to_numpy()[sparse],
        },
        geometry=integers.on_grid(cells.to_crs(tables.WGS84)).to_numpy(),
        crs=tables.WGS84,
    )


def _cells_of_blocks(
    attachments: gpd.GeoDataFrame, metric_crs: str
) -> tuple[Integers, Integers, tuple[Integers, Integers]]:
    """Return column and row of each cell that holds a block, and (cell, block) for each block that has a place."""
    middles = attachments.loc[attachments["kind"] == "block"].geometry.to_numpy()
    placed = np.flatnonzero(~shapely.is_missing(middles))
    plane = onto_plane(metric_crs)
    xy = np.column_stack(plane.transform(shapely.get_x(middles[placed]), shapely.get_y(middles[placed])))
    cells, cell = np.unique(np.floor(xy / SPARSE_CELL_M).astype(np.int64), axis=0, return_inverse=True)
    return cells[:, 0], cells[:, 1], (cell.ravel(), placed)


def _km_about(network: WalkNetwork, column: Integers, row: Integers, metric_crs: str) -> Floats:
    """Return the kilometres of street in the square of 1 km about each cell."""
    if not len(column):
        return np.zeros(0)
    middle, length_m = _steps(network, metric_crs)
    half = np.floor(middle / _HALF_CELL_M).astype(np.int64)
    east, north = (axis.ravel() for axis in np.meshgrid(_AROUND, _AROUND))
    wanted = _key((2 * column[:, None] + east).ravel(), (2 * row[:, None] + north).ravel())
    keys, back = np.unique(wanted, return_inverse=True)
    own = _key(half[:, 0], half[:, 1])
    at = np.minimum(np.searchsorted(keys, own), len(keys) - 1)
    there = keys[at] == own
    metres = np.bincount(at[there], length_m[there], len(keys))
    km: Floats = metres[back].reshape(len(column), -1).sum(axis=1) / 1000
    return km


def _key(x: Integers, y: Integers) -> Integers:
    return (x << 32) + y


def _steps(network: WalkNetwork, metric_crs: str) -> tuple[Floats, Floats]:
    """Return all streets in steps of at most 25 m: the middle of each in the plane, and its length."""
    plane = onto_plane(metric_crs)
    lon, lat = integers.to_degrees(network.vertex_lon), integers.to_degrees(network.vertex_lat)
    xy = np.column_stack(plane.transform(lon, lat))
    first = network.segment_vertex
    first = first[~network.is_square[network.vertex_piece[first]]]
    start, way = xy[first], xy[first + 1] - xy[first]
    length_m = np.hypot(way[:, 0], way[:, 1])
    count = np.maximum(np.ceil(length_m / _STEP_M).astype(np.int64), 1)
    segment = np.repeat(np.arange(count.size), count)
    number = np.arange(segment.size) - np.repeat(np.cumsum(count) - count, count)
    middle = start[segment] + way[segment] * ((number + 0.5) / count[segment])[:, None]
    return middle, (length_m / count)[segment]
