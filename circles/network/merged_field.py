"""The distance fields of many circles merged on the one grid they are all drawn on, and the outline of all together.

At each node the least of the signed distances stays: below 0 is what any circle covers. The grid is kept in square
tiles, and only where there is a circle, so it costs what is drawn and not what the plane holds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from circles.network.outlines import contours, polygons_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Field = NDArray[np.float32]

TILE = 128
"""Nodes along the side of a tile: 64 kB."""

WINDOW = 2
"""Tiles along the side of the windows that are contoured at once: at the default cell, 2.5 km."""

_OUTSIDE = np.float32(1e6)
_DIGITS = 3


@dataclass(frozen=True, eq=False)
class MergedField:
    """Room for the circles of one sheet; :func:`merge` writes into it from any thread.

    Attributes
    ----------
    cell_m : float
        Step of the grid, which is anchored to its multiples.
    tiles : dict
        Field of each tile (row, column) that holds any circle.
    apart : list of geometry
        Circles drawn on a coarser grid.
    lock : Lock
        Held while a tile is written.
    """

    cell_m: float
    tiles: dict[tuple[int, int], Field] = field(default_factory=dict)
    apart: list[Any] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def merge(merged: MergedField, distances: Field, west: float, south: float) -> None:
    """Keep at each node the lesser distance.

    Parameters
    ----------
    merged : MergedField
        Written.
    distances : ndarray of float32, shape (rows, columns)
        Signed distances of one circle in metres, on the merged grid.
    west, south : float
        Place of ``distances[0, 0]``, multiples of the cell.
    """
    row0, column0 = round(south / merged.cell_m), round(west / merged.cell_m)
    rows, columns = distances.shape
    for tile in product(
        range(row0 // TILE, (row0 + rows - 1) // TILE + 1),
        range(column0 // TILE, (column0 + columns - 1) // TILE + 1),
    ):
        top, left = tile[0] * TILE - row0, tile[1] * TILE - column0
        part = distances[max(top, 0) : top + TILE, max(left, 0) : left + TILE]
        with merged.lock:
            if tile not in merged.tiles:
                merged.tiles[tile] = np.full((TILE, TILE), _OUTSIDE, np.float32)
            whole = merged.tiles[tile]
            own = whole[max(-top, 0) :, max(-left, 0) :][: part.shape[0], : part.shape[1]]
            np.minimum(own, part, out=own)


def outlined(merged: MergedField) -> list[Any]:
    """Return what the circles cover together, as valid geometries that do not overlap but where circles stand apart.

    Vertices are rounded to a millimetre, so that neighbours share theirs.
    """
    windows: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for tile in sorted(merged.tiles):
        windows.setdefault((tile[0] // WINDOW, tile[1] // WINDOW), []).append(tile)
    found = [_outline(merged, inside) for inside in windows.values()]
    return [geometry for geometry in [*found, *merged.apart] if not shapely.is_empty(geometry)]


def _outline(merged: MergedField, tiles: Iterable[tuple[int, int]]) -> Any:
    """Return the outline of some tiles, each with the first nodes of the next ones, as one geometry."""
    place = np.array(list(tiles))
    (bottom, left), (top, right) = place.min(axis=0), place.max(axis=0) + 1
    nodes = np.full(((top - bottom) * TILE + 1, (right - left) * TILE + 1), _OUTSIDE, np.float32)
    for tile in product(range(bottom, top + 1), range(left, right + 1)):
        known = merged.tiles.get(tile)
        if known is not None:
            own = nodes[(tile[0] - bottom) * TILE :, (tile[1] - left) * TILE :][:TILE, :TILE]
            own[:] = known[: own.shape[0], : own.shape[1]]
    points, offsets = contours(nodes, left * TILE * merged.cell_m, bottom * TILE * merged.cell_m, merged.cell_m)
    if not points:
        return shapely.MultiPolygon()
    return polygons_of([np.round(ring, _DIGITS) for ring in points], offsets)
