"""Of all flows of least cost the one that ties choose: the first block has as much as can be at its first center.

Then at its second, then the second block, and so on. All flows of least cost use the same pairs, those that are
cheapest with the prices of the room, and fill the same centers; among them, what goes by a pair is raised to the most
that leaves what was chosen before as it is.
"""

from __future__ import annotations

import numpy as np

from circles.compiled import compiled
from circles.service.transport import Flow, Integers, Town


def earliest(town: Town, flow: Flow) -> Flow:
    """Return the flow of the same cost that comes first by block, then center."""
    paid = town.cost + flow.price[town.center]
    least = np.minimum.reduceat(paid, town.offset[:-1]) if town.supply.size else paid
    cheapest = paid == np.repeat(least, np.diff(town.offset))
    pairs, first = town.by_center
    amount = flow.amount.copy()
    load = np.zeros(town.capacity.size, np.int64)
    np.add.at(load, town.center, amount)
    _raise_in_order(
        town.capacity, town.offset, town.center, town.block, pairs, first, cheapest, flow.price, load, amount
    )
    return Flow(amount, flow.price)


@compiled
def _raise_in_order(
    capacity: Integers, offset: Integers, center: Integers, block: Integers, pairs: Integers, first: Integers,
    cheapest: np.ndarray[tuple[int], np.dtype[np.bool_]], price: Integers, load: Integers, amount: Integers,
) -> None:  # fmt: skip
    """Raise pair after pair: what is too much then at its center is moved on by later blocks, or taken by free room."""
    centers = capacity.size
    leaves = np.full(centers, -1)
    enters = np.full(centers, -1)
    above = np.full(centers, -1)  # the center before in the chain; -2 where it begins, centers where free room gave it
    queue = np.empty(centers, np.int64)
    for own in range(offset.size - 1):
        for k in range(offset[own], offset[own + 1]):
            while cheapest[k]:
                later = False
                for other in range(k + 1, offset[own + 1]):
                    later |= amount[other] > 0
                if not later:
                    break
                # Which later center of this block can give what this one takes?
                start = center[k]
                for c in range(centers):
                    above[c] = -1
                above[start] = -2
                queue[0], begun, count, gives, taken_at = start, 0, 1, -1, -1
                while begun < count and gives < 0:
                    here = queue[begun]
                    begun += 1
                    for other in range(k + 1, offset[own + 1]):
                        if center[other] == here and amount[other] > 0:
                            gives = other
                            break
                    if gives >= 0:
                        break
                    for i in range(first[here], first[here + 1]):
                        out = pairs[i]
                        if block[out] <= own or amount[out] == 0:
                            continue
                        for other in range(offset[block[out]], offset[block[out] + 1]):
                            there = center[other]
                            if cheapest[other] and above[there] == -1:
                                above[there], leaves[there], enters[there] = here, out, other
                                queue[count] = there
                                count += 1
                    if taken_at < 0 and price[here] == 0 and load[here] < capacity[here]:
                        taken_at = here
                        for there in range(centers):
                            if above[there] == -1 and price[there] == 0 and load[there] > 0:
                                above[there] = centers
                                queue[count] = there
                                count += 1
                if gives < 0:
                    break
                moved, there = amount[gives], center[gives]
                while above[there] != -2:
                    if above[there] == centers:
                        moved = min(moved, load[there], capacity[taken_at] - load[taken_at])
                        there = taken_at
                    else:
                        moved = min(moved, amount[leaves[there]])
                        there = above[there]
                there = center[gives]
                while above[there] != -2:
                    if above[there] == centers:
                        load[there] -= moved
                        load[taken_at] += moved
                        there = taken_at
                    else:
                        amount[leaves[there]] -= moved
                        amount[enters[there]] += moved
                        there = above[there]
                amount[gives] -= moved
                amount[k] += moved
