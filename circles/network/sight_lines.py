"""Who sees whom within a polygon with holes, decided by whole numbers (docs/method.md, Squares).

A polygon is its vertices in 1e-7 degree, ring after ring, each vertex followed by the next and the last by the first.
Inside is what an odd number of rings surrounds; the rings themselves belong to it, those of holes too. Products of
places a quarter of the earth apart still fit into 63 bits (:data:`WIDEST`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

Integers = NDArray[np.int64]

WIDEST = 2**28
"""The widest polygon, in 1e-7 degree: 26 degrees."""


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
    offset: Integers, lon: Integers, lat: Integers, node_lon: Integers, node_lat: Integers
) -> tuple[Integers, Integers]:
    """Return all pairs of nodes (i < j) between which the straight line lies in the closed polygon.

    Parameters
    ----------
    offset, lon, lat : ndarray of int64
        A polygon, as for :func:`inward_vertices`.
    node_lon, node_lat : ndarray of int64
        Places within it or on its rings, no two the same.

    Examples
    --------
    >>> offset = np.array([0, 6])
    >>> lon, lat = np.array([0, 20, 20, 10, 10, 0]), np.array([0, 0, 10, 10, 20, 20])
    >>> [pairs.tolist() for pairs in pairs_in_sight(offset, lon, lat, lon[[2, 3, 5]], lat[[2, 3, 5]])]
    [[0, 1], [1, 2]]
    """
    after = _after(offset)
    i, j = _pairs_in_sight(lon, lat, lon[after], lat[after], node_lon, node_lat)
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


@compiled
def _pairs_in_sight(
    x1: Integers, y1: Integers, x2: Integers, y2: Integers, x: Integers, y: Integers
) -> tuple[Integers, Integers]:
    first, second = np.empty(16, np.int64), np.empty(16, np.int64)
    touched = np.empty(x1.size + 2, np.int64)
    count = 0
    for i in range(x.size):
        for j in range(i + 1, x.size):
            if not _sees(x1, y1, x2, y2, x[i], y[i], x[j], y[j], touched):
                continue
            if count == first.size:
                more_first, more_second = np.empty(2 * count, np.int64), np.empty(2 * count, np.int64)
                for k in range(count):
                    more_first[k], more_second[k] = first[k], second[k]
                first, second = more_first, more_second
            first[count], second[count] = i, j
            count += 1
    return first[:count].copy(), second[:count].copy()


@compiled
def _turn(x1: int, y1: int, x2: int, y2: int, x3: int, y3: int) -> int:
    """Return on which side of the line from 1 to 2 place 3 lies: 1 left, -1 right, 0 on it."""
    product = (x2 - x1) * (y3 - y1) - (y2 - y1) * (x3 - x1)
    return 1 if product > 0 else (-1 if product < 0 else 0)


@compiled
def _sees(
    x1: Integers, y1: Integers, x2: Integers, y2: Integers, px: int, py: int, qx: int, qy: int, touched: Integers
) -> bool:
    """Say whether the line from p to q lies in the closed polygon whose edges run from 1 to 2.

    No edge crosses it, and between the vertices that it passes over it lies inside: by its middle there, in half units.
    """
    touched[0] = 0
    count = 1
    for edge in range(x1.size):
        begins = _turn(px, py, qx, qy, x1[edge], y1[edge])
        ends = _turn(px, py, qx, qy, x2[edge], y2[edge])
        if begins * ends < 0:
            p_side = _turn(x1[edge], y1[edge], x2[edge], y2[edge], px, py)
            if p_side * _turn(x1[edge], y1[edge], x2[edge], y2[edge], qx, qy) < 0:
                return False
        elif begins == 0:
            along = (x1[edge] - px) * (qx - px) + (y1[edge] - py) * (qy - py)
            if 0 < along < (qx - px) ** 2 + (qy - py) ** 2:
                touched[count] = edge + 1
                count += 1
    for place in range(count):
        # Each stretch begins at p (0) or at a vertex passed over, and ends at the nearest one after it, or at q.
        ax, ay = (px, py) if touched[place] == 0 else (x1[touched[place] - 1], y1[touched[place] - 1])
        bx, by = qx, qy
        for other in range(1, count):
            cx, cy = x1[touched[other] - 1], y1[touched[other] - 1]
            ahead = (cx - ax) * (qx - px) + (cy - ay) * (qy - py)
            if ahead > 0 and ahead < (bx - ax) * (qx - px) + (by - ay) * (qy - py):
                bx, by = cx, cy
        if not _is_inside(x1, y1, x2, y2, ax + bx, ay + by):
            return False
    return True


@compiled
def _is_inside(x1: Integers, y1: Integers, x2: Integers, y2: Integers, x: int, y: int) -> bool:
    """Say whether a place given in half units lies in the polygon or on its rings."""
    odd = False
    for edge in range(x1.size):
        ax, ay, bx, by = 2 * x1[edge], 2 * y1[edge], 2 * x2[edge], 2 * y2[edge]
        turn = _turn(ax, ay, bx, by, x, y)
        if turn == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay <= y < by and turn > 0) or (by <= y < ay and turn < 0):
            odd = not odd
    return odd
