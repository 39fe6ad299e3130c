"""Who sees whom, pair by pair and edge by edge as docs/method.md (Squares) defines it, in whole numbers of any size.

Slow and plain. Rings may touch, run over themselves and cross: inside is what an odd number of edges parts from afar.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tests.oracle.lattice import sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.extract import Place


def pairs_seen(rings: Sequence[Sequence[Place]], nodes: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the pairs of nodes, by number, between which the straight line lies in the closed polygon."""
    edges = [edge for ring in rings for edge in sides(ring)]
    return [(i, j) for i, j in combinations(range(len(nodes)), 2) if sees(edges, nodes[i], nodes[j])]


def sees(edges: Sequence[tuple[Place, Place]], p: Place, q: Place) -> bool:
    """Say whether no edge crosses the line from p to q, and each stretch between vertices on it lies inside."""
    for a, b in edges:
        if _turn(p, q, a) * _turn(p, q, b) < 0 and _turn(a, b, p) * _turn(a, b, q) < 0:
            return False
    on_line = {a for a, _ in edges if _turn(p, q, a) == 0 and min(p, q) < a < max(p, q)}
    stops = sorted({p, q} | on_line)
    # In half units, so that the middle of a stretch is whole.
    return all(_holds(edges, (a[0] + b[0], a[1] + b[1])) for a, b in pairwise(stops))


def _holds(edges: Sequence[tuple[Place, Place]], place: Place) -> bool:
    odd = False
    for one, other in edges:
        a, b = (2 * one[0], 2 * one[1]), (2 * other[0], 2 * other[1])
        turn = _turn(a, b, place)
        (west, east), (south, north) = sorted((a[0], b[0])), sorted((a[1], b[1]))
        if turn == 0 and west <= place[0] <= east and south <= place[1] <= north:
            return True
        if (a[1] <= place[1] < b[1] and turn > 0) or (b[1] <= place[1] < a[1] and turn < 0):
            odd = not odd
    return odd


def _turn(a: Place, b: Place, c: Place) -> int:
    product = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (product > 0) - (product < 0)
