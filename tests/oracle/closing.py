"""Closed lines: all that they cross or touch is parted there (docs/method.md, Edits)."""

from __future__ import annotations

from collections import defaultdict
from itertools import count, pairwise
from typing import TYPE_CHECKING

from tests.oracle.gated import units
from tests.oracle.lattice import mm_at, near_pairs, place_at, shares_where
from tests.oracle.parting import Cut, Parted, parted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import shapely

    from tests.oracle.lattice import Line
    from tests.oracle.streets import Segment, Vertex

_SIDES = 1 << 40
"""Marks of the sides of closed lines begin here, above all others."""


def closed(segments: Sequence[Segment], lines: Sequence[shapely.LineString]) -> Parted:
    """Return the segments parted by closed lines; each side of a place that one touches is a vertex of its own."""
    marks = count(_SIDES)
    drawn: list[Line] = [(segment.a[:2], segment.b[:2]) for segment in segments]
    walls: list[Line] = [
        ((ax, ay), (bx, by)) for line in lines for (ax, ay), (bx, by) in pairwise(units(line).tolist())
    ]
    touched: set[Vertex] = set()
    shares: dict[int, set[Fraction]] = defaultdict(set)
    for row, wall in near_pairs(drawn, walls):
        for share in shares_where(drawn[row], walls[wall]):
            if share in (0, 1):
                touched.add(segments[row].b if share else segments[row].a)
            else:
                shares[row].add(share)
    cuts: dict[int, list[Cut]] = {}
    for row, there in shares.items():
        places = [(mm_at(segments[row].mm, share), place_at(drawn[row], share)) for share in sorted(there)]
        cuts[row] = [Cut(at, (*place, next(marks)), (*place, next(marks))) for at, place in places]

    def apart(vertex: Vertex) -> Vertex:
        return (*vertex[:2], next(marks)) if vertex in touched else vertex

    return parted([segment._replace(a=apart(segment.a), b=apart(segment.b)) for segment in segments], cuts)
