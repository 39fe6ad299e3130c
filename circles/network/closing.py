"""Closed lines: where they part the pieces of a network (docs/method.md, Edits)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circles.network.line_meetings import Spot, met
from circles.network.sides import Cut, cut_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from circles.network.walk_network import WalkNetwork


@dataclass(frozen=True)
class Closed:
    """What closed lines part.

    Attributes
    ----------
    nodes : set of int
        Nodes at which all pieces are parted from each other.
    cuts : dict
        Spots within pieces at which they are parted, by piece and place, and there by how.
    counts : list of int
        How many pieces each line parts.
    """

    nodes: set[int] = field(default_factory=set)
    cuts: dict[tuple[int, int], dict[Cut, Spot]] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)


def closed_by(network: WalkNetwork, lines: Iterable[NDArray[np.int64]]) -> Closed:
    """Return what closed lines, in 1e-7 degree, part of a network before any edit."""
    closed = Closed()
    for line in lines:
        parted: set[int] = set()
        for meeting in met(network, line):
            spot = meeting.spot
            first, last = network.vertex_offset[spot.piece], network.vertex_offset[spot.piece + 1] - 1
            at_end = {first: network.piece_start, last: network.piece_end}.get(spot.vertex)
            if at_end is None or not meeting.at_vertex:
                there = closed.cuts.setdefault(spot[:2], {})
                how = cut_of(network, spot, at_vertex=meeting.at_vertex)
                there[how] = min(there.get(how, spot), spot)
                parted.add(spot.piece)
                continue
            node = int(at_end[spot.piece])
            closed.nodes.add(node)
            around = network.neighbour_piece[network.neighbour_offset[node] : network.neighbour_offset[node + 1]]
            parted.update(around.tolist())
        closed.counts.append(len(parted))
    return closed
