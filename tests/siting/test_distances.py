"""p-median and p-center: answers worked by hand, every small town by brute force, a second opinion, limits."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from circles.errors import QuestionError
from circles.siting.distance.least_walk import least_total_walk, least_worst_walk
from circles.siting.kernel import branching
from circles.siting.kernel.instance import Instance, instance_from
from tests.siting.small_instances import choices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from circles.siting.kernel.solution import Solution

    Question = Callable[..., Solution]

NO_PATH = -1
TOWNS = 215
QUESTIONS = (least_total_walk, least_worst_walk)


def instance(
    walks: NDArray[np.int64] | list[list[int]],
    *,
    demand: list[int] | NDArray[np.int64] | None = None,
    existing: tuple[int, ...] = (),
    cost: list[int] | NDArray[np.int64] | None = None,
) -> Instance:
    """Return the instance of a table of walks, a row a site; NO_PATH where there is none."""
    table = np.array(walks, np.int64)
    site, block = np.nonzero(table != NO_PATH)
    is_existing = np.isin(np.arange(len(table)), existing)
    people = np.ones(table.shape[1], np.int64) if demand is None else np.array(demand, np.int64)
    price = None if cost is None else np.array(cost, np.int64)
    return instance_from(people, is_existing, (site, block, table[site, block]), cost=price)


# Five blocks on a street at 0, 100, 200, 900 and 1,000 m; a site at each.
STREET = [[abs(there - here) for here in (0, 100, 200, 900, 1000)] for there in (0, 100, 200, 900, 1000)]


def test_one_center_for_a_street_stands_at_its_median() -> None:
    found = least_total_walk(instance(STREET), new=1)
    assert (found.status, found.objective, found.bound) == ("optimal", 200 + 100 + 700 + 800, 1800)
    assert found.open.tolist() == [False, False, True, False, False]


def test_the_median_moves_to_where_people_are() -> None:
    found = least_total_walk(instance(STREET, demand=[1, 1, 1, 10, 1]), new=1)
    assert np.flatnonzero(found.open).tolist() == [3]
    assert found.objective == 900 + 800 + 700 + 100


def test_the_worst_walk_counts_a_block_of_one_as_one_of_many() -> None:
    found = least_worst_walk(instance(STREET, demand=[1, 1, 1, 10_000, 1]), new=1)
    assert (found.status, found.objective, found.bound) == ("optimal", 800, 800)
    assert np.flatnonzero(found.open).tolist() == [2]


def test_two_centers_share_the_street() -> None:
    total, worst = least_total_walk(instance(STREET), new=2), least_worst_walk(instance(STREET), new=2)
    assert (total.objective, worst.objective) == (100 + 100 + 100, 100)
    assert np.flatnonzero(worst.open)[0] == 1


def test_an_existing_center_stays_open_and_counts() -> None:
    total = least_total_walk(instance(STREET, existing=(4,)), new=1)
    assert np.flatnonzero(total.open).tolist() == [1, 4]
    assert total.objective == 100 + 100 + 100


def test_closing_takes_the_center_whose_loss_is_least() -> None:
    found = least_total_walk(instance(STREET, existing=(0, 1, 4)), new=0, close=1)
    assert np.flatnonzero(found.open).tolist() == [1, 4]
    moved = least_worst_walk(instance(STREET, existing=(0, 4)), new=1, close=1)
    assert np.flatnonzero(moved.open).tolist() == [1, 4]


def test_a_budget_keeps_the_dear_site_shut() -> None:
    cost = [9, 9, 9, 2, 2]
    found = least_total_walk(instance(STREET, cost=cost), new=2, budget=11)
    assert int(np.array(cost)[found.open].sum()) <= 11
    assert found.objective == 100 + 100 + 100
    assert least_total_walk(instance(STREET, cost=cost), new=2, budget=10).objective == 200 + 100 + 700 + 800


def test_blocks_without_demand_have_no_say() -> None:
    found = least_worst_walk(instance(STREET, demand=[1, 1, 0, 0, 0]), new=1)
    assert found.objective == 100
    nobody = least_total_walk(instance(STREET, demand=[0] * 5, existing=(0,)), new=0, close=1)
    assert (nobody.status, nobody.objective, nobody.open.sum()) == ("optimal", 0, 0)


@pytest.mark.parametrize("question", QUESTIONS)
def test_blocks_that_no_site_reaches_are_named(question: Question) -> None:
    walks = [[0, 5, NO_PATH, NO_PATH], [5, 0, NO_PATH, NO_PATH]]
    found = question(instance(walks, demand=[1, 1, 1, 0]), new=1)
    assert (found.status, found.blocking.tolist(), int(found.open.sum())) == ("infeasible", [2], 0)
    assert found.note == "siting_note.out_of_reach"
    assert question(instance(walks, demand=[1, 1, 0, 0]), new=1).status == "optimal"


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_islands_and_one_center_have_no_answer(question: Question) -> None:
    walks = [[0, 5, NO_PATH], [5, 0, NO_PATH], [NO_PATH, NO_PATH, 7]]
    found = question(instance(walks), new=1)
    assert found.status == "infeasible"
    assert found.blocking.tolist() in ([2], [0, 1])
    assert question(instance(walks), new=2).status == "optimal"


def test_a_further_center_that_serves_nobody_is_not_opened() -> None:
    walks = [[0, 0], [4, 4], [9, 9]]
    for question in QUESTIONS:
        found = question(instance(walks), new=3)
        assert (found.objective, found.open.tolist()) == (0, [True, False, False])


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_cannot_be_asked_is_refused(question: Question) -> None:
    for asked in ({"new": 0}, {"new": 6}, {"new": 1, "close": 1}, {"new": 1, "budget": 5}):
        with pytest.raises(QuestionError):
            question(instance(STREET), **asked)


def test_numbers_beyond_64_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="64-bit"):
        least_total_walk(instance([[2**40, 0]], demand=[2**31 + 1, 2]), new=1)


@dataclass(frozen=True, eq=False)
class Town:
    """A random small town and what is asked of it."""

    walks: NDArray[np.int64]
    demand: NDArray[np.int64]
    existing: tuple[int, ...]
    cost: NDArray[np.int64] | None
    new: int
    close: int
    budget: int | None

    @property
    def instance(self) -> Instance:
        return instance(self.walks, demand=self.demand, existing=self.existing, cost=self.cost)

    @property
    def asked(self) -> dict[str, Any]:
        return {"new": self.new, "close": self.close, "budget": self.budget}

    @property
    def can_be_asked(self) -> bool:
        """Whether a candidate reaches anybody; else the question is refused."""
        candidates = np.delete(self.walks, list(self.existing), axis=0)
        return bool((candidates[:, self.demand > 0] != NO_PATH).any())

    @property
    def choices(self) -> list[list[int]]:
        """Every set of open sites that is allowed."""
        return [np.flatnonzero(each).tolist() for each in choices(self.instance, **self.asked)]


def town(seed: int) -> Town:
    """Return a town in which every rule has a chance to matter: islands, ties, equal blocks, zeros, dear sites."""
    random = np.random.default_rng(seed)
    sites, blocks = int(random.integers(2, 9)), int(random.integers(1, 13))
    if random.random() < 0.5:
        walks = random.integers(0, int(random.choice([3, 40, 10**7])), (sites, blocks))
    else:
        where = random.integers(0, 5_000_000, (sites + blocks, 2))
        walks = np.abs(where[:sites, None] - where[None, sites:]).sum(axis=2)
    if random.random() < 0.4:
        island = random.integers(0, 2, sites)[:, None] == random.integers(0, 2, blocks)[None, :]
        walks = np.where(island | (random.random() < 0.3), walks, NO_PATH)
    if random.random() < 0.15:
        walks = np.where(random.random(walks.shape) < 0.3, NO_PATH, walks)
    demand = random.integers(0, int(random.choice([2, 5, 10**7])), blocks) * int(random.choice([1, 1000]))
    existing = tuple(sorted(random.choice(sites, int(random.integers(0, sites)), replace=False).tolist()))
    new = int(random.integers(1, min(4, sites - len(existing)) + 1))
    close = int(random.integers(0, min(2, len(existing)) + 1)) if random.random() < 0.5 else 0
    if random.random() < 0.6:
        return Town(walks, demand, existing, None, new, close, None)
    cost = random.integers(1, int(random.choice([4, 10**7])), sites)
    candidates = np.delete(cost, list(existing))
    budget = int(random.integers(candidates.min(), candidates.sum() + 1))
    return Town(walks, demand, existing, cost, new, close, budget)


def total_walk(town: Town, is_open: list[int]) -> float:
    """Demand times walk of an open set, infinite where a block with demand reaches none."""
    walks = np.where(town.walks == NO_PATH, math.inf, town.walks)[is_open].min(axis=0, initial=math.inf)
    counted = town.demand > 0
    return sum(int(d) * w for d, w in zip(town.demand[counted], _whole(walks[counted]), strict=True))


def worst_walk(town: Town, is_open: list[int]) -> float:
    walks = np.where(town.walks == NO_PATH, math.inf, town.walks)[is_open].min(axis=0, initial=math.inf)
    return max(_whole(walks[town.demand > 0]), default=0)


def _whole(walks: NDArray[np.float64]) -> list[float]:
    return [walk if math.isinf(walk) else int(walk) for walk in walks.tolist()]


@pytest.mark.parametrize(("question", "counted"), [(least_total_walk, total_walk), (least_worst_walk, worst_walk)])
def test_every_small_town_is_answered_as_by_trying_all_sets(
    question: Question, counted: Callable[[Town, list[int]], float]
) -> None:
    seen = {"optimal": 0, "infeasible": 0}
    for seed in range(TOWNS):
        place = town(seed)
        if not place.can_be_asked:
            continue
        best = min(counted(place, choice) for choice in place.choices)
        found = question(place.instance, seed=seed, **place.asked)
        seen[found.status] += 1
        if math.isinf(best):
            assert found.status == "infeasible", seed
            assert found.blocking.size, seed
            assert (place.demand[found.blocking] > 0).all(), seed
            continue
        opened = np.flatnonzero(found.open).tolist()
        assert (found.status, found.objective, found.bound, found.gap) == ("optimal", best, best, 0.0), seed
        assert counted(place, opened) == best, seed
        assert opened in place.choices, seed
    assert sum(seen.values()) >= 200
    assert seen["infeasible"] >= 10


def plane(seed: int, *, blocks: int, sites: int) -> NDArray[np.int64]:
    """Return walks in mm (sites, blocks) along the axes of a plane of 5 km."""
    random = np.random.default_rng(seed)
    there, here = random.integers(0, 5_000_000, (sites, 1, 2)), random.integers(0, 5_000_000, (1, blocks, 2))
    walks: NDArray[np.int64] = np.abs(there - here).sum(axis=2)
    return walks


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(3))
def test_spopt_agrees(seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports
        import pulp
        from spopt.locate import PCenter, PMedian
    walks = plane(seed, blocks=30, sites=12)
    demand = np.random.default_rng(seed).integers(1, 100, 30)
    quiet = pulp.PULP_CBC_CMD(msg=False)
    metres = walks.T / 1000
    median = PMedian.from_cost_matrix(metres, demand, p_facilities=4).solve(quiet)
    center = PCenter.from_cost_matrix(metres, p_facilities=4).solve(quiet)
    total = least_total_walk(instance(walks, demand=demand), new=4)
    worst = least_worst_walk(instance(walks, demand=demand), new=4)
    assert total.objective / 1000 == pytest.approx(median.problem.objective.value(), rel=1e-9)
    assert worst.objective / 1000 == pytest.approx(center.problem.objective.value(), rel=1e-9)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_seed_gives_the_same_sites(question: Question) -> None:
    asked = instance(plane(1, blocks=80, sites=40))
    first, second = question(asked, new=6, seed=3), question(asked, new=6, seed=3)
    assert first.status == "optimal"
    assert first.open.tolist() == second.open.tolist()
    assert question(asked, new=6, seed=4).objective == first.objective


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_halt_gives_the_best_so_far_with_its_bound(question: Question) -> None:
    walks = plane(2, blocks=400, sites=200)
    asked = instance(walks)
    best = question(asked, new=12, time_limit_s=20.0)
    at_once = question(asked, new=12, stop=lambda: True)
    out_of_time = question(asked, new=12, time_limit_s=0.0)
    for found, status in ((at_once, "stopped"), (out_of_time, "step limit")):
        assert found.status == status
        assert found.open.sum() == 12
        nearest = walks[found.open].min(axis=0)
        assert found.objective == int(nearest.sum() if question is least_total_walk else nearest.max())
        assert 0 < found.bound <= best.objective <= found.objective
        assert found.gap > 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_later_halt_is_no_worse_than_an_early_one(question: Question) -> None:
    asked = instance(plane(2, blocks=400, sites=200))
    answers = []
    for most in (0, 8, 60):
        polls = iter(range(10**9))
        answers.append(question(asked, new=12, stop=lambda polls=polls, most=most: next(polls) >= most))
    objectives, bounds = [each.objective for each in answers], [each.bound for each in answers]
    assert objectives == sorted(objectives, reverse=True)
    assert bounds == sorted(bounds)
    assert objectives[-1] < objectives[0]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_interrupt_from_the_keyboard_is_a_halt(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = instance(plane(2, blocks=400, sites=200))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(branching, "_raised", interrupted)
    found = question(asked, new=12)
    assert found.status == "stopped"
    assert 0 < found.bound < found.objective


@pytest.mark.parametrize(("longer", "apart"), [(10, 1), (10_000, 0)])
def test_the_largest_cities_fit(longer: int, apart: int) -> None:
    """30 million people in thousandths over 80 km; whole people leave room for walks a thousand times as long."""
    walks = plane(5, blocks=60, sites=20) * longer
    people = np.random.default_rng(5).integers(1, 1_000_000, 60) * 1000 + apart
    found = least_total_walk(instance(walks, demand=people), new=5)
    nearest = walks[found.open].min(axis=0)
    assert found.status == "optimal"
    assert found.objective == sum(int(d) * int(w) for d, w in zip(people, nearest, strict=True))


@pytest.mark.city
def test_san_francisco_published_optima(city_data: Path) -> None:
    file = city_data / "siting" / "san-francisco" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    table = pd.read_csv(file, dtype={"DestinationName": str})
    metres = table.pivot_table(index="name", columns="DestinationName", values="distance")
    demand = table.groupby("DestinationName")["demand"].first().loc[metres.columns].to_numpy()
    distance = metres.to_numpy()
    asked = instance(np.floor(distance * 1e6 + 0.5).astype(np.int64), demand=demand)
    total, worst = least_total_walk(asked, new=4), least_worst_walk(asked, new=4)
    assert (total.status, worst.status) == ("optimal", "optimal")
    assert round(float(demand @ distance[total.open].min(axis=0)), 4) == 2_848_268_129.7145
    assert round(float(distance[worst.open].min(axis=0).max()), 4) == 7403.0638
    assert round(worst.objective / 1e6, 4) == 7403.0638
