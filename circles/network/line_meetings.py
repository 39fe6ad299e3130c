"""Where drawn lines meet the segments of a network, decided by whole numbers (docs/method.md, Edits).

Shares are fractions, never floats: the same on every machine, and a line through a vertex touches that vertex.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Place = tuple[int, int]
"""Longitude and latitude in 1e-7 degree."""


class Spot(NamedTuple):
    """A spot on a piece: the vertex at or before it, how far along it is, and its place rounded to 1e-7 degree.

    At a vertex, `side` tells on which of its segments: -1 on the one that ends there, 1 on the next, 0 where not known.
    """

    piece: int
    at_mm: int
    vertex: int
    place: Place
    side: int = 0


class Meeting(NamedTuple):
    """A line meets a segment of a network: at which of its own segments, at what share of that, and the spot.

    `begins` is the vertex at which the segment of the network begins; `at_vertex` says that the spot is exactly a
    vertex, and not one beside it that rounds to its place.
    """

    segment: int
    share: Fraction
    spot: Spot
    begins: int
    at_vertex: bool


def meetings(a: Place, b: Place, c: Place, d: Place) -> list[tuple[Fraction, Fraction]]:
    """Return the shares of both segments, a-b and c-d, at which they meet: of an overlap, both its ends.

    Examples
    --------
    >>> meetings((0, 0), (4, 0), (1, -1), (1, 1))
    [(Fraction(1, 4), Fraction(1, 2))]
    >>> meetings((0, 0), (4, 0), (4, 1), (4, 2))
    []
    """
    r, s, q = _less(b, a), _less(d, c), _less(c, a)
    cross = _cross(r, s)
    if cross:
        t, u, whole = _cross(q, s), _cross(q, r), cross
        if whole < 0:
            t, u, whole = -t, -u, -whole
        return [(Fraction(t, whole), Fraction(u, whole))] if 0 <= t <= whole and 0 <= u <= whole else []
    if _cross(q, r):
        return []
    square, back = _dot(r, r), _dot(s, s)
    ends = sorted((Fraction(_dot(q, r), square), Fraction(_dot(_less(d, a), r), square)))
    low, high = max(ends[0], Fraction(0)), min(ends[1], Fraction(1))
    if low > high:
        return []
    return [(t, (t * _dot(r, s) - _dot(q, s)) / back) for t in dict.fromkeys((low, high))]


def place_at(a: Place, b: Place, share: Fraction) -> Place:
    """Return the place at a share of a segment, rounded from its smaller end."""
    part, whole = share.numerator, share.denominator
    if a > b:
        a, b, part = b, a, whole - part
    return a[0] + _rounded((b[0] - a[0]) * part, whole), a[1] + _rounded((b[1] - a[1]) * part, whole)


def along_mm(a: Place, b: Place, mm: int, share: Fraction) -> int:
    """Return how far along a segment of `mm` a share of it is, rounded from its smaller end."""
    part, whole = share.numerator, share.denominator
    return mm - _rounded(mm * (whole - part), whole) if a > b else _rounded(mm * part, whole)


def met(network: WalkNetwork, line: Integers) -> Iterator[Meeting]:
    """Yield where a line crosses or touches the segments of a network, in the order of the line and of the network.

    Parameters
    ----------
    network : WalkNetwork
        Its streets, islands included.
    line : ndarray of int64, shape (n, 2)
        Vertices in 1e-7 degree, no two in a row at one place.
    """
    begins = network.segment_vertex
    lon, lat = network.vertex_lon, network.vertex_lat
    near = begins[_overlap(lon, lat, begins, line.min(axis=0), line.max(axis=0))]
    pieces = np.searchsorted(network.vertex_offset, near, side="right") - 1
    for number, (c, d) in enumerate(pairwise(map(tuple, line.tolist()))):
        low, high = np.minimum(line[number], line[number + 1]), np.maximum(line[number], line[number + 1])
        for i in np.flatnonzero(_overlap(lon, lat, near, low, high)).tolist():
            vertex, piece = int(near[i]), int(pieces[i])
            a, b = ((int(lon[v]), int(lat[v])) for v in (vertex, vertex + 1))
            if a == b:
                continue
            for share, of_line in meetings(a, b, c, d):
                spot = _spot_at(network, piece, vertex, a, b, share)
                yield Meeting(number, of_line, spot, vertex, share in {0, 1})


def _spot_at(network: WalkNetwork, piece: int, vertex: int, a: Place, b: Place, share: Fraction) -> Spot:
    if share in {0, 1}:
        vertex, place = (vertex, a) if share == 0 else (vertex + 1, b)
        return Spot(piece, int(network.vertex_at_mm[vertex]), vertex, place, -1 if share else 1)
    low, high = (int(network.vertex_at_mm[v]) for v in (vertex, vertex + 1))
    at_mm = low + along_mm(a, b, high - low, share)
    side = -1 if at_mm == high else int(at_mm == low)
    return Spot(piece, at_mm, vertex, place_at(a, b, share), side)


def _overlap(lon: Integers, lat: Integers, begins: Integers, low: Integers, high: Integers) -> NDArray[np.bool_]:
    """Return which segments' bounds meet a box."""
    result: NDArray[np.bool_] = (
        (np.minimum(lon[begins], lon[begins + 1]) <= high[0])
        & (np.maximum(lon[begins], lon[begins + 1]) >= low[0])
        & (np.minimum(lat[begins], lat[begins + 1]) <= high[1])
        & (np.maximum(lat[begins], lat[begins + 1]) >= low[1])
    )
    return result


def _rounded(part: int, whole: int) -> int:
    """Return ``floor(part / whole + 1/2)``: whole numbers alone, since fractions would be reduced at each step."""
    return (2 * part + whole) // (2 * whole)


def _less(one: Place, other: Place) -> Place:
    return one[0] - other[0], one[1] - other[1]


def _cross(one: Place, other: Place) -> int:
    return one[0] * other[1] - one[1] * other[0]


def _dot(one: Place, other: Place) -> int:
    return one[0] * other[0] + one[1] * other[1]
