"""People to centers in whole numbers: all that is supplied, no center beyond its capacity, at the least cost.

The transportation problem by successive shortest paths. Everybody begins at the cheapest center, then what a center
holds beyond its capacity is moved on along the cheapest chain of moves until it comes to one with room. Each center has
a price, what room there is worth; with the prices the answer proves itself (:func:`is_optimal`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled, written_in

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


class Pairs(NamedTuple):
    """The pairs of a town as :class:`Town` has them, with the block of each, and center by center."""

    offset: Integers
    center: Integers
    cost: Integers
    block: Integers
    by_center: Integers
    first: Integers


class _Moves(NamedTuple):
    """From center to center: the cheapest move of somebody there, what it costs more, and by which two pairs.

    Center `c` has the slots ``begins[c]:begins[c + 1]``, one for each center to which somebody at it could go instead;
    `slot` holds by center those of the center that is looked at.
    """

    begins: Integers
    other: Integers
    more: Integers
    leaves: Integers
    enters: Integers
    slot: Integers


class _Search(NamedTuple):
    """A search for room: how far each center is, by which slot, from where; the centers seen; a heap to ask."""

    far: Integers
    by: Integers
    came_from: Integers
    seen: Integers
    heap_far: Integers
    heap_center: Integers


def pairs_of(town: Town) -> Pairs:
    """Return the pairs of a town, block by block and center by center."""
    return Pairs(*town[2:], town.block, *town.by_center)


def least_cost(town: Town) -> Flow:
    """Return a flow of least cost and its prices; some block must be able to go where there is room."""
    pairs, centers = pairs_of(town), town.capacity.size
    begins, other = _neighbours(pairs)
    moves = _Moves(
        begins, other, _filled(other.size, _FAR), *(_filled(size) for size in (other.size, other.size, centers))
    )
    heap = other.size + centers + 1
    search = _Search(_filled(centers, _FAR), *(_filled(size) for size in (centers, centers, centers, heap, heap)))
    price, load = np.zeros(centers, np.int64), np.zeros(centers, np.int64)
    amount = _at_cheapest(town.supply, pairs, load)
    _move_on(town.capacity, pairs, moves, search, amount, load, price)
    return Flow(amount, price)


def _filled(size: int, value: int | np.int64 = -1) -> Integers:
    return np.full(size, value, np.int64)


@compiled
def _neighbours(pairs: Pairs) -> tuple[Integers, Integers]:
    """Return the centers to which somebody at a center could go instead, and where each center's begin."""
    offset, center, first = pairs.offset, pairs.center, pairs.first
    centers = first.size - 1
    begins = np.zeros(centers + 1, np.int64)
    mark = np.full(centers, -1)
    others = np.empty(16 + center.size, np.int64)
    count = 0
    for here in range(centers):
        mark[here] = here
        for i in range(first[here], first[here + 1]):
            b = pairs.block[pairs.by_center[i]]
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
def _at_cheapest(supply: Integers, pairs: Pairs, load: Integers) -> Integers:
    """Put everybody at the cheapest center, whatever room it has."""
    offset, cost = pairs.offset, pairs.cost
    amount = np.zeros(cost.size, np.int64)
    for b in range(supply.size):
        best = offset[b]
        for k in range(offset[b] + 1, offset[b + 1]):
            if cost[k] < cost[best]:
                best = k
        amount[best] = supply[b]
        load[pairs.center[best]] += supply[b]
    return amount


@compiled
def _note_moves(here: int, pairs: Pairs, moves: _Moves, amount: Integers) -> None:
    """Note for each other center what the cheapest move of somebody there would cost more, and by which two pairs."""
    for s in range(moves.begins[here], moves.begins[here + 1]):
        moves.slot[moves.other[s]] = s
        moves.more[s] = _FAR
    for i in range(pairs.first[here], pairs.first[here + 1]):
        k = pairs.by_center[i]
        if amount[k] == 0:
            continue
        b, own = pairs.block[k], pairs.cost[k]
        for to in range(pairs.offset[b], pairs.offset[b + 1]):
            if to == k:
                continue
            s, costs_more = moves.slot[pairs.center[to]], pairs.cost[to] - own
            if costs_more < moves.more[s]:
                moves.more[s], moves.leaves[s], moves.enters[s] = costs_more, k, to


@written_in
def _without_top(heap_far: Integers, heap_center: Integers, size: int) -> int:
    """Take the top from a heap and return how many are left; what was last finds its place from the top."""
    size -= 1
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
    return size


@written_in
def _with_one_more(heap_far: Integers, heap_center: Integers, size: int, far: int, center: int) -> int:
    """Add a center to a heap and return how many it holds."""
    place = size
    while place > 0 and heap_far[(place - 1) // 2] > far:
        heap_far[place] = heap_far[(place - 1) // 2]
        heap_center[place] = heap_center[(place - 1) // 2]
        place = (place - 1) // 2
    heap_far[place], heap_center[place] = far, center
    return size + 1


@written_in
def _nearest_room(
    source: int, capacity: Integers, moves: _Moves, search: _Search, load: Integers, price: Integers
) -> tuple[int, int]:
    """Return the center with room to which the cheapest chain of moves leads, -1 for none, and how many were seen."""
    far, heap_far, heap_center = search.far, search.heap_far, search.heap_center
    target, count, size = -1, 1, 1
    search.seen[0], far[source] = source, 0
    heap_far[0], heap_center[0] = 0, source
    while size > 0:
        reached_far, here = heap_far[0], heap_center[0]
        size = _without_top(heap_far, heap_center, size)
        if reached_far > far[here]:
            continue
        if load[here] < capacity[here]:
            target = here
            break
        for s in range(moves.begins[here], moves.begins[here + 1]):
            if moves.more[s] == _FAR:
                continue
            there = moves.other[s]
            reached = reached_far + moves.more[s] + price[there] - price[here]
            if reached >= far[there]:
                continue
            if far[there] == _FAR:
                search.seen[count] = there
                count += 1
            far[there], search.by[there], search.came_from[there] = reached, s, here
            size = _with_one_more(heap_far, heap_center, size, reached, there)
    return target, count


@written_in
def _move_along(
    source: int, target: int, capacity: Integers, moves: _Moves, search: _Search, amount: Integers, load: Integers
) -> None:
    """Move on, along the chain from one center to another, as much as is too much, has room and can be moved."""
    moved, there = min(load[source] - capacity[source], capacity[target] - load[target]), target
    while there != source:
        moved = min(moved, amount[moves.leaves[search.by[there]]])
        there = search.came_from[there]
    load[source] -= moved
    load[target] += moved
    there = target
    while there != source:
        amount[moves.leaves[search.by[there]]] -= moved
        amount[moves.enters[search.by[there]]] += moved
        there = search.came_from[there]


@compiled
def _move_on(
    capacity: Integers, pairs: Pairs, moves: _Moves, search: _Search,
    amount: Integers, load: Integers, price: Integers,
) -> None:  # fmt: skip
    """Move on what is too much at a center, chain after chain, and raise the prices by what each chain costs."""
    for here in range(capacity.size):
        _note_moves(here, pairs, moves, amount)
    far, seen = search.far, search.seen
    for source in range(capacity.size):
        while load[source] > capacity[source]:
            target, count = _nearest_room(source, capacity, moves, search, load, price)
            if target < 0:
                raise ValueError
            _move_along(source, target, capacity, moves, search, amount, load)
            for i in range(count):
                if far[seen[i]] < far[target]:
                    price[seen[i]] += far[target] - far[seen[i]]
            there = target
            while there >= 0:
                _note_moves(there, pairs, moves, amount)
                there = -1 if there == source else search.came_from[there]
            for i in range(count):
                far[seen[i]] = _FAR


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
