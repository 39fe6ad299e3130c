"""On which side of a place that is parted a spot stands (docs/method.md, Edits)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.network.line_meetings import Place, Spot
    from circles.network.walk_network import WalkNetwork


class Cut(IntEnum):
    """How a piece is parted at a place, to the millimetre: within a segment that ends there, at it, or behind it."""

    BEFORE = 0
    AT = 1
    BEHIND = 2


def cut_of(network: WalkNetwork, spot: Spot, *, at_vertex: bool) -> Cut:
    """Return how a closed line parts a piece at a spot: exactly at a vertex or within a segment."""
    if at_vertex:
        return Cut.AT
    last = int(network.vertex_offset[spot.piece + 1]) - 1
    at_end = spot.vertex < last and int(network.vertex_at_mm[spot.vertex + 1]) == spot.at_mm
    return Cut.BEFORE if at_end else Cut.BEHIND


def cuts_before(network: WalkNetwork, spot: Spot, cuts: Iterable[Cut]) -> int:
    """Return how many of the cuts at its place a spot stands behind.

    Within a segment it stands on the side of the smaller end. At a vertex it is on the segment that its `side` tells,
    else on the lower of the two, and where that is parted at 0 mm from there, on the side of the smaller end again.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    spot : Spot
        A spot on a piece, and its vertex, the one at or before it.
    cuts : iterable of Cut
        How the piece is parted there.
    """
    first, last = (int(network.vertex_offset[spot.piece + step]) for step in (0, 1))
    vertex = _vertex_at(network, spot)
    if vertex < 0:
        behind = _place(network, spot.vertex + 1) < _place(network, spot.vertex)
        return sum(behind for _ in cuts)
    here = _place(network, vertex)
    before = _place(network, vertex - 1) if vertex > first else None
    after = _place(network, vertex + 1) if vertex + 1 < last else None
    lower_is_after = before is None or (after is not None and sorted([here, after]) < sorted([before, here]))
    on_after = lower_is_after if spot.side == 0 else spot.side > 0
    stands = {
        Cut.BEFORE: on_after or (before is not None and here < before),
        Cut.AT: on_after,
        Cut.BEHIND: on_after and (after is not None and after < here),
    }
    return sum(stands[cut] for cut in cuts)


def _vertex_at(network: WalkNetwork, spot: Spot) -> int:
    """Return the vertex at which a spot is, to the millimetre, -1 where it is within a segment."""
    last = int(network.vertex_offset[spot.piece + 1]) - 1
    for vertex in (spot.vertex, spot.vertex + 1):
        if vertex <= last and int(network.vertex_at_mm[vertex]) == spot.at_mm:
            return vertex
    return -1


def _place(network: WalkNetwork, vertex: int) -> Place:
    return int(network.vertex_lon[vertex]), int(network.vertex_lat[vertex])
