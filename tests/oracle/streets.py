"""Raw segments between vertices: who may walk them, which compound they are of, which stand alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from tests.oracle import rights
from tests.oracle.earth import UNITS, geodesic_mm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tests.oracle.extract import Extract, Place, Run

ISLAND_MM = 1_000_000
IN_OR_OUT, OPEN, LEFT_OUT = "in or out", "open", "left out"

Vertex = tuple[int, int, int]
"""Longitude, latitude and mark: 0, or which side of a barrier that cuts."""

Standing = tuple[Vertex, Vertex, bool]
"""A segment from its smaller end to the other, and whether it is private; public ones come first."""


class Segment(NamedTuple):
    """A straight stretch from its smaller end to the other; compound 0 is public."""

    a: Vertex
    b: Vertex
    mm: int
    compound: int


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
    """

    segments: list[Segment]
    ends: NDArray[np.int64]
    takes: NDArray[np.bool_]
    gates: dict[int, set[Vertex]]

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        corners = self.ends.reshape(-1, 2)
        return (*(corners.min(axis=0) / UNITS).tolist(), *(corners.max(axis=0) / UNITS).tolist())

    def near(self, place: NDArray[np.int64], reach: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the segments that points may be attached to and whose bounds come so near, in 1e-7 degree."""
        low, high = self._boxes
        # The smaller end is the western one: the first segments beyond the east need no look.
        beyond = int(np.searchsorted(low[:, 0], place[0] + reach[0], side="right"))
        there = self.takes[:beyond] & (high[:beyond] >= place - reach).all(axis=1)
        return np.flatnonzero(there & (low[:beyond, 1] <= place[1] + reach[1]))

    @cached_property
    def _boxes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        lon, lat = self.ends[:, ::2], self.ends[:, 1::2]
        return np.column_stack([lon[:, 0], lat.min(axis=1)]), np.column_stack([lon[:, 1], lat.max(axis=1)])


def streets_of(extract: Extract, *, private_ways: str = IN_OR_OUT, barriers: bool = True) -> Streets:
    """Return the streets of an extract.

    Parameters
    ----------
    extract : Extract
        Raw ways and barriers.
    private_ways : str
        ``in or out``: walked by those who live there; ``open``: by all; ``left out``: by nobody.
    barriers : bool
        Whether nodes part streets where nobody passes.
    """
    walked = [(run, standing) for run in extract.runs if (standing := _standing(run, private_ways)) != rights.OUT]
    cut_places = {place for run, _ in walked for place in _cut(run)}
    drawn: dict[tuple[Place, Place, bool], set[int]] = defaultdict(set)
    for run, standing in walked:
        for pair in pairwise(run.places):
            if pair[0] != pair[1]:
                drawn[min(pair), max(pair), standing == rights.PRIVATE].add(run.way)
    ways = _parted(drawn, _barriers(extract) if barriers else set())
    cut = {vertex for a, b, _ in ways for vertex in (a, b) if vertex[:2] in cut_places}
    ways, alone = _private_islands(ways, cut)
    told = sorted(ways, key=lambda segment: (segment[0][:2], segment[1][:2], segment))
    ends = np.array([[*a[:2], *b[:2]] for a, b, _ in told], np.int64)
    mm = geodesic_mm(ends[:, :2], ends[:, 2:]).tolist()
    compound = _compounds(told, ways)
    segments = [Segment(a, b, length, c) for (a, b, _), length, c in zip(told, mm, compound, strict=True)]
    gates = _gates(segments)
    shut = _shut(segments, gates, cut)
    takes = [segment.compound not in shut and segment.a not in alone for segment in segments]
    if not any(takes) and shut:
        length = {c: sum(segment.mm for segment in segments if segment.compound == c) for c in shut}
        takes = [segment.compound == max(length, key=lambda c: length[c]) for segment in segments]
    return Streets(segments, ends, np.array(takes), gates)


def _standing(run: Run, private_ways: str) -> str:
    standing = rights.standing(run.tags)
    if standing != rights.PRIVATE:
        return standing
    return {IN_OR_OUT: rights.PRIVATE, OPEN: rights.PUBLIC, LEFT_OUT: rights.OUT}[private_ways]


def _barriers(extract: Extract) -> set[Place]:
    return {place for place, nodes in extract.barriers.items() if any(rights.cuts(tags) for tags in nodes)}


def _parted(drawn: Mapping[tuple[Place, Place, bool], set[int]], parted: set[Place]) -> dict[Standing, set[int]]:
    """Return the segments with their vertices; at a barrier that cuts each segment has a vertex of its own."""
    marks: dict[Place, int] = defaultdict(int)

    def vertex(place: Place) -> Vertex:
        marks[place] += place in parted
        return (*place, marks[place])

    return {(vertex(a), vertex(b), private): drawn[a, b, private] for a, b, private in sorted(drawn)}


def _cut(run: Run) -> list[Place]:
    return [run.places[0]] * run.cut_start + [run.places[-1]] * run.cut_end


def _private_islands(
    ways: Mapping[Standing, set[int]], cut: set[Vertex]
) -> tuple[dict[Standing, set[int]], set[Vertex]]:
    """Return the segments, and the vertices of islands: public parts of under 1 km that no cut end touches.

    An island that touches a private street is private itself and so of a compound: footpaths within it.
    """
    public = [(a, b) for a, b, private in ways if not private]
    inside = {vertex for a, b, private in ways if private for vertex in (a, b)}
    alone = _islands(public, cut)
    own = {vertex for island in alone if island & inside for vertex in island}
    result: dict[Standing, set[int]] = defaultdict(set)
    for (a, b, private), of_ways in ways.items():
        result[a, b, private or a in own] |= of_ways
    return result, {vertex for island in alone for vertex in island} - own


def _islands(public: list[tuple[Vertex, Vertex]], cut: set[Vertex]) -> list[set[Vertex]]:
    """Return the connected parts of under 1 km that no cut end touches; where all are short the longest is none."""
    ends = np.array([[*a[:2], *b[:2]] for a, b in public], np.int64).reshape(-1, 4)
    mm = geodesic_mm(ends[:, :2], ends[:, 2:])
    parts = list(nx.connected_components(nx.Graph(public)))
    part = {vertex: number for number, vertices in enumerate(parts) for vertex in vertices}
    length_mm = np.bincount([part[a] for a, _ in public], mm, len(parts)).tolist()
    large = {number for number, total in enumerate(length_mm) if total >= ISLAND_MM}
    if parts and not large:
        # Of equally long ones that with the smallest vertex.
        large = {max(range(len(parts)), key=lambda i: (length_mm[i], tuple(-x for x in min(parts[i]))))}
    return [vertices for number, vertices in enumerate(parts) if number not in large and not vertices & cut]


def _compounds(told: list[Standing], ways: Mapping[Standing, set[int]]) -> list[int]:
    """Return the compound of each segment, 0 of public ones.

    Two private segments are of one compound where they share a vertex that no public one touches, or one way there.
    """
    public = {vertex for a, b, private in told if not private for vertex in (a, b)}
    shared = nx.Graph()
    for number, segment in enumerate(told):
        if segment[2]:
            shared.add_node(number)
            for vertex in segment[:2]:
                if vertex not in public:
                    shared.add_edge(number, vertex)
                shared.add_edges_from((number, (vertex, "way", way)) for way in ways[segment])
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
