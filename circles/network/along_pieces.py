"""The compiled walk along the pieces that a search touched: which points and which stretches are within a bound."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled
from circles.network import search

Integers = NDArray[np.int64]


@compiled
def nearest_along(
    point_piece: Integers, point_at_mm: Integers,
    piece: Integers, at_mm: Integers, leg_mm: Integers, rank: Integers, first: Integers,
) -> tuple[Integers, Integers]:  # fmt: skip
    """Return for each point the least (walk_mm, rank) along its own piece, access leg of the center included.

    Parameters
    ----------
    point_piece, point_at_mm : ndarray of int64
        The points.
    piece, at_mm, leg_mm, rank : ndarray of int64
        The centers, ordered by piece and place.
    first : ndarray of int64
        The centers on piece `p` are those from ``first[p]`` up to ``first[p + 1]``.

    Returns
    -------
    walk_mm, rank : ndarray of int64
        FAR and -1 where no center stands on the point's piece.
    """
    count = piece.size
    # The best center to the west of each, counted from place 0, and to the east: a point need look at two.
    west, east = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        west[i], east[i] = i, i
    for i in range(1, count):
        j = west[i - 1]
        if piece[j] == piece[i]:
            one, other = leg_mm[j] - at_mm[j], leg_mm[i] - at_mm[i]
            if one < other or (one == other and rank[j] < rank[i]):
                west[i] = j
    for i in range(count - 2, -1, -1):
        j = east[i + 1]
        if piece[j] == piece[i]:
            one, other = leg_mm[j] + at_mm[j], leg_mm[i] + at_mm[i]
            if one < other or (one == other and rank[j] < rank[i]):
                east[i] = j
    best_mm = np.full(point_piece.size, search.FAR)
    best_rank = np.full(point_piece.size, -1)
    for point in range(point_piece.size):
        low, high = first[point_piece[point]], first[point_piece[point] + 1]
        if low == high:
            continue
        middle = _after(at_mm, low, high, point_at_mm[point])
        for side in range(2):
            if (side == 0 and middle == low) or (side == 1 and middle == high):
                continue
            center = west[middle - 1] if side == 0 else east[middle]
            walk = leg_mm[center] + abs(at_mm[center] - point_at_mm[point])
            if walk < best_mm[point] or (walk == best_mm[point] and rank[center] < best_rank[point]):
                best_mm[point], best_rank[point] = walk, rank[center]
    return best_mm, best_rank


@compiled
def _after(at_mm: Integers, low: int, high: int, spot_mm: int) -> int:
    """Return the first place from `low` up to `high` that lies beyond a spot."""
    while low < high:
        middle = (low + high) // 2
        if at_mm[middle] <= spot_mm:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _twice(entries: Integers) -> Integers:
    """Return the entries with as much room again."""
    larger = np.empty(2 * entries.size, np.int64)
    for i in range(entries.size):
        larger[i] = entries[i]
    return larger


@compiled
def points_within(
    walk_mm: Integers, touched: Integers, count: int,
    neighbour_offset: Integers, neighbour_piece: Integers,
    piece_start: Integers, piece_end: Integers, piece_mm: Integers,
    point_offset: Integers, at_mm: Integers, leg_mm: Integers,
    own_piece: int, own_at_mm: int, own_leg_mm: int, bound_mm: int,
) -> tuple[Integers, Integers]:  # fmt: skip
    """Return (point, walk_mm) of the points within the bound, on the pieces that the search touched."""
    found = np.empty(64, np.int64)
    found_mm = np.empty(64, np.int64)
    size = 0
    for turn in range(-1, count):
        here = touched[turn] if turn >= 0 else 0
        first = neighbour_offset[here] if turn >= 0 else 0
        last = neighbour_offset[here + 1] if turn >= 0 else 1
        for place in range(first, last):
            piece = neighbour_piece[place] if turn >= 0 else own_piece
            if turn >= 0:
                twice = place > first and neighbour_piece[place - 1] == piece
                told = piece_end[piece] == here and piece_start[piece] != here
                if piece == own_piece or twice or (told and walk_mm[piece_start[piece]] != search.FAR):
                    continue
            from_start, from_end = walk_mm[piece_start[piece]], walk_mm[piece_end[piece]]
            for point in range(point_offset[piece], point_offset[piece + 1]):
                walk = min(from_start + at_mm[point], from_end + piece_mm[piece] - at_mm[point])
                if piece == own_piece:
                    walk = min(walk, own_leg_mm + abs(own_at_mm - at_mm[point]))
                walk += leg_mm[point]
                if walk > bound_mm:
                    continue
                if size == found.size:
                    found, found_mm = _twice(found), _twice(found_mm)
                found[size], found_mm[size] = point, walk
                size += 1
    return found[:size].copy(), found_mm[:size].copy()


@compiled
def _stretches(
    parts: Integers, size: int, piece: int, low: int, high: int, walk_low: int, walk_high: int, limit_mm: int
) -> int:
    """Write the reached stretches between two spots of a piece that are `walk_low` and `walk_high` away."""
    if walk_low > limit_mm and walk_high > limit_mm:
        return size
    middle = (low + high + walk_high - walk_low) // 2
    middle = min(max(middle, low), high)
    if walk_low <= limit_mm:
        far = min(middle, low + limit_mm - walk_low)
        if far > low:
            parts[size, 0], parts[size, 1], parts[size, 2], parts[size, 3] = piece, low, far, walk_low
            size += 1
    if walk_high <= limit_mm:
        far = max(middle, high - (limit_mm - walk_high))
        if far < high:
            parts[size, 0], parts[size, 1], parts[size, 2], parts[size, 3] = piece, high, far, walk_high
            size += 1
    return size


@compiled
def reach_parts(
    walk_mm: Integers, touched: Integers, count: int,
    neighbour_offset: Integers, neighbour_piece: Integers,
    piece_start: Integers, piece_end: Integers, piece_mm: Integers,
    own_piece: int, own_at_mm: int, own_leg_mm: int, limit_mm: int,
) -> Integers:  # fmt: skip
    """Return the stretches within the limit as rows of (piece, near_mm, far_mm, walk_mm at near)."""
    most = 8
    for turn in range(count):
        most += 2 * (neighbour_offset[touched[turn] + 1] - neighbour_offset[touched[turn]])
    parts = np.empty((most, 4), np.int64)
    start, end, length = piece_start[own_piece], piece_end[own_piece], piece_mm[own_piece]
    # Not plain zeros: each constant would be compiled once more.
    none: Any = np.int64(0)
    size = _stretches(parts, none, own_piece, none, own_at_mm, walk_mm[start], own_leg_mm, limit_mm)
    size = _stretches(parts, size, own_piece, own_at_mm, length, own_leg_mm, walk_mm[end], limit_mm)
    for turn in range(count):
        here = touched[turn]
        first = neighbour_offset[here]
        for place in range(first, neighbour_offset[here + 1]):
            piece = neighbour_piece[place]
            twice = place > first and neighbour_piece[place - 1] == piece
            start, end = piece_start[piece], piece_end[piece]
            told = end == here and start != here and walk_mm[start] != search.FAR
            if piece == own_piece or twice or told:
                continue
            size = _stretches(parts, size, piece, none, piece_mm[piece], walk_mm[start], walk_mm[end], limit_mm)
    return parts[:size].copy()
