"""Who sees whom within a polygon with holes, decided by whole numbers (docs/method.md, Squares).

A polygon is its vertices in 1e-7 degree, ring after ring, each vertex followed by the next and the last by the first.
Inside is what an odd number of rings surrounds; the rings themselves belong to it, those of holes too.
:mod:`circles.network.sight_rays` looks for pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from circles.network.sight_rays import pairs_on_rays

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def inward_vertices(offset: Integers, lon: Integers, lat: Integers) -> NDArray[np.bool_]:
    """Return the vertices at which a polygon bends inward: only there does a shortest way turn.

    Parameters
    ----------
    offset : ndarray of int64
        Ring r has the vertices from ``offset[r]`` up to ``offset[r + 1]``; its first vertex is not repeated. The
        first ring is the outer one, the others are holes.
    lon, lat : ndarray of int64
        Vertices in 1e-7 degree.

    Examples
    --------
    An L: of its six corners the inner one bends inward.

    >>> offset = np.array([0, 6])
    >>> lon, lat = np.array([0, 20, 20, 10, 10, 0]), np.array([0, 0, 10, 10, 20, 20])
    >>> inward_vertices(offset, lon, lat).tolist()
    [False, False, False, True, False, False]
    """
    before, after = _before(offset), _after(offset)
    turn = _turns(lon[before], lat[before], lon, lat, lon[after], lat[after])
    back = (lon - lon[before]) * (lon[after] - lon) + (lat - lat[before]) * (lat[after] - lat) < 0
    inward = np.zeros(lon.size, np.bool_)
    for ring, (first, end) in enumerate(zip(offset[:-1].tolist(), offset[1:].tolist(), strict=True)):
        part = slice(first, end)
        # Twice the area, from the ring's own first vertex: the products stay small.
        x, y = lon[part] - lon[first], lat[part] - lat[first]
        anticlockwise = int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) > 0
        leftward = anticlockwise if ring == 0 else not anticlockwise
        # A ring that turns straight back has no side there.
        inward[part] = (turn[part] * (1 if leftward else -1) < 0) | ((turn[part] == 0) & back[part])
    return inward


def pairs_in_sight(
    offset: Integers,
    lon: Integers,
    lat: Integers,
    node_lon: Integers,
    node_lat: Integers,
    *,
    counted: Flags | None = None,
    most: int = 0,
) -> tuple[Integers, Integers]:
    """Return all pairs of nodes (i < j) between which the straight line lies in the closed polygon.

    Parameters
    ----------
    offset, lon, lat : ndarray of int64
        A polygon, as for :func:`inward_vertices`.
    node_lon, node_lat : ndarray of int64
        Places within it or on its rings in coordinate order, no two the same.
    counted : ndarray of bool, optional
        Nodes of which pairs are counted: after more than `most` pairs of two of them no more are looked for.
    most : int, optional
        How many of these there may be.

    Examples
    --------
    >>> offset = np.array([0, 6])
    >>> lon, lat = np.array([0, 20, 20, 10, 10, 0]), np.array([0, 0, 10, 10, 20, 20])
    >>> [pairs.tolist() for pairs in pairs_in_sight(offset, lon, lat, lon[[5, 3, 2]], lat[[5, 3, 2]])]
    [[0, 1], [1, 2]]
    """
    if counted is None:
        counted = np.zeros(node_lon.size, np.bool_)
    i, j = pairs_on_rays(lon, lat, _after(offset), node_lon, node_lat, counted, most)
    return i, j


def _after(offset: Integers) -> Integers:
    after = np.arange(1, offset[-1] + 1)
    after[offset[1:] - 1] = offset[:-1]
    return after


def _before(offset: Integers) -> Integers:
    before = np.arange(-1, offset[-1] - 1)
    before[offset[:-1]] = offset[1:] - 1
    return before


def _turns(x1: Integers, y1: Integers, x2: Integers, y2: Integers, x3: Integers, y3: Integers) -> Integers:
    turns: Integers = np.sign((x2 - x1) * (y3 - y1) - (y2 - y1) * (x3 - x1))
    return turns
