"""A plan of the study with its sites must give the whole numbers that the search gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import tables
from circles.siting.cover.serving import served_within
from circles.siting.kernel.instance import instance_from
from circles.siting.refusals import demand_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed
    from circles.siting.question import SitingQuestion


def covered_by(answer: Plan, counted: NDArray[np.int64]) -> int:
    """Return how much of what is counted of each block is inside, in thousandths."""
    return int(counted[(answer.blocks["verdict"] == tables.INSIDE).to_numpy()].sum())


def raise_unless_confirmed(
    posed: Posed, question: SitingQuestion, solution: Solution, after: Plan, site_of: dict[str, int]
) -> None:
    """Compare the search with the plan: pairs and walks within the limit, what is covered, the objective.

    Parameters
    ----------
    posed, question, solution
        What was asked, and the answer of the search.
    after : Plan
        The plan of the study with the sites.
    site_of : dict of str to int
        The site that each center of that plan is, without those that are closed or have no street.

    Raises
    ------
    ArithmeticError
        With the first two numbers that differ.
    """
    within = posed.within
    served = solution.open[within.pair_site]
    covered = int(within.demand[np.unique(within.pair_block[served])].sum())
    numbers = {
        "pairs within the limit": (int(served.sum()), len(after.walks)),
        "walks within the limit": (int(within.pair_walk_mm[served].sum()), int(after.walks["walk_mm"].sum())),
        "covered": (covered, covered_by(after, within.demand)),
        "objective": (solution.objective, _objective(posed, question, after, site_of)),
    }
    for name, (search, planned) in numbers.items():
        if search != planned:
            raise ArithmeticError(f"{name}: the search says {search}, the plan {planned}")
    if question.finds_number:
        reached, need = _reached(posed, after, site_of), demand_for(within, question.share)
        if reached < need:
            raise ArithmeticError(f"share: {need} was asked for, the plan reaches {reached}")


def _objective(posed: Posed, question: SitingQuestion, after: Plan, site_of: dict[str, int]) -> int:
    """Return the objective as the plan has it."""
    walk_mm, demand = after.blocks["walk_mm"].to_numpy(), posed.instance.demand
    if question.objective == "total_walk":
        return int((demand.astype(object) * np.where(demand > 0, walk_mm, 0)).sum())  # may be beyond 64 bits
    if question.objective == "worst_walk":
        return int(walk_mm[demand > 0].max(initial=0))
    is_open = after.centers.loc[after.centers["status"] == "open", "center_id"]
    new = [site for site in (site_of.get(each, 0) for each in is_open) if site >= len(posed.center_ids)]
    if question.objective == "fewest":
        return len(new)
    if question.objective == "cheapest" and posed.instance.cost is not None:
        return int(posed.instance.cost[new].sum())
    return _reached(posed, after, site_of)


def _reached(posed: Posed, after: Plan, site_of: dict[str, int]) -> int:
    """Return what the plan covers or, where there are capacities, what its centers can serve by its own walks."""
    demand, capacity = posed.within.demand, posed.instance.capacity
    if capacity is None:
        return covered_by(after, demand)
    walks = after.walks
    block_of = {block: place for place, block in enumerate(after.blocks["block_id"])}
    pairs = (
        np.array([site_of[center] for center in walks["center_id"]], np.int64),
        np.array([block_of[block] for block in walks["block_id"]], np.int64),
        walks["walk_mm"].to_numpy(np.int64),
    )
    return served_within(instance_from(demand, np.zeros(capacity.size, np.bool_), pairs, capacity=capacity))
