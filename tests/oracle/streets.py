"""Raw segments between vertices: who may walk them, which compound they are of, which stand alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from tests.oracle import rights
from tests.oracle.earth import UNITS, geodesic_mm
from tests.oracle.gated import MAIN, Walls, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tests.oracle.extract import Extract, Place, Run

ISLAND_MM = 1_000_000
IN_OR_OUT, OPEN, LEFT_OUT = "in or out", "open", "left out"

Vertex = tuple[int, int, int]
"""Longitude, latitude and mark: 0, or which side of a barrier that cuts, or which segment a wall parts."""

Standing = tuple[Vertex, Vertex, int]
"""A segment from its smaller end to the other, and whose it is; public ones come first."""

PUBLIC, PRIVATE, WALLED = 0, 1, 2
"""Whose a segment is: everybody's, of those who live there, or, from `WALLED` on, of the polygon of that number."""

_WALL_MARKS = 1 << 20
"""Marks of vertices at which a wall parts a segment begin here."""


class Segment(NamedTuple):
    """A straight stretch from its smaller end to the other; compound 0 is public."""

    a: Vertex
    b: Vertex
    mm: int
    compound: int


class Drawn(NamedTuple):
    """What is known of a segment: its length, the ways it is part of, and whether one of them is on the ground."""

    mm: int
    ways: frozenset[int]
    on_ground: bool

    def with_(self, other: Drawn | None) -> Drawn:
        """Return two that share both ends as one."""
        if other is None:
            return self
        return Drawn(min(self.mm, other.mm), self.ways | other.ways, self.on_ground or other.on_ground)


@dataclass(frozen=True)
class Streets:
    """Segments in coordinate order.

    Attributes
    ----------
    segments : list of Segment
    ends : ndarray of int64, shape (n, 4)
        lon, lat of the smaller and of the other end.
    takes : ndarray of bool
        Whether points may be attached to a segment.
    gates : dict
        Vertices at which each compound touches a public segment.
    on_ground : list of bool
        Whether a segment bears no level mark.
    wall : ndarray of int64
        The gated polygon that a private segment lies in, -1 where in none.
    barred : set of Place
        Barriers that nobody passes.
    """

    segments: list[Segment]
    ends: NDArray[np.int64]
    takes: NDArray[np.bool_]
    gates: dict[int, set[Vertex]]
    on_ground: list[bool]
    wall: NDArray[np.int64]
    barred: set[Place]

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        corners = self.ends.reshape(-1, 2)
        return (*(corners.min(axis=0) / UNITS).tolist(), *(corners.max(axis=0) / UNITS).tolist())


def streets_of(
    extract: Extract, *, private_ways: str = IN_OR_OUT, barriers: bool = True, walls: Walls | None = None
) -> Streets:
    """Return the streets of an extract.

    Parameters
    ----------
    extract : Extract
        Raw ways and barriers.
    private_ways : str
        ``in or out``: walked by those who live there; ``open``: by all; ``left out``: by nobody.
    barriers : bool
        Whether nodes part streets where nobody passes.
    walls : Walls, optional
        Gated polygons.
    """
    walked = [(run, standing) for run in extract.runs if (standing := _standing(run, private_ways)) != rights.OUT]
    cut_places = {place for run, _ in walked for place in _cut(run)}
    drawn: dict[tuple[Place, Place, int, bool], Drawn] = {}
    for run, standing in walked:
        is_main, on_ground = run.tags["highway"] in MAIN, not rights.level(run.tags)
        for pair in pairwise(run.places):
            if pair[0] != pair[1]:
                own = PRIVATE if standing == rights.PRIVATE else PUBLIC
                key = min(pair), max(pair), own, is_main and walls is not None
                drawn[key] = Drawn(0, frozenset({run.way}), on_ground).with_(drawn.get(key))
    keys = sorted(drawn)
    ends = np.array([[*a, *b] for a, b, *_ in keys], np.int64)
    for key, mm in zip(keys, geodesic_mm(ends[:, :2], ends[:, 2:]).tolist(), strict=True):
        drawn[key] = drawn[key]._replace(mm=mm)
    barred = _barriers(extract) if barriers else set()
    ways = _parted(_walled(drawn, keys, walls), barred)
    cut = {vertex for a, b, _ in ways for vertex in (a, b) if vertex[:2] in cut_places}
    ways, alone = _private_islands(ways, cut)
    told = sorted(ways, key=lambda segment: (segment[0][:2], segment[1][:2], segment))
    ends = np.array([[*a[:2], *b[:2]] for a, b, _ in told], np.int64)
    compound = _compounds(told, ways)
    segments = [Segment(*one[:2], ways[one].mm, c) for one, c in zip(told, compound, strict=True)]
    gates = _gates(segments)
    shut = _shut(segments, gates, cut)
    takes = [segment.compound not in shut and segment.a not in alone for segment in segments]
    if not any(takes) and shut:
        length = {c: sum(segment.mm for segment in segments if segment.compound == c) for c in shut}
        takes = [segment.compound == max(length, key=lambda c: length[c]) for segment in segments]
    wall = np.array([max(own - WALLED, -1) for *_, own in told], np.int64)
    return Streets(segments, ends, np.array(takes), gates, [ways[one].on_ground for one in told], wall, barred)


def _standing(run: Run, private_ways: str) -> str:
    standing = rights.standing(run.tags)
    if standing != rights.PRIVATE:
        return standing
    return {IN_OR_OUT: rights.PRIVATE, OPEN: rights.PUBLIC, LEFT_OUT: rights.OUT}[private_ways]


def _barriers(extract: Extract) -> set[Place]:
    return {place for place, nodes in extract.barriers.items() if any(rights.cuts(tags) for tags in nodes)}


def _walled(
    drawn: Mapping[tuple[Place, Place, int, bool], Drawn],
    keys: list[tuple[Place, Place, int, bool]],
    walls: Walls | None,
) -> dict[Standing, Drawn]:
    """Return segments as walls part them; a vertex that a wall makes is of one segment and its twins alone."""
    result: dict[Standing, Drawn] = {}
    marks = count(_WALL_MARKS)
    made: dict[tuple[Place, Place, Place], Vertex] = {}

    def vertex(a: Place, b: Place, place: Place) -> Vertex:
        if (a, b, place) not in made:
            made[a, b, place] = (*place, next(marks))
        return made[a, b, place]

    lines = [(a, b) for a, b, *_ in keys]
    whole = Walls({}) if walls is None else walls
    every = parts_of(whole, lines, [drawn[key].mm for key in keys])
    for key, parts in zip(keys, every, strict=True):
        a, b, own, is_main = key
        start: Vertex = (*a, 0)
        for part in parts:
            end = (*b, 0) if part is parts[-1] else vertex(a, b, part.end)
            of = own
            if part.wall >= 0 and (own or not (is_main or whole.runs_along(part))):
                of = WALLED + part.wall
            one = (start, end, of) if start[:2] < end[:2] else (end, start, of)
            result[one] = drawn[key]._replace(mm=part.mm).with_(result.get(one))
            start = end
    return result


def _parted(drawn: Mapping[Standing, Drawn], parted: set[Place]) -> dict[Standing, Drawn]:
    """Return the segments with their vertices; at a barrier that cuts each pair of ends has a vertex of its own."""
    marks: dict[Place, int] = defaultdict(int)
    known: dict[tuple[Vertex, Vertex], tuple[Vertex, Vertex]] = {}

    def vertex(one: Vertex) -> Vertex:
        place = one[:2]
        if one[2] or place not in parted:
            return one
        marks[place] += 1
        return (*place, marks[place])

    for a, b, _ in sorted(drawn):
        if (a, b) not in known:
            known[a, b] = vertex(a), vertex(b)
    return {(*known[a, b], own): drawn[a, b, own] for a, b, own in sorted(drawn)}


def _cut(run: Run) -> list[Place]:
    return [run.places[0]] * run.cut_start + [run.places[-1]] * run.cut_end


def _private_islands(ways: Mapping[Standing, Drawn], cut: set[Vertex]) -> tuple[dict[Standing, Drawn], set[Vertex]]:
    """Return the segments, and the vertices of islands: public parts of under 1 km that no cut end touches.

    An island that touches a private street is private itself and so of a compound: footpaths within it.
    """
    public = {(a, b): known.mm for (a, b, own), known in ways.items() if not own}
    inside = {vertex for a, b, own in ways if own for vertex in (a, b)}
    alone = _islands(public, cut)
    own_of = {vertex for island in alone if island & inside for vertex in island}
    result: dict[Standing, Drawn] = {}
    for (a, b, own), known in ways.items():
        one = (a, b, PRIVATE if not own and a in own_of else own)
        result[one] = known.with_(result.get(one))
    return result, {vertex for island in alone for vertex in island} - own_of


def _islands(public: Mapping[tuple[Vertex, Vertex], int], cut: set[Vertex]) -> list[set[Vertex]]:
    """Return the connected parts of under 1 km that no cut end touches; where all are short the longest is none."""
    parts = list(nx.connected_components(nx.Graph(list(public))))
    part = {vertex: number for number, vertices in enumerate(parts) for vertex in vertices}
    length_mm = [0] * len(parts)
    for (a, _), mm in public.items():
        length_mm[part[a]] += mm
    large = {number for number, total in enumerate(length_mm) if total >= ISLAND_MM}
    if parts and not large:
        # Of equally long ones that with the smallest vertex.
        large = {max(range(len(parts)), key=lambda i: (length_mm[i], tuple(-x for x in min(parts[i]))))}
    return [vertices for number, vertices in enumerate(parts) if number not in large and not vertices & cut]


def _compounds(told: list[Standing], ways: Mapping[Standing, Drawn]) -> list[int]:
    """Return the compound of each segment, 0 of public ones.

    Two private segments are of one compound where they lie in one gated polygon, or, both in none, where they share a
    vertex that no public one touches, or one way there.
    """
    public = {vertex for a, b, own in told if not own for vertex in (a, b)}
    shared = nx.Graph()
    for number, segment in enumerate(told):
        if segment[2] >= WALLED:
            shared.add_edge(number, ("wall", segment[2]))
        elif segment[2]:
            shared.add_node(number)
            for vertex in segment[:2]:
                if vertex not in public:
                    shared.add_edge(number, vertex)
                shared.add_edges_from((number, (vertex, "way", way)) for way in ways[segment].ways)
    result = [0] * len(told)
    for compound, together in enumerate(nx.connected_components(shared), 1):
        for one in together:
            if isinstance(one, int):
                result[one] = compound
    return result


def _gates(segments: list[Segment]) -> dict[int, set[Vertex]]:
    public = {vertex for segment in segments if not segment.compound for vertex in segment[:2]}
    gates: dict[int, set[Vertex]] = {segment.compound: set() for segment in segments if segment.compound}
    for segment in segments:
        if segment.compound:
            gates[segment.compound] |= public & set(segment[:2])
    return gates


def _shut(segments: list[Segment], gates: dict[int, set[Vertex]], cut: set[Vertex]) -> set[int]:
    """Return the compounds without a gate that the edge of the data does not touch."""
    touched = {segment.compound for segment in segments if cut & set(segment[:2])}
    return {compound for compound, there in gates.items() if not there and compound not in touched}
