"""Squares laid over streets: where one comes in, which straight ways are added, what may be attached to."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from tests.oracle.lattice import mm_at, near_pairs, place_at, shares_where, sides, with_places
from tests.oracle.parting import Cut, Parted, parted
from tests.oracle.sight import Ways, holds, ways_across
from tests.oracle.streets import ISLAND_MM, Segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tests.oracle.extract import Place
    from tests.oracle.lattice import Line
    from tests.oracle.square_ground import Square
    from tests.oracle.streets import Streets, Vertex


class Laid(NamedTuple):
    """Streets and pieces of squares, which of them a point may also use, and the polygon that each is private in."""

    town: Parted
    squares: NDArray[np.bool_]
    freed: NDArray[np.bool_]
    wall: NDArray[np.int64]


class _Side(NamedTuple):
    square: int
    ring: int
    side: int


class _Rims:
    """The sides of all squares, the places that come on them, and the entrances of each square."""

    def __init__(self, squares: Sequence[Square]) -> None:
        self.squares = squares
        self.where = [
            _Side(number, r, s)
            for number, square in enumerate(squares)
            for r, ring in enumerate(square.rings)
            for s in range(len(ring))
        ]
        self.lines: list[Line] = [side for square in squares for ring in square.rings for side in sides(ring)]
        self.on: dict[_Side, set[Place]] = defaultdict(set)
        self.entrances: list[set[Place]] = [set() for _ in squares]

    def enter(self, row: int, place: Place) -> None:
        self.on[self.where[row]].add(place)
        self.entrances[self.where[row].square].add(place)

    def rings(self, number: int) -> list[list[Place]]:
        return [
            with_places(ring, [self.on[_Side(number, r, s)] for s in range(len(ring))])
            for r, ring in enumerate(self.squares[number].rings)
        ]


def laid(streets: Streets, squares: Sequence[Square]) -> Laid:
    """Return the streets of a town with its squares laid over them."""
    rims = _Rims(squares)
    cuts, doors = _entered_by_streets(streets, rims)
    _meet(rims)
    joined = {vertex[:2] for segment in streets.segments for vertex in segment[:2] if vertex[2] == 0}
    dead = _dead_ends(streets)
    ways: Ways = {}
    for number, square in enumerate(squares):
        rings = rims.rings(number)
        rims.entrances[number] |= joined & {place for ring in rings for place in ring}
        if not square.level:
            rims.entrances[number] |= {end for end, within in zip(dead, holds(rings, dead), strict=True) if within}
        ways |= ways_across(rings, rims.entrances[number] - streets.barred)
    ends = {place for pair in ways for place in pair}
    # A vertex that a wall made is of its street alone: there the street comes into the square.
    known = {vertex: (*vertex[:2], 0) for vertex in doors if vertex[:2] in ends}
    segments = [
        segment._replace(a=known.get(segment.a, segment.a), b=known.get(segment.b, segment.b))
        for segment in streets.segments
    ]
    used = {row: [cut for cut in there if cut.before[:2] in ends] for row, there in cuts.items()}
    along = parted(segments, used)
    shorter = {(a[:2], b[:2]): mm for a, b, mm, compound in along.segments if not compound and a[2] == b[2] == 0}
    added = [Segment((*a, 0), (*b, 0), mm, 0) for (a, b), mm in ways.items() if shorter.get((a, b), mm + 1) > mm]
    town = parted(segments, used, added)
    origin = np.array(town.origin)
    return Laid(town, *_may_use(streets, town), np.where(origin >= 0, streets.wall[origin], -1))


def _entered_by_streets(streets: Streets, rims: _Rims) -> tuple[Mapping[int, list[Cut]], set[Vertex]]:
    """Part streets without level mark where they meet rings on the ground; return their own vertices there as well."""
    lines = [(segment.a[:2], segment.b[:2]) for segment in streets.segments]
    cuts: dict[int, dict[Place, int]] = defaultdict(dict)
    doors: set[Vertex] = set()
    for row, side in near_pairs(lines, rims.lines):
        if rims.squares[rims.where[side].square].level or not streets.on_ground[row]:
            continue
        for share in shares_where(lines[row], rims.lines[side]):
            place = place_at(lines[row], share)
            if place in lines[row]:
                doors.add((streets.segments[row].a, streets.segments[row].b)[lines[row].index(place)])
            else:
                cuts[row][place] = mm_at(streets.segments[row].mm, share)
            rims.enter(side, place)
    return {row: [Cut(at, (*p, 0), (*p, 0)) for p, at in there.items()] for row, there in cuts.items()}, doors


def _meet(rims: _Rims) -> None:
    for one, other in near_pairs(rims.lines, rims.lines):
        first, second = rims.where[one].square, rims.where[other].square
        if first < second and rims.squares[first].level == rims.squares[second].level:
            for share in shares_where(rims.lines[one], rims.lines[other]):
                place = place_at(rims.lines[one], share)
                rims.enter(one, place)
                rims.enter(other, place)


def _dead_ends(streets: Streets) -> list[Place]:
    met = Counter(vertex for segment in streets.segments for vertex in segment[:2])
    return [vertex[:2] for vertex, count in met.items() if count == 1 and vertex[2] == 0]


def _may_use(streets: Streets, town: Parted) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the pieces of squares that take attachments, and the streets that were islands and are none.

    A part that is joined, private streets counted, takes them where one of its streets did, or where they come to 1 km.
    Of a compound without a gate nothing is freed: nobody would come out.
    """
    joined = nx.Graph([(segment.a, segment.b) for segment in town.segments])
    part = {vertex: number for number, group in enumerate(nx.connected_components(joined)) for vertex in group}
    of = np.array([part[segment.a] for segment in town.segments])
    origin = np.array(town.origin)
    street_mm = np.array([segment.mm for segment in town.segments]) * (origin >= 0)
    takes = (origin >= 0) & streets.takes[origin]
    large = (np.bincount(of, street_mm) >= ISLAND_MM) | (np.bincount(of, takes) > 0)
    public = {vertex for segment in town.segments if not segment.compound for vertex in segment[:2]}
    out = {segment.compound for segment in town.segments if not segment.compound or public & set(segment[:2])}
    leads_out = np.array([segment.compound in out for segment in town.segments])
    return large[of] & (origin < 0), large[of] & (origin >= 0) & ~takes & leads_out
