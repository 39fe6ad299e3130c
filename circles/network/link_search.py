"""The compiled search for missing links: what lies across from a spot, and who is reached once the two are joined."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled
from circles.network.search import FAR, pop, push

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

ACROSS = 4
"""How many segments across from a spot are told at most, the best first."""


@compiled
def spots_across(
    lon: Integers, lat: Integers, walk_mm: Integers, kx: Floats, ky: Floats,
    lon1: Integers, lat1: Integers, lon2: Integers, lat2: Integers,
    from_mm: Integers, to_mm: Integers, segment_mm: Integers,
    offset: Integers, segments: Integers, frame: Integers, longest_m: float, limit_mm: int,
) -> tuple[Integers, Floats, Integers]:  # fmt: skip
    """Return for each spot the segments across by which a link saves most, the share along each, and the walks.

    Parameters
    ----------
    lon, lat, walk_mm : ndarray of int64
        The spots in 1e-7 degree, and their walks without any link.
    kx, ky : ndarray of float64
        Metres of a degree at each spot.
    lon1, lat1, lon2, lat2, offset, segments, frame
        The segments of a ``SegmentGrid``.
    from_mm, to_mm : ndarray of int64
        The walks at the smaller end of each segment and at the other, ``FAR`` where there is none.
    segment_mm : ndarray of int64
        The length of each segment.
    longest_m : float
        How long a link may be.
    limit_mm : int
        The longest walk of interest.

    Returns
    -------
    segment : ndarray of int64, shape (spots, ACROSS)
        Those by which a link leads to a walk within the limit and saves more than its own length, -1 for none. The
        first has the least walk, the link counted three times: a shorter link goes before a corner that is cut.
    t : ndarray of float64, shape (spots, ACROSS)
        The share from the smaller end.
    over_mm : ndarray of int64, shape (spots, ACROSS)
        The walk over the link.
    """
    west, south, width, height, columns, rows = frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]
    found = np.full((lon.size, ACROSS), -1)
    found_t = np.zeros((lon.size, ACROSS), np.float64)
    found_mm = np.full((lon.size, ACROSS), FAR)
    score = np.full(ACROSS, FAR)
    for spot in range(lon.size):
        for i in range(ACROSS):
            score[i] = FAR
        mx, my = kx[spot] / 1e7, ky[spot] / 1e7
        reach_x, reach_y = np.int64(longest_m / mx) + 1, np.int64(longest_m / my) + 1
        left = max((lon[spot] - reach_x - west) // width, 0)
        right = min((lon[spot] + reach_x - west) // width, columns - 1)
        bottom = max((lat[spot] - reach_y - south) // height, 0)
        top = min((lat[spot] + reach_y - south) // height, rows - 1)
        for row in range(bottom, top + 1):
            for column in range(left, right + 1):
                cell = row * columns + column
                for place in range(offset[cell], offset[cell + 1]):
                    s = segments[place]
                    if min(from_mm[s], to_mm[s]) >= limit_mm:
                        continue
                    x1, y1 = (lon1[s] - lon[spot]) * mx, (lat1[s] - lat[spot]) * my
                    dx, dy = (lon2[s] - lon1[s]) * mx, (lat2[s] - lat1[s]) * my
                    t = min(max(-(x1 * dx + y1 * dy) / (dx * dx + dy * dy), 0.0), 1.0)
                    x, y = x1 + t * dx, y1 + t * dy
                    metres = np.sqrt(x * x + y * y)
                    if metres > longest_m or metres < 1.0:
                        continue
                    link_mm = np.int64(np.floor(metres * 1000 + 0.5))
                    along_mm = np.int64(np.floor(segment_mm[s] * t + 0.5))
                    walk = min(from_mm[s] + along_mm, to_mm[s] + segment_mm[s] - along_mm) + link_mm
                    own = walk + 2 * link_mm
                    if walk > limit_mm or walk + link_mm >= walk_mm[spot] or own >= score[ACROSS - 1]:
                        continue
                    # A segment lies in several cells: it is told once.
                    known = False
                    for i in range(ACROSS):
                        known = known or found[spot, i] == s
                    if known:
                        continue
                    at = ACROSS - 1
                    while at > 0 and score[at - 1] > own:
                        score[at], found[spot, at] = score[at - 1], found[spot, at - 1]
                        found_t[spot, at], found_mm[spot, at] = found_t[spot, at - 1], found_mm[spot, at - 1]
                        at -= 1
                    score[at], found[spot, at], found_t[spot, at], found_mm[spot, at] = own, s, t, walk
    return found, found_t, found_mm


@compiled
def _room(entries: Integers, size: int) -> Integers:
    """Return the entries, with as much room again where there is none for one more."""
    if size < entries.size:
        return entries
    larger = np.empty(2 * entries.size, np.int64)
    for i in range(entries.size):
        larger[i] = entries[i]
    return larger


@compiled
def _shortened(
    piece: int, at_mm: int, begins_mm: int, limit_mm: int,
    field_mm: Integers, read_start: Integers, read_end: Integers, piece_mm: Integers,
    offset: Integers, node: Integers, mm: Integers, bits: int,
    walk_mm: Integers, heap: Integers, touched: Integers,
) -> int:  # fmt: skip
    """Follow walks from a spot as long as they are within the limit and shorter than those of the field.

    Afterwards ``walk_mm`` holds them, and ``touched`` lists their rows; returned is how many there are.
    """
    count = 0
    size: Any = np.int64(0)
    mask = (np.int64(1) << bits) - 1
    for end in range(2):
        row = read_start[piece] if end == 0 else read_end[piece]
        walk = begins_mm + (at_mm if end == 0 else piece_mm[piece] - at_mm)
        if walk <= limit_mm and walk < field_mm[row] and walk < walk_mm[row]:
            if walk_mm[row] == FAR:
                touched[count] = row
                count += 1
            walk_mm[row] = walk
            size = push(heap, size, (walk << bits) | row)
    while size > 0:
        entry = pop(heap, size)
        size -= 1
        here, walked = entry & mask, entry >> bits
        if walked > walk_mm[here]:
            continue
        for place in range(offset[here], offset[here + 1]):
            there, walk = node[place], walked + mm[place]
            if walk <= limit_mm and walk < field_mm[there] and walk < walk_mm[there]:
                if walk_mm[there] == FAR:
                    touched[count] = there
                    count += 1
                walk_mm[there] = walk
                size = push(heap, size, (walk << bits) | there)
    return count


@compiled
def reached_over(
    piece: Integers, at_mm: Integers, begins_mm: Integers, limit_mm: int,
    field_mm: Integers, read_start: Integers, read_end: Integers, piece_mm: Integers,
    offset: Integers, node: Integers, mm: Integers, bits: int, read_offset: Integers, read_piece: Integers,
    point_offset: Integers, point_at_mm: Integers, point_leg_mm: Integers, point_block: Integers, blocks: int,
    bounds: Integers,
) -> tuple[Integers, Integers, Integers]:  # fmt: skip
    """Return (link, block) of all blocks that come within the limit by a link, and how far its effect goes.

    A link gives the spot ``at_mm`` on ``piece`` the walk ``begins_mm``. From there walks are followed as long as they
    are within the limit and shorter than those of the field: beyond, nothing changes.

    Parameters
    ----------
    field_mm : ndarray of int64
        The walk of each row, ``FAR`` without one.
    read_start, read_end, read_offset, read_piece, piece_mm, offset, node, mm, bits
        Of the network, its layers and its roads.
    point_offset, point_at_mm, point_leg_mm, point_block : ndarray of int64
        Spots of the blocks that are not within the limit, by piece.
    blocks : int
        How many blocks there are.
    bounds : ndarray of int64, shape (pieces, 4)
        West, south, east and north of each piece.

    Returns
    -------
    link, block : ndarray of int64
        Pairs, each once.
    around : ndarray of int64, shape (links, 4)
        Bounds of the pieces on which walks get shorter.
    """
    links, found = np.empty(64, np.int64), np.empty(64, np.int64)
    around = np.empty((piece.size, 4), np.int64)
    walk_mm = np.full(offset.size - 1, FAR)
    heap, touched = np.empty(node.size + 8, np.int64), np.empty(offset.size - 1, np.int64)
    seen = np.full(blocks, -1)
    pairs: Any = np.int64(0)
    for link in range(piece.size):
        own = piece[link]
        for side in range(4):
            around[link, side] = bounds[own, side]
        count = _shortened(
            own, at_mm[link], begins_mm[link], limit_mm, field_mm, read_start, read_end, piece_mm,
            offset, node, mm, bits, walk_mm, heap, touched,
        )  # fmt: skip
        for turn in range(-1, count):
            here = touched[turn] if turn >= 0 else 0
            first = read_offset[here] if turn >= 0 else 0
            last = read_offset[here + 1] if turn >= 0 else 1
            for place in range(first, last):
                p = read_piece[place] if turn >= 0 else own
                around[link, 0] = min(around[link, 0], bounds[p, 0])
                around[link, 1] = min(around[link, 1], bounds[p, 1])
                around[link, 2] = max(around[link, 2], bounds[p, 2])
                around[link, 3] = max(around[link, 3], bounds[p, 3])
                for point in range(point_offset[p], point_offset[p + 1]):
                    block, at = point_block[point], point_at_mm[point]
                    if seen[block] == link:
                        continue
                    walk: Any = min(walk_mm[read_start[p]] + at, walk_mm[read_end[p]] + piece_mm[p] - at)
                    if p == own:
                        walk = min(walk, begins_mm[link] + abs(at - at_mm[link]))
                    if walk + point_leg_mm[point] > limit_mm:
                        continue
                    seen[block] = link
                    links, found = _room(links, pairs), _room(found, pairs)
                    links[pairs], found[pairs] = link, block
                    pairs += 1
        for turn in range(count):
            walk_mm[touched[turn]] = FAR
    return links[:pairs], found[:pairs], around
