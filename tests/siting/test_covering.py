"""Every covering question against trying all sets of sites, on many small towns."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from circles.errors import QuestionError
from circles.siting.cover.covering import cover_most, cover_share
from circles.siting.cover.equity import lift_worst_first, worst_share
from circles.siting.cover.phases import phased
from circles.siting.cover.serving import serve_most, serve_share
from tests.siting.small_instances import choices, covered, served, shares, small_instance

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution

SEEDS = range(200)


def asked(instance: Instance, seed: int) -> dict[str, Any]:
    """Return a question that this town can be asked: new, close and budget in every combination, by seed."""
    existing = int(instance.existing.sum())
    assert instance.cost is not None
    question: dict[str, Any] = {"new": 1 + seed % min(3, instance.candidate_count)}
    if seed % 2 and existing:
        question["close"] = 1 + (seed // 2) % existing
    if seed % 3 == 0:
        question["budget"] = int(instance.cost[~instance.existing].min()) + seed % 7
    if seed % 5 == 1 and question.get("close"):
        question["new"] = 0
        question.pop("budget", None)
    return question


def allowed(instance: Instance, solution: Solution, question: dict[str, Any]) -> bool:
    return any(np.array_equal(solution.open, each) for each in choices(instance, **question))


def proven(solution: Solution, best: int) -> bool:
    return (solution.status, solution.objective, solution.bound, solution.gap) == ("optimal", best, best, 0.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_most_covered(seed: int) -> None:
    instance = small_instance(seed)
    question = asked(instance, seed)
    solution = cover_most(instance, **question)
    assert proven(solution, max(covered(instance, each) for each in choices(instance, **question)))
    assert allowed(instance, solution, question)
    assert covered(instance, solution.open) == solution.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_most_served(seed: int) -> None:
    instance = small_instance(seed)
    question = asked(instance, seed)
    solution = serve_most(instance, **question)
    assert proven(solution, max(served(instance, each) for each in choices(instance, **question)))
    assert allowed(instance, solution, question)
    assert served(instance, solution.open) == solution.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_district_first(seed: int) -> None:
    instance = small_instance(seed)
    question = asked(instance, seed)
    assert instance.district is not None
    if not np.any((instance.district >= 0) & (instance.demand > 0)):
        instance.district[0] = 0
    solution = lift_worst_first(instance, **question)
    best = max((min(shares(instance, each)), covered(instance, each)) for each in choices(instance, **question))
    assert proven(solution, best[1])
    assert worst_share(instance, solution.open) == best[0] == min(shares(instance, solution.open))
    assert allowed(instance, solution, question)


@pytest.mark.parametrize("seed", SEEDS)
def test_least_for_a_share(seed: int) -> None:
    instance = small_instance(seed)
    least = "sites" if seed % 8 < 4 else "cost"
    assert instance.cost is not None
    share = (1.0, 0.9, 0.95, 0.4)[seed % 4]
    need = ceil(Fraction(str(share)) * int(instance.demand.sum()))
    price = instance.cost if least == "cost" else np.ones(instance.site_count, np.int64)
    fitting = [each for each in choices(instance, new=instance.candidate_count) if covered(instance, each) >= need]
    solution = cover_share(instance, share=share, least=least)
    if not fitting:
        unreached = np.setdiff1d(np.flatnonzero(instance.demand), instance.pair_block)
        assert solution.status == "infeasible"
        assert not solution.open.any()
        assert solution.blocking.tolist() == unreached.tolist() != []
        return
    assert proven(solution, min(int(price[each & ~instance.existing].sum()) for each in fitting))
    assert covered(instance, solution.open) >= need
    assert int(price[solution.open & ~instance.existing].sum()) == solution.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_least_to_serve_a_share(seed: int) -> None:
    instance = small_instance(seed)
    least = "sites" if seed % 8 < 4 else "cost"
    assert instance.cost is not None
    assert instance.capacity is not None
    instance.capacity[:] += instance.demand.max()
    share = (1.0, 0.9, 0.6, 0.3)[seed % 4]
    need = ceil(Fraction(str(share)) * int(instance.demand.sum()))
    price = instance.cost if least == "cost" else np.ones(instance.site_count, np.int64)
    if instance.capacity.sum() < need:
        with pytest.raises(QuestionError, match="have room for"):
            serve_share(instance, share=share, least=least)
        return
    fitting = [each for each in choices(instance, new=instance.candidate_count) if served(instance, each) >= need]
    solution = serve_share(instance, share=share, least=least)
    if not fitting:
        assert solution.status == "infeasible"
        assert solution.blocking.size
        return
    assert proven(solution, min(int(price[each & ~instance.existing].sum()) for each in fitting))
    assert served(instance, solution.open) >= need


@pytest.mark.parametrize("seed", SEEDS)
def test_each_phase_is_the_best_given_the_earlier(seed: int) -> None:
    instance = small_instance(seed)
    steps = [1] * min(3, instance.candidate_count)
    found = phased(instance, new_by_phase=steps)
    so_far = instance.existing
    for solution in found:
        best = max(
            covered(instance, so_far | (np.arange(instance.site_count) == site)) for site in range(instance.site_count)
        )
        assert solution.objective == best
        assert solution.status == "optimal"
        assert np.all(solution.open[so_far])
        so_far = solution.open
