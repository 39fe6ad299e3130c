"""The pieces by which a square is crossed: straight, between entrances and inward corners, on shortest ways.

docs/method.md, Squares, is the rule; :mod:`circles.network.sight_lines` decides who sees whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled
from circles.network.chains import neighbours
from circles.network.geodesy import segment_lengths_mm
from circles.network.search import FAR, pop, push
from circles.network.sight_lines import inward_vertices, pairs_in_sight
from circles.network.sight_rays import WIDEST
from circles.network.street_vertices import keys_of
from circles.rule_numbers import MOST_SQUARE_NODES, MOST_SQUARE_PIECES

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SquarePieces:
    """Straight pieces across a square, in the order of their ends.

    Attributes
    ----------
    lon, lat : ndarray of int64
        Nodes in 1e-7 degree, in coordinate order.
    start, end : ndarray of int64
        Nodes between which each piece runs, ``start < end``.
    mm : ndarray of int64
        Geodesic length of each piece.
    """

    lon: Integers
    lat: Integers
    start: Integers
    end: Integers
    mm: Integers


def square_pieces(offset: Integers, lon: Integers, lat: Integers, entrances: Integers) -> SquarePieces | None:
    """Return the pieces of a square that lie on a shortest way between two entrances; None where they are too many.

    Parameters
    ----------
    offset, lon, lat : ndarray of int64
        The square, as for :func:`circles.network.sight_lines.inward_vertices`; what lies on its rings is a vertex.
    entrances : ndarray of int64, shape (n, 2)
        Where streets come in, in 1e-7 degree: vertices of its rings or places inside.

    Returns
    -------
    SquarePieces or None
        None where there are more than ``MOST_SQUARE_NODES`` or ``MOST_SQUARE_PIECES`` of :mod:`circles.rule_numbers`,
        or as many straight ways from entrance to entrance.

    Examples
    --------
    Across an L from end to end one walks by its inner corner.

    >>> offset = np.array([0, 6])
    >>> lon, lat = np.array([0, 20, 20, 10, 10, 0]) * 1000, np.array([0, 0, 10, 10, 20, 20]) * 1000
    >>> pieces = square_pieces(offset, lon, lat, np.array([[20, 10], [0, 20]]) * 1000)
    >>> pieces.start.tolist(), pieces.end.tolist(), pieces.mm.tolist()
    ([0, 1], [1, 2], [156903, 111319])
    """
    inward = inward_vertices(offset, lon, lat)
    every = np.concatenate([entrances, np.column_stack([lon, lat])[inward]])
    key, one_of = np.unique(keys_of(every), return_index=True)
    nodes = every[one_of]
    if len(nodes) > MOST_SQUARE_NODES or max(np.ptp(lon), np.ptp(lat)) > WIDEST:
        return None
    node_lon, node_lat = nodes[:, 0].copy(), nodes[:, 1].copy()
    is_entrance = np.isin(key, keys_of(entrances))
    start, end = pairs_in_sight(offset, lon, lat, node_lon, node_lat, counted=is_entrance, most=MOST_SQUARE_PIECES)
    if (is_entrance[start] & is_entrance[end]).sum() > MOST_SQUARE_PIECES:
        return None
    mm = segment_lengths_mm(node_lon[start], node_lat[start], node_lon[end], node_lat[end])
    offset_of, piece_of = neighbours(start, end, len(nodes))
    kept = _on_shortest_ways(np.flatnonzero(is_entrance), is_entrance, start, end, mm, offset_of, piece_of)
    if kept.sum() > MOST_SQUARE_PIECES:
        return None
    return SquarePieces(lon=node_lon, lat=node_lat, start=start[kept], end=end[kept], mm=mm[kept])


@compiled
def _on_shortest_ways(
    entrances: Integers, is_entrance: NDArray[np.bool_],
    start: Integers, end: Integers, mm: Integers, offset: Integers, piece: Integers,
) -> NDArray[np.bool_]:  # fmt: skip
    """Return which pieces lie on a shortest way between two entrances, all of equally short ones.

    After more than ``MOST_SQUARE_PIECES`` no more are looked for.
    """
    nodes = offset.size - 1
    kept, count_kept = np.zeros(start.size, np.bool_), 0
    # Side by side, since a square in which all see each other has millions.
    beyond, beyond_mm = np.empty(piece.size, np.int64), np.empty(piece.size, np.int64)
    for node in range(nodes):
        for place in range(offset[node], offset[node + 1]):
            line = piece[place]
            beyond[place], beyond_mm[place] = start[line] + end[line] - node, mm[line]
    heap = np.empty(2 * start.size + 8, np.int64)
    walk_mm = np.empty(nodes, np.int64)
    leads_on = np.empty(nodes, np.bool_)
    settled = np.empty(nodes, np.int64)
    for root in entrances:
        for node in range(nodes):
            walk_mm[node], leads_on[node] = FAR, is_entrance[node]
        walk_mm[root] = 0
        size: Any = np.int64(0)
        size = push(heap, size, root)
        count = 0
        while size > 0:
            entry = pop(heap, size)
            size -= 1
            here, walked = entry % nodes, entry // nodes
            if walked > walk_mm[here]:
                continue
            settled[count] = here
            count += 1
            for place in range(offset[here], offset[here + 1]):
                there = beyond[place]
                if walked + beyond_mm[place] < walk_mm[there]:
                    walk_mm[there] = walked + beyond_mm[place]
                    size = push(heap, size, walk_mm[there] * nodes + there)
        # From the furthest back: a piece is kept where it leads on to an entrance.
        for k in range(count - 1, 0, -1):
            here = settled[k]
            if not leads_on[here]:
                continue
            for place in range(offset[here], offset[here + 1]):
                there = beyond[place]
                if walk_mm[there] + beyond_mm[place] == walk_mm[here]:
                    leads_on[there] = True
                    if not kept[piece[place]]:
                        kept[piece[place]] = True
                        count_kept += 1
        if count_kept > MOST_SQUARE_PIECES:
            break
    return kept
