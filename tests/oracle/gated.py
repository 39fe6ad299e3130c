"""Gated polygons: where they part segments, and whose the parts are (docs/method.md, Compounds)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from tests.oracle.earth import UNITS, per_degree, whole_mm
from tests.oracle.lattice import Line, mm_at, near_pairs, place_at, shares_where, sides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tests.oracle.extract import Place

MAIN = {kind + link for kind in ("trunk", "primary", "secondary", "tertiary") for link in ("", "_link")}
_EDGE_MM, _STEP_MM = 10_000, 5_000


class Part(NamedTuple):
    """A part of a segment, from its smaller end on: where it ends, its length, and the polygon it lies in, -1 none."""

    start: Place
    end: Place
    mm: int
    wall: int


class Walls:
    """Gated polygons by the order of their ids."""

    def __init__(self, polygons: Mapping[str, shapely.Geometry]) -> None:
        shapes = [polygons[name] for name in sorted(polygons)]
        self.base = units(shapes[0])[0] if shapes else np.zeros(2, np.int64)
        self.shapes = [shapely.transform(shape, lambda xy: np.rint(xy * UNITS) - self.base) for shape in shapes]
        for shape in self.shapes:
            shapely.prepare(shape)
        rings = [
            ring for shape in shapes for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)
        ]
        self.sides: list[Line] = [
            side for ring in rings for side in sides([(x, y) for x, y in units(ring).tolist()[:-1]])
        ]
        lats = [(units(shape)[:, 1].min() + units(shape)[:, 1].max()) / 2 / UNITS for shape in shapes]
        self.scales = [per_degree(lat) / UNITS for lat in lats]

    def around(self, doubled: Sequence[Place]) -> list[int]:
        """Return the lowest polygon that each place lies in, not on its edge; places are given in half units."""
        result = np.full(len(doubled), -1)
        points = shapely.points(np.array(doubled, np.float64).reshape(-1, 2) / 2 - self.base)
        for number in reversed(range(len(self.shapes))):
            result[shapely.contains_properly(self.shapes[number], points)] = number
        return result.tolist()

    def of_place(self, place: NDArray[np.int64], *, is_gate: bool) -> int:
        """Return the lowest polygon that a place stands in, -1 none; a gate within 10 m of the edge stands outside."""
        for number in range(len(self.shapes)):
            at_edge = is_gate and self.edge_mm(number, place[None])[0] <= _EDGE_MM
            if not at_edge and self.holds(number, place):
                return number
        return -1

    def holds(self, wall: int, place: NDArray[np.int64]) -> bool:
        """Say whether a place lies in a polygon, not on its edge."""
        return bool(shapely.contains_properly(self.shapes[wall], shapely.Point(place - self.base)))

    def edge_mm(self, wall: int, places: NDArray[Any]) -> NDArray[np.int64]:
        """Return how far places in 1e-7 degree are from the edge of a polygon."""
        edge = shapely.transform(self.shapes[wall].boundary, lambda xy: xy * self.scales[wall])
        return whole_mm(shapely.distance(edge, shapely.points((places - self.base) * self.scales[wall])))

    def runs_along(self, part: Part) -> bool:
        """Say whether no spot of a part, in equal steps of at most 5 m, is more than 10 m from the edge."""
        steps = max(1, -(-part.mm // _STEP_MM))
        share = np.arange(steps + 1)[:, None] / steps
        start, end = np.array(part.start), np.array(part.end)
        off_mm = self.edge_mm(part.wall, start + share * (end - start))
        return bool(off_mm.max() <= _EDGE_MM and 2 * abs(int(off_mm[0]) - int(off_mm[-1])) <= part.mm)


def parts_of(walls: Walls, lines: Sequence[Line], mm: Sequence[int]) -> list[list[Part]]:
    """Return the parts of each line: itself where no polygon's edge meets it."""
    cuts: list[dict[Place, int]] = [{} for _ in lines]
    for row, side in near_pairs(lines, walls.sides):
        for share in shares_where(lines[row], walls.sides[side]):
            place = place_at(lines[row], share)
            if place not in lines[row]:
                cuts[row][place] = mm_at(mm[row], share)
    result, middles = [], []
    for (a, b), length, cut in zip(lines, mm, cuts, strict=True):
        stops = [(0, a), *sorted((at, place) for place, at in cut.items()), (length, b)]
        parts = [Part(start, end, to - at, -1) for (at, start), (to, end) in pairwise(stops)]
        middles += [(part.start[0] + part.end[0], part.start[1] + part.end[1]) for part in parts]
        result.append(parts)
    inside = iter(walls.around(middles))
    return [[part._replace(wall=next(inside)) for part in parts] for parts in result]


def units(shape: shapely.Geometry) -> NDArray[np.int64]:
    """Return the vertices of a shape in 1e-7 degree."""
    result: NDArray[np.int64] = np.rint(shapely.get_coordinates(shape) * UNITS).astype(np.int64)
    return result
