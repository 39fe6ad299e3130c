"""How low the total can possibly be: the assignment of blocks relaxed, in whole numbers.

Give each block b a multiplier u(b), at most its base. A site is worth ``v(j) = sum over b of min(0, c(b, j) - u(b))``,
and whatever allowed set of sites is opened, ``sum u(b) + sum of v(j) over the set`` is no more than what it costs. The
least of that over all allowed sets is found by sorting, so it is a bound on every answer. A budget B joins by a
multiplier m of its own: ``v(j) + m * price(j)``, less ``m * B``. All of it is integer arithmetic: a bound is never off
by a rounding. The multipliers are raised by subgradient steps, the last direction carried on in part.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.compiled import compiled, written_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.nearness import Rows, Sites

FREE, OPEN, CLOSED = 0, 1, -1
LOWEST = -(2**62)
"""Stands for no bound."""
LARGEST_SUM = 2**61
_CARRIED = 0.7
_PATIENT_STEPS = 15


class Ascent(NamedTuple):
    """Where an ascent stands; its arrays are its memory and are written to.

    Attributes
    ----------
    multipliers, best : (blocks + 1,)
        One a block, the last one the budget's: now, and those of the best bound.
    direction : (blocks + 1,)
        The last direction.
    usage : (sites,)
        How often each site was chosen lately, 0-1.
    pace : (2,)
        Step factor, steps since the bound rose.
    bound : (1,)
        The best bound.
    steps : (1,)
        Steps taken.
    """

    multipliers: Integers
    best: Integers
    direction: NDArray[np.float64]
    usage: NDArray[np.float64]
    pace: NDArray[np.float64]
    bound: Integers
    steps: Integers


def ascent_from(multipliers: Integers, sites: int, *, step: float) -> Ascent:
    """Return an ascent that begins at these multipliers."""
    size = multipliers.size
    return Ascent(
        multipliers.copy(),
        multipliers.copy(),
        np.zeros(size),
        np.full(sites, 0.5),
        np.array([step, 0.0]),
        np.array([LOWEST]),
        np.zeros(1, np.int64),
    )


@compiled
def _values(rows: Rows, sites: Sites, multipliers: Integers) -> tuple[Integers, int]:
    """Return what opening each site is worth at these multipliers, its price included, and the steps taken."""
    values = np.empty(sites.price.size, np.int64)
    last = multipliers[multipliers.size - 1]
    for site in range(values.size):
        values[site] = sites.price[site] * last
    steps = rows.base.size + values.size
    for block in range(rows.base.size):
        most = multipliers[block]
        for pair in range(rows.start[block], rows.start[block + 1]):
            if rows.cost[pair] >= most:
                break
            steps += 1
            values[rows.site[pair]] += rows.cost[pair] - most
    return values, steps


@written_in
def _selected(values: Integers, rank: int) -> int:
    """Return the value of a rank, moving smaller ones before it and larger ones behind it."""
    low, high = 0, values.size - 1
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return int(values[rank])


@compiled
def _thresholds(values: Integers, sites: Sites, status: NDArray[np.int8], group: int) -> tuple[int, int, int]:
    """Return the last value chosen in a group, how many of equal ones are, and the value next in line.

    Only values up to 0 are chosen; 0 stands for a place left empty.
    """
    worth = np.empty(values.size, np.int64)
    count = 0
    for site in range(values.size):
        if status[site] == FREE and sites.group[site] == group and values[site] <= 0:
            worth[count] = values[site]
            count += 1
    quota = sites.quota[group]
    if quota <= 0:
        return LOWEST, 0, 0
    if count <= quota:
        return 0, count, 0
    last = _selected(worth[:count], quota - 1)
    equal, after = quota, 0
    for place in range(count):
        if place < quota and worth[place] < last:
            equal -= 1
        elif place >= quota:
            after = min(after, worth[place])
    return last, equal, after


@compiled
def _choose(values: Integers, sites: Sites, status: NDArray[np.int8]) -> tuple[Flags, Integers, Integers]:
    """Return the allowed set of the least value, and by group the last value chosen and the next in line."""
    chosen = np.zeros(values.size, np.bool_)
    last, after = np.zeros(2, np.int64), np.zeros(2, np.int64)
    equal = np.zeros(2, np.int64)
    for group in range(2):
        last[group], equal[group], after[group] = _thresholds(values, sites, status, group)
    for site in range(values.size):
        group = sites.group[site]
        if status[site] != FREE or values[site] > last[group]:
            continue
        if values[site] == last[group]:
            if equal[group] <= 0:
                continue
            equal[group] -= 1
        chosen[site] = True
    return chosen, last, after


@compiled
def _bound(values: Integers, sites: Sites, multipliers: Integers, chosen: Flags) -> int:
    """Return the bound; far below any that matters where the integer would not hold it."""
    rough = 0.0
    bound = -multipliers[multipliers.size - 1] * max(0, sites.budget)
    for block in range(multipliers.size - 1):
        bound += multipliers[block]
    for site in range(values.size):
        if chosen[site]:
            bound += values[site]
            rough += values[site]
    return bound if rough > LOWEST else LOWEST


@written_in
def _slopes(rows: Rows, sites: Sites, multipliers: Integers, chosen: Flags) -> NDArray[np.float64]:
    """Return how the bound changes with each multiplier."""
    slopes = np.zeros(multipliers.size)
    for block in range(rows.base.size):
        most = multipliers[block]
        count = 0
        for pair in range(rows.start[block], rows.start[block + 1]):
            if rows.cost[pair] >= most:
                break
            count += chosen[rows.site[pair]]
        slopes[block] = 1.0 - count
    last = slopes.size - 1
    if sites.budget >= 0:
        slopes[last] = -float(sites.budget)
        for site in range(chosen.size):
            if chosen[site]:
                slopes[last] += sites.price[site]
    return slopes


@written_in
def _whole(number: float) -> int:
    """Return the nearest whole number, of two that are as near the even one."""
    low = floor(number)
    above = number - low
    return int(low + 1 if above > 0.5 or (above == 0.5 and low % 2 == 1) else low)


@written_in
def _move(ascent: Ascent, slopes: NDArray[np.float64], most: Integers, unit: float, missing: float) -> None:
    """Take one step; the budget's multiplier counts in `unit`, so that its slope is as large as a block's."""
    slopes[slopes.size - 1] /= unit
    norm = 0.0
    for at in range(slopes.size):
        ascent.direction[at] = slopes[at] + _CARRIED * ascent.direction[at]
        stays = (slopes[at] > 0 and ascent.multipliers[at] >= most[at]) or (
            slopes[at] < 0 and ascent.multipliers[at] <= 0
        )
        if not stays:
            norm += ascent.direction[at] ** 2
    if norm == 0.0:
        return
    step = ascent.pace[0] * missing / norm
    for at in range(slopes.size):
        moved = step * ascent.direction[at]
        if at == slopes.size - 1:
            moved /= unit
        there = ascent.multipliers[at] + _whole(min(max(moved, -4.0e18), 4.0e18))
        ascent.multipliers[at] = min(max(there, 0), most[at])


@written_in
def _remember(ascent: Ascent, chosen: Flags, bound: int) -> None:
    """Note what was chosen and whether the bound rose; too long without that halves the steps."""
    for site in range(chosen.size):
        ascent.usage[site] += 0.05 * (chosen[site] - ascent.usage[site])
    if bound > ascent.bound[0]:
        ascent.bound[0] = bound
        for at in range(ascent.best.size):
            ascent.best[at] = ascent.multipliers[at]
        ascent.pace[1] = 0
        return
    ascent.pace[1] += 1
    if ascent.pace[1] >= _PATIENT_STEPS:
        ascent.pace[1] = 0
        ascent.pace[0] /= 2


@compiled
def ascend(
    rows: Rows, sites: Sites, status: NDArray[np.int8], ascent: Ascent, ceiling: int, moves: int, aim: int
) -> int:
    """Make some moves and return the best bound so far; ends early where it reaches the ceiling.

    A move is as long as the bound is short of the ceiling, or of `aim` where that is higher: a total that may be
    reached.
    `rows.base` holds what blocks pay with the sites of status open; the quota and the budget are what is left.
    """
    blocks = rows.base.size
    most = np.empty(blocks + 1, np.int64)
    for block in range(blocks):
        most[block] = rows.base[block]
    target: int = max(ceiling, aim)
    prices = 0
    for site in range(sites.price.size):
        prices += sites.price[site]
    unit = max(1.0, prices / max(1, sites.price.size))
    most[blocks] = LARGEST_SUM // max(1, sites.budget, prices) if sites.budget >= 0 else 0
    for _ in range(moves):
        values, steps = _values(rows, sites, ascent.multipliers)
        ascent.steps[0] += 2 * steps
        chosen, _last, _after = _choose(values, sites, status)
        bound = _bound(values, sites, ascent.multipliers, chosen)
        _remember(ascent, chosen, bound)
        if ascent.bound[0] >= ceiling:
            break
        slopes = _slopes(rows, sites, ascent.multipliers, chosen)
        _move(ascent, slopes, most, unit, float(target - bound))
    return int(ascent.bound[0])


@compiled
def settled(
    rows: Rows, sites: Sites, status: NDArray[np.int8], multipliers: Integers, ceiling: int
) -> tuple[NDArray[np.int8], Flags]:
    """Return the status with every free site settled that no answer below the ceiling can have otherwise.

    Also returns the set chosen at these multipliers.
    """
    values, _steps = _values(rows, sites, multipliers)
    chosen, last, after = _choose(values, sites, status)
    bound = _bound(values, sites, multipliers, chosen)
    found = status.copy()
    for site in range(status.size):
        group = sites.group[site]
        if status[site] != FREE or sites.quota[group] <= 0:
            continue
        if chosen[site] and bound - values[site] + after[group] >= ceiling:
            found[site] = OPEN
        elif not chosen[site] and bound + values[site] - last[group] >= ceiling:
            found[site] = CLOSED
    return found, chosen
