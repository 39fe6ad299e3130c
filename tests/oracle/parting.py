"""Segments parted once more, by squares and closed lines, and where spots on them went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.oracle.streets import Segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.oracle.attaching import Spot
    from tests.oracle.streets import Vertex


class Cut(NamedTuple):
    """Where a segment is parted, from its smaller end, and the vertices at which its two sides end: one or two."""

    at_mm: int
    before: Vertex
    after: Vertex


@dataclass(frozen=True)
class Parted:
    """Segments in coordinate order, from which row each came (-1: none), and the parts of each row in its order."""

    segments: list[Segment]
    origin: list[int]
    parts: list[list[tuple[int, bool]]]

    @cached_property
    def ends(self) -> np.ndarray:
        """lon, lat of the smaller and of the other end of each segment."""
        return np.array([[*a[:2], *b[:2]] for a, b, *_ in self.segments], np.int64).reshape(-1, 4)

    def moved(self, spot: Spot) -> Spot:
        """Return where a spot of the segments before went; where they are parted, to the side of the smaller end."""
        parts, at_mm = list(self.parts[spot.segment]), spot.at_mm
        while len(parts) > 1 and at_mm > self.segments[parts[0][0]].mm:
            at_mm -= self.segments[parts.pop(0)[0]].mm
        row, turned = parts[0]
        return spot._replace(segment=row, at_mm=self.segments[row].mm - at_mm if turned else at_mm)


def parted(segments: Sequence[Segment], cuts: Mapping[int, Sequence[Cut]], added: Sequence[Segment] = ()) -> Parted:
    """Return segments parted at cuts, with more among them."""
    rows = [(segment, -1, 0, False) for segment in added]
    for number, (a, b, mm, compound) in enumerate(segments):
        start, start_mm = a, 0
        for order, cut in enumerate([*sorted(cuts.get(number, ())), Cut(mm, b, b)]):
            turned = start[:2] > cut.before[:2]
            ends = (cut.before, start) if turned else (start, cut.before)
            rows.append((Segment(*ends, cut.at_mm - start_mm, compound), number, order, turned))
            start, start_mm = cut.after, cut.at_mm
    rows.sort(key=lambda row: (row[0].a[:2], row[0].b[:2], row[0]))
    parts: list[list[tuple[int, int, bool]]] = [[] for _ in segments]
    for row, (_, number, order, turned) in enumerate(rows):
        if number >= 0:
            parts[number].append((order, row, turned))
    in_order = [[(row, turned) for _, row, turned in sorted(each)] for each in parts]
    return Parted([row[0] for row in rows], [row[1] for row in rows], in_order)
