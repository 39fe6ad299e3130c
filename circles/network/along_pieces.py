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
    """Return for each point the least (walk_mm, rank) along its own piece, leg of the center included, and its spot.

    Parameters
    ----------
    point_piece, point_at_mm : ndarray of int64
        The points.
    piece, at_mm, leg_mm, rank : ndarray of int64
        The centers' spots, ordered by piece and place.
    first : ndarray of int64
        The spots on piece `p` are those from ``first[p]`` up to ``first[p + 1]``.

    Returns
    -------
    walk_mm, spot : ndarray of int64
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
    best_spot = np.full(point_piece.size, -1)
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
            best = best_spot[point]
            if walk < best_mm[point] or (walk == best_mm[point] and rank[center] < rank[best]):
                best_mm[point], best_spot[point] = walk, center
    return best_mm, best_spot


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
def _walk_along(piece: int, at_mm: int, own_piece: Integers, own_at_mm: Integers, own_leg_mm: Integers) -> np.int64:
    """Return the least walk along a piece from a place on it to the center's spots there, FAR without any."""
    least = search.FAR
    for i in range(own_piece.size):
        if own_piece[i] == piece:
            least = min(least, own_leg_mm[i] + abs(own_at_mm[i] - at_mm))
    return least


@compiled
def _is_one_of(piece: int, own_piece: Integers) -> bool:
    """Return whether a spot of the center stands on a piece."""
    for i in range(own_piece.size):  # noqa: SIM110 a generator is not compiled
        if own_piece[i] == piece:
            return True
    return False


@compiled
def points_within(
    walk_mm: Integers, touched: Integers, count: int,
    read_offset: Integers, read_piece: Integers,
    read_start: Integers, read_end: Integers, piece_mm: Integers,
    point_offset: Integers, at_mm: Integers, leg_mm: Integers,
    own_piece: Integers, own_at_mm: Integers, own_leg_mm: Integers, bound_mm: int,
) -> tuple[Integers, Integers]:  # fmt: skip
    """Return (point, walk_mm) of the points within the bound, on the pieces that the search touched.

    Pieces are read by their rows in ``WalkNetwork.layers``. The center's own spots are ordered by piece.
    """
    found = np.empty(64, np.int64)
    found_mm = np.empty(64, np.int64)
    size = 0
    for turn in range(-own_piece.size, count):
        here = touched[turn] if turn >= 0 else 0
        first = read_offset[here] if turn >= 0 else 0
        last = read_offset[here + 1] if turn >= 0 else 1
        for place in range(first, last):
            piece = read_piece[place] if turn >= 0 else own_piece[own_piece.size + turn]
            own = turn < 0
            if turn >= 0:
                twice = place > first and read_piece[place - 1] == piece
                told = read_end[piece] == here and read_start[piece] != here
                if twice or (told and walk_mm[read_start[piece]] != search.FAR) or _is_one_of(piece, own_piece):
                    continue
            elif own_piece.size + turn > 0 and own_piece[own_piece.size + turn - 1] == piece:
                continue
            from_start, from_end = walk_mm[read_start[piece]], walk_mm[read_end[piece]]
            for point in range(point_offset[piece], point_offset[piece + 1]):
                walk = min(from_start + at_mm[point], from_end + piece_mm[piece] - at_mm[point])
                if own:
                    walk = min(walk, _walk_along(piece, at_mm[point], own_piece, own_at_mm, own_leg_mm))
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
    parts: Integers, size: int, piece: int, low: int, high: int, walk_low: Any, walk_high: Any, limit_mm: int
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
def _walk_at(
    spot: int, from_start: int, from_end: int, length: int,
    own_piece: Integers, own_at_mm: Integers, own_leg_mm: Integers,
) -> np.int64:  # fmt: skip
    """Return the walk from the center to one of its own spots: its leg, or less by another spot."""
    at_mm = own_at_mm[spot]
    around = min(from_start + at_mm, from_end + length - at_mm)
    return min(around, _walk_along(own_piece[spot], at_mm, own_piece, own_at_mm, own_leg_mm))


@compiled
def reach_parts(
    walk_mm: Integers, touched: Integers, count: int,
    read_offset: Integers, read_piece: Integers,
    read_start: Integers, read_end: Integers, piece_mm: Integers,
    own_piece: Integers, own_at_mm: Integers, own_leg_mm: Integers, limit_mm: int,
) -> Integers:  # fmt: skip
    """Return the stretches within the limit as rows of (piece, near_mm, far_mm, walk_mm at near).

    The center's own spots are ordered by piece and place.
    """
    most = 8 * own_piece.size
    for turn in range(count):
        most += 2 * (read_offset[touched[turn] + 1] - read_offset[touched[turn]])
    parts = np.empty((most, 4), np.int64)
    # Not plain zeros: each constant would be compiled once more.
    none: Any = np.int64(0)
    size, before = none, none
    for spot in range(own_piece.size):
        piece = own_piece[spot]
        start, end, length = read_start[piece], read_end[piece], piece_mm[piece]
        is_first = spot == 0 or own_piece[spot - 1] != piece
        low = none if is_first else own_at_mm[spot - 1]
        walk_low = walk_mm[start] if is_first else before
        walk = _walk_at(spot, walk_mm[start], walk_mm[end], length, own_piece, own_at_mm, own_leg_mm)
        size = _stretches(parts, size, piece, low, own_at_mm[spot], walk_low, walk, limit_mm)
        before = walk
        if spot + 1 == own_piece.size or own_piece[spot + 1] != piece:
            size = _stretches(parts, size, piece, own_at_mm[spot], length, walk, walk_mm[end], limit_mm)
    for turn in range(count):
        here = touched[turn]
        first = read_offset[here]
        for place in range(first, read_offset[here + 1]):
            piece = read_piece[place]
            twice = place > first and read_piece[place - 1] == piece
            start, end = read_start[piece], read_end[piece]
            told = end == here and start != here and walk_mm[start] != search.FAR
            if twice or told or _is_one_of(piece, own_piece):
                continue
            size = _stretches(parts, size, piece, none, piece_mm[piece], walk_mm[start], walk_mm[end], limit_mm)
    return parts[:size].copy()
