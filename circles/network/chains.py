"""Chains of segments between junctions and ends: how segments become street pieces, and which belong together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def neighbours(ends_a: Integers, ends_b: Integers, count: int) -> tuple[Integers, Integers]:
    """Return, for edges between `count` vertices, each vertex's edges: (offset, edge), edges ascending.

    Parameters
    ----------
    ends_a, ends_b : ndarray of int64
        The two ends of each edge; a loop is listed twice at its vertex.
    count : int
        How many vertices there are.
    """
    offset = np.zeros(count + 1, np.int64)
    for edge in range(ends_a.size):
        offset[ends_a[edge] + 1] += 1
        offset[ends_b[edge] + 1] += 1
    for vertex in range(count):
        offset[vertex + 1] += offset[vertex]
    place = offset[:-1].copy()
    edges = np.empty(2 * ends_a.size, np.int64)
    for edge in range(ends_a.size):
        edges[place[ends_a[edge]]] = edge
        place[ends_a[edge]] += 1
        edges[place[ends_b[edge]]] = edge
        place[ends_b[edge]] += 1
    return offset, edges


@compiled
def trace(
    segment_a: Integers, segment_b: Integers, offset: Integers, segments: Integers, is_node: Flags
) -> tuple[Integers, Integers, Integers]:
    """Return the pieces as (vertex offset, vertices, segments), each followed from its smaller end.

    Vertices are numbered in coordinate order and segments sorted by (a, b) with a < b, so pieces come out
    ordered by (start, second vertex): an order that no row order can change.

    Parameters
    ----------
    segment_a, segment_b : ndarray of int64
        Ends of each segment.
    offset, segments : ndarray of int64
        Segments at each vertex (:func:`neighbours`).
    is_node : ndarray of bool
        Vertices at which a piece ends. A ring without any gets its smallest vertex.
    """
    used = np.zeros(segment_a.size, np.bool_)
    vertices = np.empty(2 * segment_a.size, np.int64)
    along = np.empty(segment_a.size, np.int64)
    piece_offset = np.empty(segment_a.size + 1, np.int64)
    piece_offset[0] = 0
    pieces, filled, walked = 0, 0, 0
    for rings in (False, True):
        for start in range(is_node.size):
            if is_node[start] == rings:
                continue
            for place in range(offset[start], offset[start + 1]):
                segment = segments[place]
                if used[segment]:
                    continue
                vertices[filled] = start
                filled += 1
                vertex = start
                while True:
                    used[segment] = True
                    along[walked] = segment
                    walked += 1
                    vertex = segment_b[segment] if segment_a[segment] == vertex else segment_a[segment]
                    vertices[filled] = vertex
                    filled += 1
                    if is_node[vertex] or vertex == start:
                        break
                    first = segments[offset[vertex]]
                    segment = segments[offset[vertex] + 1] if first == segment else first
                pieces += 1
                piece_offset[pieces] = filled
    return piece_offset[: pieces + 1].copy(), vertices[:filled].copy(), along[:walked].copy()


@compiled
def components(start: Integers, end: Integers, count: int) -> Integers:
    """Return for each of `count` nodes the smallest node it is connected with."""
    root = np.empty(count, np.int64)
    for node in range(count):
        root[node] = node
    for edge in range(start.size):
        a, b = start[edge], end[edge]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a < b:
            root[b] = a
        else:
            root[a] = b
    for node in range(count):
        root[node] = root[root[node]]
    return root
