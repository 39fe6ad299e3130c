"""Of all flows of least cost the one that ties choose: the first block has as much as can be at its first center.

Then at its second, then the second block, and so on. All flows of least cost use the same pairs, those that are
cheapest with the prices of the room, and fill the same centers; among them, what goes by a pair is raised to the most
that leaves what was chosen before as it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled, written_in
from circles.service.transport import Flow, Integers, Pairs, Town, pairs_of

Flags = NDArray[np.bool_]


def earliest(town: Town, flow: Flow) -> Flow:
    """Return the flow of the same cost that comes first by block, then center."""
    paid = town.cost + flow.price[town.center]
    least = np.minimum.reduceat(paid, town.offset[:-1]) if town.supply.size else paid
    cheapest = paid == np.repeat(least, np.diff(town.offset))
    centers = town.capacity.size
    amount = flow.amount.copy()
    load = np.zeros(centers, np.int64)
    np.add.at(load, town.center, amount)
    chain = _Chain(*(np.full(centers, -1, np.int64) for _ in _Chain._fields))
    _raise_in_order(pairs_of(town), chain, _Room(town.capacity, flow.price, load), cheapest, amount)
    return Flow(amount, flow.price)


class _Chain(NamedTuple):
    """A search for whom a later pair can give: by center what leaves it, what enters, and the center before it.

    `above` is -1 where nobody came, -2 where the chain begins, the number of centers where free room gave the center.
    """

    above: Integers
    leaves: Integers
    enters: Integers
    queue: Integers


class _Room(NamedTuple):
    """What each center takes, what its room is worth, and what it holds."""

    capacity: Integers
    price: Integers
    load: Integers


@compiled
def _raise_in_order(pairs: Pairs, chain: _Chain, room: _Room, cheapest: Flags, amount: Integers) -> None:
    """Raise pair after pair: what is too much then at its center is moved on by later blocks, or taken by free room."""
    for own in range(pairs.offset.size - 1):
        for k in range(pairs.offset[own], pairs.offset[own + 1]):
            while cheapest[k] and _is_any_at(k + 1, pairs.offset[own + 1], amount):
                gives, taken_at = _giver(own, k, pairs, chain, room, cheapest, amount)
                if gives < 0:
                    break
                _move_along(pairs.center[gives], gives, k, taken_at, chain, room, amount)


@written_in
def _is_any_at(begin: int, end: int, amount: Integers) -> bool:
    later = False
    for other in range(begin, end):
        later |= amount[other] > 0
    return later


@written_in
def _giver(
    own: int, k: int, pairs: Pairs, chain: _Chain, room: _Room, cheapest: Flags, amount: Integers
) -> tuple[int, int]:
    """Return the pair whose later center can give what pair `k` takes, -1 for none, and where free room takes it."""
    above, queue, centers = chain.above, chain.queue, room.load.size
    for c in range(centers):
        above[c] = -1
    above[pairs.center[k]] = -2
    queue[0], begun, count, gives, taken_at = pairs.center[k], 0, 1, -1, -1
    while begun < count and gives < 0:
        here = queue[begun]
        begun += 1
        for other in range(k + 1, pairs.offset[own + 1]):
            if pairs.center[other] == here and amount[other] > 0:
                gives = other
                break
        if gives >= 0:
            break
        count = _queue_later_blocks(own, here, count, pairs, chain, cheapest, amount)
        if taken_at < 0 and room.price[here] == 0 and room.load[here] < room.capacity[here]:
            taken_at = here
            count = _queue_free(count, chain, room)
    return gives, taken_at


@written_in
def _queue_later_blocks(
    own: int, here: int, count: int, pairs: Pairs, chain: _Chain, cheapest: Flags, amount: Integers
) -> int:
    """Note every center to which a later block could move on from here, and return how many are in the queue."""
    for i in range(pairs.first[here], pairs.first[here + 1]):
        out = pairs.by_center[i]
        if pairs.block[out] <= own or amount[out] == 0:
            continue
        for other in range(pairs.offset[pairs.block[out]], pairs.offset[pairs.block[out] + 1]):
            there = pairs.center[other]
            if cheapest[other] and chain.above[there] == -1:
                chain.above[there], chain.leaves[there], chain.enters[there] = here, out, other
                chain.queue[count] = there
                count += 1
    return count


@written_in
def _queue_free(count: int, chain: _Chain, room: _Room) -> int:
    """Note every center from which free room could take somebody, and return how many are in the queue."""
    for there in range(room.load.size):
        if chain.above[there] == -1 and room.price[there] == 0 and room.load[there] > 0:
            chain.above[there] = room.load.size
            chain.queue[count] = there
            count += 1
    return count


@written_in
def _move_along(end: int, gives: int, takes: int, taken_at: int, chain: _Chain, room: _Room, amount: Integers) -> None:
    """Move as much as can be along the chain that ends at a center, from the pair that gives to the one that takes."""
    above, leaves, enters, load = chain.above, chain.leaves, chain.enters, room.load
    moved, there = amount[gives], end
    while above[there] != -2:
        if above[there] == load.size:
            moved = min(moved, load[there], room.capacity[taken_at] - load[taken_at])
            there = taken_at
        else:
            moved = min(moved, amount[leaves[there]])
            there = above[there]
    there = end
    while above[there] != -2:
        if above[there] == load.size:
            load[there] -= moved
            load[taken_at] += moved
            there = taken_at
        else:
            amount[leaves[there]] -= moved
            amount[enters[there]] += moved
            there = above[there]
    amount[gives] -= moved
    amount[takes] += moved
