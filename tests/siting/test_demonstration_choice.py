"""The choice of demonstration sites against every possible choice, on 200 small towns."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from circles.siting.demonstration.at_odds import least_cost, rules_at_odds
from circles.siting.demonstration.best_choice import best_choice
from circles.siting.demonstration.choice_rules import ChoiceProblem, ChoiceRule
from circles.siting.demonstration.choosing import NOT_ALLOWED, NOT_KNOWN, chosen_sites
from circles.siting.kernel.patience import Patience, patience_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MORE_MONEY = 500_000


def patience() -> Patience:
    return patience_of(60, None)


def random_town(seed: int) -> tuple[ChoiceProblem, NDArray[np.object_]]:
    """Return a small town and its types: values that often tie, costs to the yuan, rules that may contradict."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 9))
    values = rng.choice([0, 7_000, 7_000, 12_500, 30_001], count) * rng.integers(1, 12, count)
    costs = rng.integers(1, 12, count) * 50_000 + rng.choice([0, 1], count)
    types = rng.choice(["城区", "镇", "村"], count).astype(object)
    counties = rng.choice(["东县", "西县"], count).astype(object)
    sites = int(rng.integers(1, min(5, count) + 1))
    rules = [ChoiceRule(kind="sites", amounts=np.ones(count, np.int64), least=sites, most=sites)]
    rules += [
        ChoiceRule(kind="type_least", name=name, amounts=own(types, name), least=1)
        for name in sorted(set(types))
        if rng.random() < 0.3
    ]
    for name in sorted(set(counties)):
        if rng.random() < 0.4:
            rules.append(ChoiceRule(kind="county_least", name=name, amounts=own(counties, name), least=1))
        if rng.random() < 0.4:
            rules.append(ChoiceRule(kind="county_most", name=name, amounts=own(counties, name), most=max(1, sites - 1)))
    if rng.random() < 0.8:
        budget = int(np.sort(costs)[:sites].sum() * rng.choice([0.95, 1.1, 1.3, 1.8]))
        rules.append(ChoiceRule(kind="budget", amounts=costs.astype(np.int64), most=budget))
    if rng.random() < 0.2:
        rules.append(ChoiceRule(kind="must", amounts=own(np.arange(count), int(rng.integers(count))), least=1))
    if rng.random() < 0.3:
        rules.append(ChoiceRule(kind="must_not", amounts=own(np.arange(count), int(rng.integers(count))), most=0))
    return ChoiceProblem(values=values.astype(np.int64), rules=tuple(rules)), types


def own(column: NDArray[Any], value: Any) -> NDArray[np.int64]:
    counted: NDArray[np.int64] = (column == value).astype(np.int64)
    return counted


def every_choice(problem: ChoiceProblem, *, containing: int | None = None) -> tuple[int, tuple[int, ...]] | None:
    """Return what the best of all choices is worth, and of those the one whose ids come first; all are added up."""
    best: tuple[int, tuple[int, ...]] | None = None
    count = problem.values.size
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            if containing is not None and containing not in chosen:
                continue
            worth = sum(int(problem.values[i]) for i in chosen)
            if (best is None or worth > best[0]) and all(keeps(rule, chosen) for rule in problem.rules):
                best = (worth, chosen)
    return best


def keeps(rule: ChoiceRule, chosen: Sequence[int]) -> bool:
    amount = sum(int(rule.amounts[i]) for i in chosen)
    return (rule.least is None or amount >= rule.least) and (rule.most is None or amount <= rule.most)


def with_more(problem: ChoiceProblem, kind: str, by: int) -> ChoiceProblem:
    rules = [
        ChoiceRule(
            kind=rule.kind,
            amounts=rule.amounts,
            least=rule.least + by if rule.kind == kind and rule.least is not None else rule.least,
            most=rule.most + by if rule.kind == kind and rule.most is not None else rule.most,
        )
        for rule in problem.rules
    ]
    return ChoiceProblem(values=problem.values, rules=tuple(rules))


def replaced_by(problem: ChoiceProblem, chosen: Sequence[int], candidate: int, of_type: NDArray[np.bool_]) -> int:
    swapped = [[*(i for i in chosen if i != out), candidate] for out in chosen if of_type[out]]
    return sum(all(keeps(rule, each) for rule in problem.rules) for each in swapped)


@pytest.mark.parametrize("seed", range(200))
def test_every_town_is_answered_as_if_every_choice_were_tried(seed: int) -> None:
    problem, types = random_town(seed)
    found = chosen_sites(problem, types, patience(), more_money=MORE_MONEY)
    every = every_choice(problem)
    if every is None:
        assert found.best.status == "infeasible"
        refuses(problem)
        return
    worth, chosen = every
    assert found.best.chosen is not None
    assert (found.best.status, found.best.total, found.best.bound) == ("optimal", worth, worth)
    assert tuple(np.flatnonzero(found.best.chosen)) == chosen
    assert found.is_first
    for candidate in range(problem.values.size):
        with_it = every_choice(problem, containing=candidate)
        assert found.with_each[candidate] == (NOT_ALLOWED if with_it is None else with_it[0])
        assert (candidate in found.against) == (with_it is None)
    for kind, by, answer in (("sites", 1, found.one_more), ("budget", MORE_MONEY, found.more_money)):
        limited = any(rule.kind == kind for rule in problem.rules)
        assert (answer is None) == (not limited)
        if answer is not None:
            more = every_choice(with_more(problem, kind, by))
            assert (answer.status, answer.total) == (("infeasible", 0) if more is None else ("optimal", more[0]))
    for name in set(types):
        others = [i for i in np.flatnonzero(types == name).tolist() if i not in chosen]
        able = [i for i in others if replaced_by(problem, chosen, i, types == name)]
        first = min(able, key=lambda i: (-problem.values[i], i), default=None)
        told = [i for i in found.reserves if types[i] == name]
        assert told == ([] if first is None else [first])
        assert first is None or found.reserves[first] == replaced_by(problem, chosen, first, types == name)


def refuses(problem: ChoiceProblem) -> None:
    """Hold what is told where there is no choice: none keeps those rules, and each of them is needed for that."""
    odds = rules_at_odds(problem, patience())
    assert every_choice(ChoiceProblem(values=problem.values, rules=odds)) is None
    for rule in odds:
        rest = tuple(each for each in odds if each is not rule)
        assert every_choice(ChoiceProblem(values=problem.values, rules=rest)) is not None


def test_the_towns_hold_every_kind_of_answer() -> None:
    towns = [random_town(seed)[0] for seed in range(200)]
    refused = [problem for problem in towns if every_choice(problem) is None]
    assert 20 <= len(refused) <= 100
    assert {rule.kind for problem in towns for rule in problem.rules} == {
        *("sites", "type_least", "county_least", "county_most", "budget", "must", "must_not")
    }


def test_the_cheapest_choice_tells_the_budget_that_is_needed() -> None:
    sites = ChoiceRule(kind="sites", amounts=np.ones(3, np.int64), least=2, most=2)
    money = ChoiceRule(kind="budget", amounts=np.array([50, 30, 40]), most=69)
    problem = ChoiceProblem(values=np.array([1, 1, 1]), rules=(sites, money))
    assert best_choice(problem, patience()).status == "infeasible"
    assert least_cost(problem, patience()) == 70
    assert {rule.kind for rule in rules_at_odds(problem, patience())} == {"sites", "budget"}


@pytest.mark.parametrize(("budget", "chosen"), [(950_000_000, [False, True]), (950_000_001, [True, False])])
def test_one_yuan_decides(budget: int, chosen: list[bool]) -> None:
    sites = ChoiceRule(kind="sites", amounts=np.ones(2, np.int64), least=1, most=1)
    money = ChoiceRule(kind="budget", amounts=np.array([950_000_001, 950_000_000]), most=budget)
    found = best_choice(ChoiceProblem(values=np.array([2, 1]), rules=(sites, money)), patience())
    assert found.chosen is not None
    assert found.chosen.tolist() == chosen


def test_ids_that_come_first_are_taken_beyond_the_first_few() -> None:
    count = 45
    sites = ChoiceRule(kind="sites", amounts=np.ones(count, np.int64), least=3, most=3)
    # Of the candidates 0, 5, 10 ... one at most; the last is worth most.
    apart = ChoiceRule(kind="county_most", amounts=own(np.arange(count) % 5, 0), most=1)
    values = np.full(count, 1000, np.int64)
    values[44] = 2000
    found = chosen_sites(
        ChoiceProblem(values=values, rules=(sites, apart)), np.full(count, ""), patience(), more_money=1
    )
    assert found.best.chosen is not None
    assert np.flatnonzero(found.best.chosen).tolist() == [0, 1, 44]


def test_a_search_without_steps_says_that_nothing_is_proven() -> None:
    problem, types = random_town(1)
    found = chosen_sites(problem, types, Patience(0), more_money=1)
    assert found.best.status == "step limit"
    assert (found.with_each == NOT_KNOWN).all()
