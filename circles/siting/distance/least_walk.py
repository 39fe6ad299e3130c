"""The two questions of distance: the least walking of all, and the least longest walk of anyone.

``least_total_walk`` is the p-median: over the sets S of sites allowed, the least ``sum over blocks b of
demand(b) * min over j in S of walk(b, j)``. ``least_worst_walk`` is the p-center: the least ``max over blocks b with
demand of min over j in S of walk(b, j)``. Neither has a limit on walks; docs/siting.md holds the mathematics.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.distance.choice import distance_choice
from circles.siting.distance.reaching import Reach, reaching_set
from circles.siting.distance.worst_walk import least_radius
from circles.siting.kernel.branching import least_total
from circles.siting.kernel.interchange import filled, good_start, improved, total
from circles.siting.kernel.patience import patience_of
from circles.siting.kernel.solution import Solution, infeasible
from circles.siting.refusals import check_siting

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.siting.distance.choice import DistanceChoice
    from circles.siting.kernel.instance import Flags, Instance, Integers
    from circles.siting.kernel.nearness import Rows
    from circles.siting.kernel.patience import Patience

_OUT_OF_REACH = "siting_note.out_of_reach"
_LARGEST_TOTAL = 2**61
_WORST_WALK_PACE = 2
"""A block pays 1 until it is reached: its row is read from end to end, which is half the work."""
_MOST_RESTARTS, _FEWEST_RESTARTS, _PAIRS_OF_RESTARTS = 32, 8, 100_000_000
"""As many restarts as read about so many pairs, a count and no time, so that a run can be repeated."""


def least_total_walk(
    instance: Instance,
    *,
    new: int,
    close: int = 0,
    budget: int | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the centers with the least total walk of all people, each to the nearest open center (p-median).

    Parameters
    ----------
    instance : Instance
        Its pairs have no limit: one for each block and site with a path between them.
    new : int
        How many candidates are opened at most; fewer only where a further one would be nobody's nearest, or cost
        too much.
    close : int
        How many of the existing centers close; the others stay open.
    budget, time_limit_s, seed, stop
        As in :func:`circles.siting.cover.covering.cover_most`.

    Returns
    -------
    Solution
        Objective and bound in demand times mm.

    Raises
    ------
    QuestionError
        If the question cannot be asked of this instance.
    ValueError
        If demand times walk is too large for 64-bit whole numbers.
    """
    check_siting(instance, new=new, close=close, budget=budget)
    patience = patience_of(time_limit_s, stop)
    choice = distance_choice(instance, new=new, close=close, budget=budget)
    reach = _everyone_reached(choice, seed, patience)
    if not reach.possible:
        return _unanswered(instance, choice, reach, seed, patience)
    unit = int(np.gcd.reduce(choice.demand, initial=0)) or 1
    rows = _weighted(choice, reach.open, unit)
    start = _start(choice, rows, reach.open, seed, patience)
    found = least_total(rows, choice.sites, start=start, ceiling=total(rows, start) + 1, patience=patience)
    is_open = choice.is_open(start if found.open is None else found.open)
    walks = _walks(instance, is_open)[choice.block]
    objective = int((choice.demand // unit) @ walks) * unit  # which may be more than 64 bits hold
    return _answer(is_open, objective, found.bound * unit, seed, patience)


def least_worst_walk(
    instance: Instance,
    *,
    new: int,
    close: int = 0,
    budget: int | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the centers with the least longest walk of a block with demand to its nearest open center (p-center).

    Parameters
    ----------
    instance, new, close, budget, time_limit_s, seed, stop
        As in :func:`least_total_walk`.

    Returns
    -------
    Solution
        Objective and bound in mm.

    Raises
    ------
    QuestionError
        If the question cannot be asked of this instance.
    """
    check_siting(instance, new=new, close=close, budget=budget)
    patience = patience_of(time_limit_s, stop, pace=_WORST_WALK_PACE)
    choice = distance_choice(instance, new=new, close=close, budget=budget)
    reach = _everyone_reached(choice, seed, patience)
    if not reach.possible:
        return _unanswered(instance, choice, reach, seed, patience)
    found = least_radius(choice, reach.open, seed=seed, patience=patience)
    is_open = choice.is_open(found.open)
    longest = int(_walks(instance, is_open)[choice.block].max(initial=0))
    return _answer(is_open, longest, found.bound_mm, seed, patience)


def _everyone_reached(choice: DistanceChoice, seed: int, patience: Patience) -> Reach:
    """Return an allowed set that reaches every block by a walk of any length, where there is one."""
    nothing = np.zeros(choice.site.size, np.bool_)
    if choice.without_site().size:
        return Reach(possible=False, open=nothing)
    if not choice.partial.any():
        return Reach(possible=True, open=filled(choice.walks, choice.sites, nothing))
    walks = choice.walks
    longest = max(int(walks.cost.max(initial=0)), int(walks.base[~walks.must_reach].max(initial=0)))
    return reaching_set(walks, choice.sites, radius_mm=longest, seed=seed, patience=patience)


def _unanswered(instance: Instance, choice: DistanceChoice, reach: Reach, seed: int, patience: Patience) -> Solution:
    """Return the answer where no set was found: that there is none, or that time did not suffice to tell."""
    alone = choice.without_site()
    blocking = alone if alone.size else choice.unreached(reach.open)
    none = infeasible(instance.site_count, blocking, seed=seed, note=_OUT_OF_REACH)
    return none if reach.possible is False else replace(none, status=patience.reason() or "stopped")


def _weighted(choice: DistanceChoice, start: Flags, unit: int) -> Rows:
    """Return the rows with demand times walk, in units of demand.

    Leaving a block unreached costs more than the whole of a set that reaches all, as far as 64 bits allow; the search
    takes no such set for an answer in any case.
    """
    walks, demand = choice.walks, choice.demand // unit
    farthest = walks.base.copy()
    some = walks.must_reach & (np.diff(walks.start) > 0)
    farthest[some] = walks.cost[walks.start[1:][some] - 1] + 1
    if sum(each * walk for each, walk in zip(demand.tolist(), farthest.tolist(), strict=True)) > _LARGEST_TOTAL:
        raise ValueError("demand times walk is too large for 64-bit whole numbers")
    rows = walks._replace(cost=walks.cost * np.repeat(demand, np.diff(walks.start)), base=farthest * demand)
    penalty = min(total(rows, start) + 1, _LARGEST_TOTAL // 2 // max(1, demand.size))
    return rows._replace(base=np.where(choice.partial, np.maximum(rows.base, penalty), rows.base))


def _start(choice: DistanceChoice, rows: Rows, reaching: Flags, seed: int, patience: Patience) -> Flags:
    """Return the best set found by exchanges that reaches every block."""
    restarts = max(_FEWEST_RESTARTS, min(_MOST_RESTARTS, _PAIRS_OF_RESTARTS // max(1, rows.site.size)))
    found = [
        reaching,
        improved(rows, choice.sites, reaching, patience),
        good_start(rows, choice.sites, restarts=restarts, seed=seed, patience=patience),
    ]
    return min((each for each in found if not choice.unreached(each).size), key=lambda each: total(rows, each))


def _walks(instance: Instance, is_open: Flags) -> Integers:
    """Return each block's walk to its nearest open site, read from the pairs."""
    walks = np.full(instance.block_count, np.iinfo(np.int64).max, np.int64)
    pairs = np.flatnonzero(is_open[instance.pair_site])
    np.minimum.at(walks, instance.pair_block[pairs], instance.pair_walk_mm[pairs])
    return walks


def _answer(is_open: Flags, objective: int, bound: int, seed: int, patience: Patience) -> Solution:
    proven = bound >= objective
    return Solution(
        status="optimal" if proven else patience.reason() or "stopped",
        open=is_open,
        objective=objective,
        bound=min(bound, objective),
        seed=seed,
    )
