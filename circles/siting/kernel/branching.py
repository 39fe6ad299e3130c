"""The best set of sites with proof: branch and bound on open or closed sites, bounds by Lagrangian ascent."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles.siting.kernel.interchange import improved
from circles.siting.kernel.lagrangian import (
    CLOSED,
    FREE,
    LARGEST_SUM,
    LOWEST,
    OPEN,
    Ascent,
    ascend,
    ascent_from,
    settled,
)
from circles.siting.kernel.nearness import NEW, OLD, Rows, Sites, costs, least_costs, nearest_two, without_sites

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.patience import Patience

Status = NDArray[np.int8]

_FINEST = 2**20
_MOVES = 40
_ROUNDS_AT_ROOT, _ROUNDS = 50, 6
_EXCHANGES_AT_ROOT, _EXCHANGES = 50, 3
_LEAST_PACE = 0.005
_STEPS_OF_A_ROUND = 50_000
"""What a round takes beside its moves, however small the question."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Least:
    """The least total found and what is proven.

    Attributes
    ----------
    open : ndarray of bool or None
        The best set below the ceiling; None where none was found.
    total : int
        Its total, the ceiling where none was found.
    bound : int
        No allowed set that reaches all costs less; the total where proven.
    nodes : int
        How many nodes were looked at.
    """

    open: Flags | None
    total: int
    bound: int
    nodes: int = 0


@dataclass(frozen=True, eq=False)
class Node:
    """Part of all sets: some sites open, some closed; no set in it is below the bound."""

    status: Status
    multipliers: Integers
    bound: int


@dataclass(frozen=True, eq=False)
class Problem:
    """Rows in finer units, the sites, and how much finer the units are."""

    rows: Rows
    sites: Sites
    scale: int


def least_total(
    rows: Rows, sites: Sites, *, start: Flags | None, ceiling: int, patience: Patience, most_nodes: int = 2**62
) -> Least:
    """Return the allowed set of the least total below the ceiling, or the proof that there is none.

    Parameters
    ----------
    rows, sites
        What blocks pay, and which sets are allowed.
    start : ndarray of bool or None
        An allowed set to begin with. If it reaches every block and its total is below the ceiling it is kept.
    ceiling : int
        Only totals below it matter.
    patience : Patience
        When to end before the proof.
    most_nodes : int
        After how many nodes to end before the proof.
    """
    scale = max(1, min(_FINEST, LARGEST_SUM // max(1, int(rows.base.sum()))))
    problem = Problem(rows._replace(cost=rows.cost * scale, base=rows.base * scale), sites, scale)
    best = _kept(problem, Least(open=None, total=ceiling, bound=0), start)
    least = int(least_costs(rows).sum())
    queue = [(least, 0, Node(np.zeros(sites.group.size, np.int8), _first_multipliers(problem, start), least))]
    count = 0
    bound = min(least, best.total)
    try:
        while queue and queue[0][0] < best.total and count < most_nodes and not patience.over():
            bound = queue[0][0]
            node = heapq.heappop(queue)[2]
            best, problem, children = _searched(problem, node, best, patience, root=count == 0)
            for child in children:
                count += 1
                heapq.heappush(queue, (child.bound, -count, child))
            count += not children
        bound = min(best.total, queue[0][0]) if queue else best.total
    except KeyboardInterrupt:  # the bound is that of the node in hand: no set elsewhere is below it
        patience.interrupt()
    return replace(best, bound=bound, nodes=count)


def _kept(problem: Problem, best: Least, is_open: Flags | None) -> Least:
    """Return the better of the best and a set, which counts only if it reaches every block."""
    if is_open is None:
        return best
    pays = costs(problem.rows, is_open)
    total = int(pays.sum()) // problem.scale
    if total >= best.total or np.any(problem.rows.must_reach & (pays >= problem.rows.base)):
        return best
    return replace(best, open=is_open, total=total)


def _first_multipliers(problem: Problem, start: Flags | None) -> Integers:
    """Return multipliers half way between the nearest and the second nearest open site, the budget's 0."""
    is_open = np.zeros(problem.sites.group.size, np.bool_) if start is None else start
    _, first, second = nearest_two(problem.rows, is_open)
    second = np.where(problem.rows.must_reach & (second >= problem.rows.base), first, second)
    return np.append(first + (second - first) // 2, 0)


def _searched(
    problem: Problem, node: Node, best: Least, patience: Patience, *, root: bool
) -> tuple[Least, Problem, list[Node]]:
    """Return the best now, the problem (smaller after the root) and what is left of the node: 0, 1 or 2 nodes."""
    status, bound = node.status, node.bound
    ascent = ascent_from(node.multipliers, status.size, step=1.0)
    for _ in range(_ROUNDS_AT_ROOT if root else _ROUNDS):
        completed = _completed(problem.sites, status)
        if completed is None:
            return best, problem, []
        if not np.any(completed == FREE):
            return _kept(problem, best, completed == OPEN), problem, []
        ceiling = (best.total - 1) * problem.scale + 1
        status, chosen, raised = _raised(problem, completed, ascent, ceiling, best.total * problem.scale)
        patience.take(int(ascent.steps[0]) + _STEPS_OF_A_ROUND)
        ascent.steps[0] = 0
        bound = max(bound, raised)
        if bound >= best.total:
            return best, problem, []
        best = _kept(problem, best, _tried(problem, chosen, _EXCHANGES_AT_ROOT if root else _EXCHANGES, patience))
        if ascent.pace[0] < _LEAST_PACE or patience.over():
            break
    if root:
        problem = replace(problem, rows=without_sites(problem.rows, status != CLOSED))
    return best, problem, _children(status, ascent, bound)


def _raised(problem: Problem, status: Status, ascent: Ascent, ceiling: int, aim: int) -> tuple[Status, Flags, int]:
    """Make some moves of an ascent; return the status with more sites settled, the set chosen and the bound."""
    rows, left = _remaining(problem, status)
    np.minimum(ascent.multipliers[:-1], rows.base, out=ascent.multipliers[:-1])
    ascent.bound[0] = LOWEST
    finer = ascend(rows, left, status, ascent, ceiling, _MOVES, aim)
    more, chosen = settled(rows, left, status, ascent.best, ceiling)
    return more, chosen | (more == OPEN), -(-finer // problem.scale)


def _tried(problem: Problem, is_open: Flags, exchanges: int, patience: Patience) -> Flags:
    """Return the set, within the budget and filled up, after a few exchanges."""
    affordable = _within_budget(problem.sites, is_open)
    return improved(problem.rows, problem.sites, affordable, patience, moves=exchanges)


def _within_budget(sites: Sites, is_open: Flags) -> Flags:
    """Return the set without its dearest sites, as many as the budget does not allow."""
    if sites.budget < 0:
        return is_open
    cheapest_first = np.argsort(np.where(is_open, sites.price, 2**62), kind="stable")[: np.count_nonzero(is_open)]
    affordable = np.cumsum(sites.price[cheapest_first]) <= sites.budget
    kept = np.zeros_like(is_open)
    kept[cheapest_first[affordable]] = True
    return kept


def _children(status: Status, ascent: Ascent, bound: int) -> list[Node]:
    """Return the node split on the free site that is chosen about every other time."""
    free = np.flatnonzero(status == FREE)
    if free.size == 0:
        return [Node(status, ascent.best, bound)]
    site = free[np.argmin(np.abs(ascent.usage[free] - 0.5))]
    children = []
    for side in (CLOSED, OPEN):
        child = status.copy()
        child[site] = side
        children.append(Node(child, ascent.best, bound))
    return children


def _completed(sites: Sites, status: Status) -> Status | None:
    """Return the status with what quota and budget settle; None where they cannot be kept."""
    status = status.copy()
    left = sites.budget - int(sites.price[status == OPEN].sum()) if sites.budget >= 0 else 0
    if left < 0:
        return None
    if sites.budget >= 0:
        status[(status == FREE) & (sites.price > left)] = CLOSED
    for group in (NEW, OLD):
        mine = sites.group == group
        room = int(sites.quota[group] - np.count_nonzero(mine & (status == OPEN)))
        free = mine & (status == FREE)
        if room < 0:
            return None
        if room == 0:
            status[free] = CLOSED
        elif np.count_nonzero(free) <= room and (sites.budget < 0 or int(sites.price[free].sum()) <= left):
            status[free] = OPEN
    return status


def _remaining(problem: Problem, status: Status) -> tuple[Rows, Sites]:
    """Return rows whose base counts the open sites, and the quota and budget that are left."""
    is_open = status == OPEN
    sites = problem.sites
    quota = sites.quota - np.bincount(sites.group[is_open], minlength=2)
    budget = sites.budget - int(sites.price[is_open].sum()) if sites.budget >= 0 else -1
    rows = problem.rows._replace(base=costs(problem.rows, is_open))
    return rows, sites._replace(quota=quota, budget=budget)
