"""Where lines of the 1e-7 degree lattice meet, in fractions, and what is left of a segment that is parted there."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.oracle.extract import Place

Line = tuple["Place", "Place"]


def shares_where(line: Line, other: Line) -> list[Fraction]:
    """Return the shares along a line at which another crosses or touches it; of an overlap those of both its ends."""
    (ax, ay), (bx, by) = line
    (cx, cy), (dx, dy) = other
    rx, ry, sx, sy = bx - ax, by - ay, dx - cx, dy - cy
    across = rx * sy - ry * sx
    if across:
        t = Fraction((cx - ax) * sy - (cy - ay) * sx, across)
        u = Fraction((cx - ax) * ry - (cy - ay) * rx, across)
        return [t] if 0 <= t <= 1 and 0 <= u <= 1 else []
    if (cx - ax) * ry - (cy - ay) * rx:
        return []
    long = rx * rx + ry * ry
    if not long:
        return []
    first, last = sorted(Fraction((x - ax) * rx + (y - ay) * ry, long) for x, y in other)
    first, last = max(first, Fraction(0)), min(last, Fraction(1))
    return sorted({first, last}) if first <= last else []


def place_at(line: Line, share: Fraction) -> Place:
    """Return the lattice place nearest to a share of a line, halves up."""
    half = Fraction(1, 2)
    (ax, ay), (bx, by) = line
    return (ax + share * (bx - ax) + half).__floor__(), (ay + share * (by - ay) + half).__floor__()


def mm_at(mm: int, share: Fraction) -> int:
    """Return a share of a length in whole millimetres, halves up."""
    return (mm * share + Fraction(1, 2)).__floor__()


def near_pairs(lines: Sequence[Line], others: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the rows of lines and others whose bounds meet."""
    if lines and others:
        boxes, other_boxes = (shapely.box(*_bounds(each).T) for each in (lines, others))
        for row, other in zip(*shapely.STRtree(other_boxes).query(boxes).tolist(), strict=True):
            yield int(row), int(other)


def _bounds(lines: Sequence[Line]) -> np.ndarray:
    places = np.array(lines, np.int64)
    return np.concatenate([places.min(axis=1), places.max(axis=1)], axis=1)


def sides(ring: Sequence[Place]) -> list[Line]:
    """Return the sides of a ring whose first vertex is not repeated."""
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def with_places(ring: Sequence[Place], on: Sequence[set[Place]]) -> list[Place]:
    """Return a ring with more places along each of its sides, in the order of the side."""
    result: list[Place] = []
    for (a, b), more in zip(sides(ring), on, strict=True):
        along = sorted(more - {a, b}, key=lambda p: (p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1]))
        result += [a, *along]
    return result
