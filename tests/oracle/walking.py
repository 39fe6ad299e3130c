"""Walks over raw vertices in layers, by networkx: in or out of a compound, never through (docs/method.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.oracle.attaching import Spot
    from tests.oracle.streets import Segment, Vertex

PUBLIC, LEAVING, ENTERING = "public", "leaving", "entering"
_RANKS = 1 << 20
"""A walk and the rank of its center are one number, ``mm * _RANKS + rank``, so that ties go to the lower id."""

State = tuple["Vertex", str, int]


class Answer(NamedTuple):
    """The least walk of a block, and to which center."""

    walk_mm: int
    center_id: str


@dataclass(frozen=True)
class Walked:
    """The walks of all states to the nearest center, and where the centers stand."""

    segments: Sequence[Segment]
    ranked: Sequence[str]
    least: Mapping[State, int]
    centers: Mapping[int, Sequence[tuple[int, int, int]]]

    def answer(self, spots: Iterable[Spot]) -> Answer | None:
        """Return the least walk from any of the spots, None where none of them leads to a center."""
        found = [value for spot in spots for value in self._from(spot)]
        return Answer(min(found) // _RANKS, self.ranked[min(found) % _RANKS]) if found else None

    def _from(self, spot: Spot) -> Iterable[int]:
        segment = self.segments[spot.segment]
        layer = LEAVING if segment.compound else PUBLIC
        for vertex, mm in ((segment.a, spot.at_mm), (segment.b, segment.mm - spot.at_mm)):
            beyond = self.least.get((vertex, layer, segment.compound))
            if beyond is not None:
                yield beyond + (mm + spot.leg_mm) * _RANKS
        for at_mm, leg_mm, rank in self.centers.get(spot.segment, ()):
            yield (abs(at_mm - spot.at_mm) + leg_mm + spot.leg_mm) * _RANKS + rank


def layered(segments: Iterable[Segment]) -> nx.DiGraph:
    """Return the directed graph of all walks, each arc the wrong way round, for a search from the centers."""
    segments = list(segments)
    public = {vertex for segment in segments if not segment.compound for vertex in (segment.a, segment.b)}
    backwards = nx.DiGraph()
    for a, b, mm, compound in segments:
        for layer in (LEAVING, ENTERING) if compound else (PUBLIC,):
            one, other = (a, layer, compound), (b, layer, compound)
            # Of a public and a private segment between the same ends both are there: their layers differ. Of a street
            # and a straight way across a square the shorter counts.
            known = backwards.get_edge_data(one, other, {"mm": mm * _RANKS})["mm"]
            least = min(known, mm * _RANKS)
            backwards.add_weighted_edges_from([(one, other, least), (other, one, least)], weight="mm")
        if compound:
            for vertex in {a, b} & public:
                backwards.add_edge((vertex, PUBLIC, 0), (vertex, LEAVING, compound), mm=0)
                backwards.add_edge((vertex, ENTERING, compound), (vertex, PUBLIC, 0), mm=0)
    return backwards


def walked(segments: Sequence[Segment], centers: Mapping[str, Sequence[Spot]]) -> Walked:
    """Return the walks to the nearest of the centers, each a set of spots."""
    ranked = sorted(centers)
    graph = layered(segments)
    along: dict[int, list[tuple[int, int, int]]] = {}
    for rank, center in enumerate(ranked):
        for spot in centers[center]:
            segment = segments[spot.segment]
            along.setdefault(spot.segment, []).append((spot.at_mm, spot.leg_mm, rank))
            for vertex, mm in ((segment.a, spot.at_mm), (segment.b, segment.mm - spot.at_mm)):
                for layer in (LEAVING, ENTERING) if segment.compound else (PUBLIC,):
                    state, value = (vertex, layer, segment.compound), (mm + spot.leg_mm) * _RANKS + rank
                    known = graph.get_edge_data("centers", state)
                    if known is None or value < known["mm"]:
                        graph.add_edge("centers", state, mm=value)
    least = nx.single_source_dijkstra_path_length(graph, "centers", weight="mm")
    return Walked(segments, ranked, least, along)
