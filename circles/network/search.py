"""The compiled search: shortest walks in whole millimetres over the rows of a WalkNetwork (its layers).

A heap entry is one integer, ``walk_mm << bits | row``; what is popped is final. Buffers are reused between centers and
cleaned by the list of touched nodes, so a search costs what it reaches and not what the city holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

if TYPE_CHECKING:
    from circles.network.roads import Roads

Integers = NDArray[np.int64]

FAR = np.int64(2**62)
"""Larger than any walk; it never leaves this stage."""

UNBOUNDED_MM = 2**61


@dataclass(frozen=True, eq=False)
class Buffers:
    """Room for one search at a time: distances (all FAR between searches), heap and touched nodes."""

    walk_mm: Integers
    heap: Integers
    touched: Integers


def buffers_for(roads: Roads, roots: int) -> Buffers:
    """Return clean buffers for searches on `roads` from at most so many roots; one set for each thread."""
    nodes = roads.offset.size - 1
    return Buffers(
        walk_mm=np.full(nodes, FAR),
        heap=np.empty(roads.node.size + roots, np.int64),
        touched=np.empty(nodes, np.int64),
    )


@compiled
def push(heap: Integers, size: int, entry: int) -> int:
    """Put `entry` on a heap of four children a parent; return the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 2
        if heap[parent] <= entry:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = entry
    return size + 1


@compiled
def pop(heap: Integers, size: int) -> int:
    """Take the smallest entry off and return it; the heap has one entry less."""
    smallest = heap[0]
    last = heap[size - 1]
    end = size - 1
    place = 0
    while True:
        child = 4 * place + 1
        if child >= end:
            break
        least = child
        for other in range(child + 1, min(child + 4, end)):
            if heap[other] < heap[least]:
                least = other
        if heap[least] >= last:
            break
        heap[place] = heap[least]
        place = least
    heap[place] = last
    return smallest  # type: ignore[no-any-return]


@compiled
def walk_from(
    root: Integers, root_mm: Integers, bound_mm: int,
    offset: Integers, node: Integers, mm: Integers, bits: int,
    walk_mm: Integers, heap: Integers, touched: Integers,
) -> int:  # fmt: skip
    """Walk from the spots of one center; return how many nodes are within `bound_mm`.

    `root` are the ends of the pieces that the spots stand on, `root_mm` the walks there. Afterwards ``walk_mm`` holds
    the walks of the nodes and ``touched`` lists them; :func:`clean` undoes both.
    """
    count = 0
    size: Any = np.int64(0)
    mask = (np.int64(1) << bits) - 1
    for i in range(root.size):
        node_there, walk = root[i], root_mm[i]
        if walk <= bound_mm and walk < walk_mm[node_there]:
            if walk_mm[node_there] == FAR:
                touched[count] = node_there
                count += 1
            walk_mm[node_there] = walk
            size = push(heap, size, (walk << bits) | node_there)
    while size > 0:
        entry = pop(heap, size)
        size -= 1
        here, walked = entry & mask, entry >> bits
        if walked > walk_mm[here]:
            continue
        for place in range(offset[here], offset[here + 1]):
            there, walk = node[place], walked + mm[place]
            if walk <= bound_mm and walk < walk_mm[there]:
                if walk_mm[there] == FAR:
                    touched[count] = there
                    count += 1
                walk_mm[there] = walk
                size = push(heap, size, (walk << bits) | there)
    return count


def clean(walk_mm: Integers, touched: Integers, count: int) -> None:
    """Make the buffers ready for the next search."""
    walk_mm[touched[:count]] = FAR


@compiled
def walk_from_all(
    root: Integers, root_mm: Integers, root_rank: Integers,
    offset: Integers, node: Integers, mm: Integers, bits: int,
) -> tuple[Integers, Integers]:  # fmt: skip
    """Walk from all centers at once; return for each row its least (walk_mm, rank).

    Parameters
    ----------
    root, root_mm, root_rank : ndarray of int64
        Ends of the centers' pieces, the walk from the center there, and the center's rank by id.

    Returns
    -------
    walk_mm, rank : ndarray of int64
        FAR and -1 where no center reaches.
    """
    rows = offset.size - 1
    walk_mm = np.full(rows, FAR)
    rank = np.full(rows, -1)
    heap = np.empty(node.size + root.size + 8, np.int64)
    # Not a plain zero: the heap's functions would be compiled for it once more.
    size: Any = np.int64(0)
    mask = (np.int64(1) << bits) - 1
    for i in range(root.size):
        here = root[i]
        if root_mm[i] < walk_mm[here] or (root_mm[i] == walk_mm[here] and root_rank[i] < rank[here]):
            walk_mm[here], rank[here] = root_mm[i], root_rank[i]
            size = push(heap, size, (root_mm[i] << bits) | here)
    while size > 0:
        entry = pop(heap, size)
        size -= 1
        here, walked = entry & mask, entry >> bits
        if walked > walk_mm[here]:
            continue
        for place in range(offset[here], offset[here + 1]):
            there, walk = node[place], walked + mm[place]
            if walk < walk_mm[there] or (walk == walk_mm[there] and rank[here] < rank[there]):
                walk_mm[there], rank[there] = walk, rank[here]
                if size == heap.size:
                    larger = np.empty(2 * heap.size, np.int64)
                    for i in range(heap.size):
                        larger[i] = heap[i]
                    heap = larger
                size = push(heap, size, (walk << bits) | there)
    return walk_mm, rank


@compiled
def walk_on(
    link_from: Integers, link_to: Integers, bound_mm: int,
    offset: Integers, node: Integers, mm: Integers, bits: int,
    was_mm: Integers, walk_mm: Integers, first_link: Integers, heap: Integers, touched: Integers,
) -> int:  # fmt: skip
    """Shorten known walks by links of no length between rows; return how many rows have a shorter one.

    Only what becomes shorter is looked at. ``walk_mm`` holds the known walks, a copy of ``was_mm``, and afterwards the
    shorter ones that are within `bound_mm`; ``touched`` lists their rows. Links are in the order of `link_from`;
    ``first_link`` is -1 everywhere before and after.
    """
    count = 0
    size: Any = np.int64(0)
    mask = (np.int64(1) << bits) - 1
    for link in range(link_from.size - 1, -1, -1):
        first_link[link_from[link]] = link
    for link in range(link_from.size):
        walk, there = was_mm[link_from[link]], link_to[link]
        if walk <= bound_mm and walk < walk_mm[there]:
            if walk_mm[there] == was_mm[there]:
                touched[count] = there
                count += 1
            walk_mm[there] = walk
            size = push(heap, size, (walk << bits) | there)
    while size > 0:
        entry = pop(heap, size)
        size -= 1
        here, walked = entry & mask, entry >> bits
        if walked > walk_mm[here]:
            continue
        link = first_link[here]
        ways = offset[here + 1]
        place = offset[here]
        while True:
            if place < ways:
                there, walk = node[place], walked + mm[place]
                place += 1
            elif link >= 0 and link < link_from.size and link_from[link] == here:
                there, walk = link_to[link], walked
                link += 1
            else:
                break
            if walk <= bound_mm and walk < walk_mm[there]:
                if walk_mm[there] == was_mm[there]:
                    touched[count] = there
                    count += 1
                walk_mm[there] = walk
                size = push(heap, size, (walk << bits) | there)
    for link in range(link_from.size):
        first_link[link_from[link]] = -1
    return count
