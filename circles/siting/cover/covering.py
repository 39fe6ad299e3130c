"""Covering questions: who is within the walk allowed of an open center; the mathematics is in docs/siting.md.

The pairs of the instance are those within the limit, whatever their length. All numbers are whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.siting.cover.fewest import fewest_covering
from circles.siting.cover.models import Choice
from circles.siting.cover.most import most_covered
from circles.siting.cover.reductions import cover_of, covered_blocks, covered_demand
from circles.siting.kernel.instance import with_open
from circles.siting.kernel.patience import patience_of
from circles.siting.kernel.solution import Solution, infeasible, without_idle
from circles.siting.refusals import check_share, check_siting, demand_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.patience import Patience


def cover_most(
    instance: Instance,
    *,
    new: int,
    close: int = 0,
    budget: int | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the sites that cover the most demand (maximal covering location, Church & ReVelle 1974).

    Maximise ``sum of demand(b) * y(b)`` where ``y(b) <= sum of x(j) over the sites j that reach block b``, with at most
    `new` candidates open, their cost within `budget`, and all existing centers but exactly `close` of them.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit.
    new : int
        At most so many candidates open; 0 asks only which centers can close.
    close : int
        Exactly so many existing centers close: those whose loss costs least.
    budget : int, optional
        What the new sites may cost together, in the units of ``instance.cost``.
    time_limit_s : float
        Stands for a number of steps (:data:`circles.siting.kernel.patience.STEPS_PER_S`), after which the best found
        so far is the answer: the same in each run.
    seed : int
        Same instance, question and seed: same answer, unless it was stopped.
    stop : callable, optional
        Polled; true stops the search with the best found so far.

    Returns
    -------
    Solution
        `objective` and `bound` in thousandths of a person, existing centers included. A site that adds nobody is not
        opened.

    Raises
    ------
    QuestionError
        See :func:`circles.siting.refusals.check_siting`.
    """
    check_siting(instance, new=new, close=close, budget=budget)
    return most_sites(
        instance, new=new, close=close, budget=budget, patience=patience_of(time_limit_s, stop), seed=seed
    )


def most_sites(
    instance: Instance, *, new: int, close: int = 0, budget: int | None = None, patience: Patience, seed: int
) -> Solution:
    """Answer :func:`cover_most`, checked already, as part of a longer search."""
    existing = int(instance.existing.sum())
    stays = instance.staying(close)
    cover = cover_of(instance, stays, by_price=budget is not None)
    choice = Choice(new=new, stay=existing - close if close else 0, budget=budget)
    found = most_covered(cover, choice, patience=patience, seed=seed)
    is_open = without_idle(instance, with_open(stays, cover.site[found.open]))
    return Solution(
        status=found.status,
        open=is_open,
        objective=covered_demand(instance, is_open),
        bound=cover.settled + int(cover.weight.sum()) - found.least_missed,
        seed=seed,
    )


def cover_share(
    instance: Instance,
    *,
    share: float = 1.0,
    least: str = "sites",
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the fewest, or cheapest, new sites with which a share of all demand is covered.

    Minimise ``sum of c(j) * x(j)``, c being 1 or the cost. A share of 1 is set covering (Toregas et al. 1971): every
    block with demand is reached. Below, ``sum of demand(b) * y(b) >= share * all demand``. Existing centers stay open.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit.
    share : float
        Of all demand, above 0 and at most 1; its shortest decimal form counts (0.9 is nine tenths).
    least : str
        ``"sites"`` or ``"cost"``.
    time_limit_s, seed, stop
        As in :func:`cover_most`.

    Returns
    -------
    Solution
        `objective` and `bound` count new sites, or what they cost. Infeasible where even all candidates do not do;
        `blocking` are then the blocks that no site reaches.

    Raises
    ------
    QuestionError
        See :func:`circles.siting.refusals.check_share`.
    """
    check_share(instance, share=share, least=least)
    patience = patience_of(time_limit_s, stop)
    need = demand_for(instance, share)
    everywhere = covered_blocks(instance, np.ones(instance.site_count, np.bool_))
    if int(instance.demand[everywhere].sum()) < need:
        blocking = np.flatnonzero(~everywhere & (instance.demand > 0))
        return infeasible(instance.site_count, blocking, seed=seed, note="siting_note.out_of_reach")
    cover = cover_of(instance, instance.existing, by_price=least == "cost")
    price = cover.price if least == "cost" else np.ones(cover.site.size, np.int64)
    found = fewest_covering(cover, price, max(0, need - cover.settled), patience=patience, seed=seed)
    is_open = without_idle(instance, with_open(instance.existing, cover.site[found.open]))
    return Solution(
        status=found.status,
        open=is_open,
        objective=int(price[is_open[cover.site]].sum()),
        bound=found.bound,
        seed=seed,
    )
