"""People to centers in whole numbers: all that is supplied, no center beyond its capacity, at the least cost.

The transportation problem by successive shortest paths. Everybody begins at the cheapest center, then what a center
holds beyond its capacity is moved on along the cheapest chain of moves until it comes to one with room. Each center has
a price, what room there is worth; with the prices the answer proves itself (:func:`is_optimal`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

Integers = NDArray[np.int64]

_FAR = np.int64(2**62)


class Town(NamedTuple):
    """Who is there, and what it costs to go where; pairs are ordered by block, then center.

    Attributes
    ----------
    supply : (blocks,)
        What each block sends, > 0.
    capacity : (centers,)
        What each center takes, >= 0.
    offset : (blocks + 1,)
        Block `b` has the pairs ``offset[b]:offset[b + 1]``, one at least.
    center, cost : (pairs,)
        Where a pair goes, and what each unit pays, >= 0.
    """

    supply: Integers
    capacity: Integers
    offset: Integers
    center: Integers
    cost: Integers

    @property
    def block(self) -> Integers:
        """The block of each pair."""
        return np.repeat(np.arange(self.supply.size), np.diff(self.offset))

    @property
    def by_center(self) -> tuple[Integers, Integers]:
        """The pairs center by center, and where each center's begin among them."""
        pairs = np.argsort(self.center, kind="stable")
        return pairs, np.searchsorted(self.center[pairs], np.arange(self.capacity.size + 1))


class Flow(NamedTuple):
    """Who goes where, and what room is worth.

    Attributes
    ----------
    amount : (pairs,)
        What goes by each pair.
    price : (centers,)
        What one more unit of room at a center would save; 0 where it has room.
    """

    amount: Integers
    price: Integers


def least_cost(town: Town) -> Flow:
    """Return a flow of least cost and its prices; some block must be able to go where there is room."""
    pairs, first = town.by_center
    price = np.zeros(town.capacity.size, np.int64)
    begins, other = _neighbours(*town[2:4], town.block, pairs, first)
    amount = _filled(*town, town.block, pairs, first, begins, other, price)
    return Flow(amount, price)


@compiled
def _neighbours(
    offset: Integers, center: Integers, block: Integers, pairs: Integers, first: Integers
) -> tuple[Integers, Integers]:
    """Return the centers to which somebody at a center could go instead, and where each center's begin."""
    centers = first.size - 1
    begins = np.zeros(centers + 1, np.int64)
    mark = np.full(centers, -1)
    others = np.empty(16 + center.size, np.int64)
    count = 0
    for here in range(centers):
        mark[here] = here
        for i in range(first[here], first[here + 1]):
            b = block[pairs[i]]
            for k in range(offset[b], offset[b + 1]):
                if mark[center[k]] == here:
                    continue
                mark[center[k]] = here
                if count == others.size:
                    larger = np.empty(2 * count, np.int64)
                    for old in range(count):
                        larger[old] = others[old]
                    others = larger
                others[count] = center[k]
                count += 1
        begins[here + 1] = count
    return begins, others[:count]


@compiled
def _best_moves(
    here: int, offset: Integers, center: Integers, cost: Integers, block: Integers, pairs: Integers, first: Integers,
    begins: Integers, other: Integers, amount: Integers, slot: Integers,
    more: Integers, leaves: Integers, enters: Integers,
) -> None:  # fmt: skip
    """Note for each other center what the cheapest move of somebody there would cost more, and by which two pairs."""
    for s in range(begins[here], begins[here + 1]):
        slot[other[s]] = s
        more[s] = _FAR
    for i in range(first[here], first[here + 1]):
        k = pairs[i]
        if amount[k] == 0:
            continue
        b, own = block[k], cost[k]
        for to in range(offset[b], offset[b + 1]):
            if to == k:
                continue
            s, costs_more = slot[center[to]], cost[to] - own
            if costs_more < more[s]:
                more[s], leaves[s], enters[s] = costs_more, k, to


@compiled
def _filled(
    supply: Integers, capacity: Integers, offset: Integers, center: Integers, cost: Integers,
    block: Integers, pairs: Integers, first: Integers, begins: Integers, other: Integers, price: Integers,
) -> Integers:  # fmt: skip
    """Put everybody at the cheapest center, then move on what is too much, one chain of moves after another."""
    centers = capacity.size
    amount = np.zeros(center.size, np.int64)
    load = np.zeros(centers, np.int64)
    for b in range(supply.size):
        best = offset[b]
        for k in range(offset[b] + 1, offset[b + 1]):
            if cost[k] < cost[best]:
                best = k
        amount[best] = supply[b]
        load[center[best]] += supply[b]
    slot = np.full(centers, -1)
    more = np.full(other.size, _FAR)
    leaves = np.full(other.size, -1)
    enters = np.full(other.size, -1)
    for here in range(centers):
        _best_moves(here, offset, center, cost, block, pairs, first, begins, other, amount, slot, more, leaves, enters)
    far = np.full(centers, _FAR)
    by = np.full(centers, -1)  # the slot by which a center is reached
    came_from = np.full(centers, -1)
    seen = np.empty(centers, np.int64)
    heap_far = np.empty(other.size + centers + 1, np.int64)
    heap_center = np.empty(other.size + centers + 1, np.int64)
    for source in range(centers):
        while load[source] > capacity[source]:
            count, target, size = 1, -1, 1
            seen[0], far[source] = source, 0
            heap_far[0], heap_center[0] = 0, source
            while size > 0:
                reached_far, here = heap_far[0], heap_center[0]
                size -= 1
                # What was last finds its place from the top.
                last_far, last_center, place = heap_far[size], heap_center[size], 0
                while 2 * place + 1 < size:
                    child = 2 * place + 1
                    if child + 1 < size and heap_far[child + 1] < heap_far[child]:
                        child += 1
                    if heap_far[child] >= last_far:
                        break
                    heap_far[place], heap_center[place] = heap_far[child], heap_center[child]
                    place = child
                heap_far[place], heap_center[place] = last_far, last_center
                if reached_far > far[here]:
                    continue
                if load[here] < capacity[here]:
                    target = here
                    break
                for s in range(begins[here], begins[here + 1]):
                    if more[s] == _FAR:
                        continue
                    there = other[s]
                    reached = reached_far + more[s] + price[there] - price[here]
                    if reached >= far[there]:
                        continue
                    if far[there] == _FAR:
                        seen[count] = there
                        count += 1
                    far[there], by[there], came_from[there] = reached, s, here
                    place = size
                    size += 1
                    while place > 0 and heap_far[(place - 1) // 2] > reached:
                        heap_far[place] = heap_far[(place - 1) // 2]
                        heap_center[place] = heap_center[(place - 1) // 2]
                        place = (place - 1) // 2
                    heap_far[place], heap_center[place] = reached, there
            if target < 0:
                raise ValueError
            moved, there = min(load[source] - capacity[source], capacity[target] - load[target]), target
            while there != source:
                moved = min(moved, amount[leaves[by[there]]])
                there = came_from[there]
            load[source] -= moved
            load[target] += moved
            there = target
            while there != source:
                amount[leaves[by[there]]] -= moved
                amount[enters[by[there]]] += moved
                there = came_from[there]
            for i in range(count):
                if far[seen[i]] < far[target]:
                    price[seen[i]] += far[target] - far[seen[i]]
            there = target
            while there >= 0:
                _best_moves(
                    there, offset, center, cost, block, pairs, first, begins, other, amount, slot, more, leaves, enters
                )
                there = -1 if there == source else came_from[there]
            for i in range(count):
                far[seen[i]] = _FAR
    return amount


def is_optimal(town: Town, flow: Flow) -> bool:
    """Return whether the prices prove that no flow costs less: in integers, whatever made the flow.

    Everybody is sent and no center is beyond its capacity; nobody goes where it is not cheapest with the price of the
    room; room has a price only where it is full. Then the cost is what the blocks would pay at least, less what the
    full centers would earn, which no flow can be below.
    """
    amount, price = flow
    sent = np.add.reduceat(amount, town.offset[:-1]) if town.supply.size else amount
    load = np.zeros(town.capacity.size, np.int64)
    np.add.at(load, town.center, amount)
    paid = town.cost + price[town.center]
    least = np.minimum.reduceat(paid, town.offset[:-1]) if town.supply.size else paid
    return bool(
        (amount >= 0).all()
        and (price >= 0).all()
        and np.array_equal(sent, town.supply)
        and (load <= town.capacity).all()
        and (paid == np.repeat(least, np.diff(town.offset)))[amount > 0].all()
        and (load == town.capacity)[price > 0].all()
    )
