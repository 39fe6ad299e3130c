"""Street segments parted where polygons meet them, before vertices are numbered (docs/method.md, Streets).

A segment is straight, between two vertices of a drawn line. A spot on it is an exact share of it; its place is rounded
to 1e-7 degree and becomes a vertex of the line. Lengths are shared out, never measured again: what is walked along a
street stays the same to the millimetre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from circles.network.line_meetings import Place, along_mm, meetings, place_at
from circles.network.near_segments import pairs_near

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

Integers = NDArray[np.int64]

_CELL_BITS = 14
"""Cells of 2**14 units, about 180 m, in which segments and sides are looked for first."""

_MOST_CELLS = 4_000_000
"""So many at most, else they are larger."""


class SegmentSpot(NamedTuple):
    """A spot on a segment: the vertex at which the segment begins, and the share of it from there, 0 to 1."""

    begins: int
    share: Fraction


class SideSpot(NamedTuple):
    """A segment of a street meets a side of a polygon: where on the segment, which side, and where on that."""

    spot: SegmentSpot
    side: int
    side_share: Fraction
    place: Place


def spots_on_sides(units: Integers, first: Integers, sides: Integers) -> list[SideSpot]:
    """Return where segments of streets cross or touch the sides of polygons, decided by whole numbers.

    Parameters
    ----------
    units : ndarray of int64, shape (n, 2)
        Vertices of the streets in 1e-7 degree (:func:`circles.network.street_vertices.drawn_places`).
    first : ndarray of int64
        The vertices at which the segments begin that are asked for: each runs to the vertex behind it.
    sides : ndarray of int64, shape (m, 2, 2)
        Sides of polygons, from one corner to the next, in 1e-7 degree.

    Returns
    -------
    list of SideSpot
        In the order of the segments and sides; where one runs along the other, both ends of the overlap. What lies at
        the very corner of two sides is met twice.

    Examples
    --------
    A street from (0, 0) to (40, 0) and the side from (10, -10) to (10, 30):

    >>> import numpy as np
    >>> spots = spots_on_sides(np.array([[0, 0], [40, 0]]), np.array([0]), np.array([[[10, -10], [10, 30]]]))
    >>> [(spot.share, side_share, place) for spot, _, side_share, place in spots]
    [(Fraction(1, 4), Fraction(1, 4), (10, 0))]
    """
    segment, side = _near(np.stack([units[first], units[first + 1]], axis=1), sides)
    found = []
    for begins, which in zip(first[segment].tolist(), side.tolist(), strict=True):
        a, b = (tuple(place) for place in units[begins : begins + 2].tolist())
        c, d = (tuple(place) for place in sides[which].tolist())
        for share, of_side in meetings(a, b, c, d):
            found.append(SideSpot(SegmentSpot(begins, share), which, of_side, place_at(a, b, share)))
    return found


def parted(
    units: Integers, line: Integers, mm: Integers, spots: Iterable[SegmentSpot]
) -> tuple[Integers, Integers, Integers]:
    """Return vertices, lines and segment lengths with the segments parted at spots on them.

    Parameters
    ----------
    units : ndarray of int64, shape (n, 2)
        Vertices in 1e-7 degree, line after line.
    line : ndarray of int64
        The line of each vertex.
    mm : ndarray of int64
        The length of each segment: of all pairs of vertices that follow each other on one line, in their order.
    spots : iterable of SegmentSpot
        Several may lie on one segment. One whose place rounds to that of an end of its segment is that vertex; of
        those at one place the one nearest to the segment's smaller end counts.

    Returns
    -------
    tuple of ndarray
        As given, with a vertex for each spot. A spot is at ``floor(segment_mm * share + 1/2)`` from the smaller end
        of its segment, and what is left is the other part: the parts of a segment add up to it.

    Examples
    --------
    A segment of 100.001 m, parted in the middle: 50.001 m from the smaller end.

    >>> from fractions import Fraction
    >>> import numpy as np
    >>> spots = [SegmentSpot(0, Fraction(1, 2))]
    >>> units, line, mm = parted(np.array([[0, 0], [9000, 0]]), np.array([0, 0]), np.array([100001]), spots)
    >>> units.tolist(), line.tolist(), mm.tolist()
    ([[0, 0], [4500, 0], [9000, 0]], [0, 0, 0], [50001, 50000])
    """
    at: dict[int, dict[Place, tuple[Fraction, int]]] = {}
    first = np.flatnonzero(np.diff(line) == 0)
    length_mm = np.zeros(line.size, np.int64)
    length_mm[first] = mm
    for begins, share in spots:
        low, high = (_place(units, begins + step) for step in (0, 1))
        place = place_at(low, high, share)
        if place in {low, high}:
            continue
        # Nearest to the smaller end: of a segment drawn the other way, the largest share.
        rank = 1 - share if low > high else share
        known = at.setdefault(begins, {}).get(place)
        if known is None or rank < known[0]:
            at[begins][place] = (rank, along_mm(low, high, int(length_mm[begins]), share))
    if not at:
        return units, line, mm
    inserted = [
        (begins, *place, along) for begins in sorted(at) for place, along in _in_order(units, begins, at[begins])
    ]
    rows = np.array(inserted, np.int64)
    behind = rows[:, 0] + 1
    # How far each spot is along its segment, -1 for vertices that were drawn.
    along_of = np.insert(np.full(line.size, -1, np.int64), behind, rows[:, 3])
    whole_of = np.insert(length_mm, behind, length_mm[rows[:, 0]])
    units, line = np.insert(units, behind, rows[:, 1:3], axis=0), np.insert(line, behind, line[rows[:, 0]])
    first = np.flatnonzero(np.diff(line) == 0)
    ends = np.where(along_of[first + 1] >= 0, along_of[first + 1], whole_of[first])
    return units, line, ends - np.maximum(along_of[first], 0)


def _in_order(units: Integers, begins: int, spots: dict[Place, tuple[Fraction, int]]) -> list[tuple[Place, int]]:
    """Return the places of a segment's spots and how far along it they are, in the direction in which it is drawn."""
    low, high = (_place(units, begins + step) for step in (0, 1))
    ranked = sorted((rank, place, along) for place, (rank, along) in spots.items())
    return [(place, along) for _, place, along in (reversed(ranked) if low > high else ranked)]


def _place(units: Integers, vertex: int) -> Place:
    lon, lat = units[vertex].tolist()
    return lon, lat


def _near(segments: Integers, sides: Integers) -> tuple[Integers, Integers]:
    """Return the pairs of segments and sides that meet, by number: of whole numbers shapely decides exactly."""
    if not (len(segments) and len(sides)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    drawn, held = (np.flatnonzero((straight[:, 0] != straight[:, 1]).any(axis=1)) for straight in (segments, sides))
    asked = drawn[in_cells_of(segments[drawn], sides[held])] if held.size else drawn[:0]
    lines, others = (shapely.linestrings(straight.astype(np.float64)) for straight in (segments[asked], sides[held]))
    segment, side = pairs_near(shapely.STRtree(others), lines)
    order = np.lexsort((side, segment))
    return asked[segment[order]], held[side[order]]


def in_cells_of(segments: Integers, sides: Integers) -> NDArray[np.bool_]:
    """Return which segments may meet the bounds of a side: a corner of theirs is in a cell of it, or they are longer.

    To make shapes of all streets of a city for a few polygons would take longer than all else.

    Parameters
    ----------
    segments, sides : ndarray of int64, shape (n, 2, 2)
        Straight lines from place to place, in 1e-7 degree; one side at least.
    """
    corner = sides.min(axis=(0, 1))
    span = sides.max(axis=(0, 1)) - corner
    bits = _CELL_BITS
    while int(span[0] >> bits) * int(span[1] >> bits) > _MOST_CELLS:
        bits += 1
    low, high = _bounds((sides - corner) >> bits)
    size = high - low + 1
    count = size.prod(axis=1)
    if count.sum() > _MOST_CELLS:
        return np.ones(len(segments), np.bool_)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    width = np.repeat(size[:, 0], count)
    column, row = (np.repeat(low[:, axis], count) for axis in (0, 1))
    known = np.zeros((span >> bits) + 1, np.bool_)
    known[column + number % width, row + number // width] = True
    low, high = _bounds((segments - corner) >> bits)
    near = np.asarray((high - low > 1).any(axis=1), np.bool_)
    # What lies beyond the bounds of all sides is asked at their rim.
    low, high = (np.clip(cells, 0, span >> bits) for cells in (low, high))
    for lon in (low[:, 0], high[:, 0]):
        for lat in (low[:, 1], high[:, 1]):
            near = near | known[lon, lat]
    return near


def _bounds(straight: Integers) -> tuple[Integers, Integers]:
    """Return the lower and the upper corner of the bounds of straight lines."""
    one, other = straight[:, 0], straight[:, 1]
    return np.minimum(one, other), np.maximum(one, other)
