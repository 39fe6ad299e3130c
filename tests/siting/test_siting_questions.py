"""Bad questions say what is wrong, in both languages; hard cases of good ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from circles import texts
from circles.errors import QuestionError
from circles.siting.cover import fewest, most
from circles.siting.cover.covering import cover_most, cover_share
from circles.siting.cover.equity import lift_worst_first
from circles.siting.cover.phases import phased
from circles.siting.cover.serving import serve_most, serve_share
from circles.siting.kernel.instance import Instance, instance_from
from tests.siting.small_instances import choices, covered, small_instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.siting.kernel.solution import Solution


def row_of_blocks(**columns: object) -> Instance:
    """Return four blocks of 10, 20, 30 and 40 people; site 0 is open and reaches the first, 1-3 reach their neighbours.

    ::

        block   0    1    2    3
        people  10   20   30   40
        site 0  x
        site 1  x    x
        site 2       x    x
        site 3            x    x
    """
    site, block = np.array([[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [3, 2], [3, 3]]).T
    pairs = site, block, np.full(site.size, 500_000)
    made = instance_from(np.array([10, 20, 30, 40]) * 1000, np.array([True, False, False, False]), pairs)
    return replace(made, **columns)  # type: ignore[arg-type]


COST = np.array([0, 5, 9, 7])
ROOM = np.array([10, 20, 30, 40]) * 1000
BAD: list[tuple[str, Callable[[], object], list[str]]] = [
    ("no new site", lambda: cover_most(row_of_blocks(), new=0), ["siting_new_below_one"]),
    ("fewer than none", lambda: cover_most(row_of_blocks(), new=-1, close=1), ["siting_new_below_one"]),
    ("too many", lambda: cover_most(row_of_blocks(), new=4), ["siting_new_above_candidates"]),
    ("too many closed", lambda: cover_most(row_of_blocks(), new=1, close=2), ["siting_close_above_existing"]),
    ("no costs", lambda: cover_most(row_of_blocks(), new=1, budget=5), ["siting_budget_without_costs"]),
    ("poor", lambda: cover_most(row_of_blocks(cost=COST), new=1, budget=4), ["siting_budget_too_small"]),
    (
        "all at once",
        lambda: cover_most(row_of_blocks(cost=COST), new=9, close=3, budget=4),
        ["siting_new_above_candidates", "siting_close_above_existing", "siting_budget_too_small"],
    ),
    (
        "nobody",
        lambda: cover_most(row_of_blocks(demand=np.zeros(4, np.int64)), new=1),
        ["siting_nobody_in_reach"],
    ),
    ("share of nothing", lambda: cover_share(row_of_blocks(), share=0.0), ["siting_share_out_of_range"]),
    ("share above all", lambda: cover_share(row_of_blocks(), share=1.01), ["siting_share_out_of_range"]),
    ("share unknown", lambda: cover_share(row_of_blocks(), share=float("nan")), ["siting_share_out_of_range"]),
    (
        "least of what",
        lambda: cover_share(row_of_blocks(), share=2, least="walk"),
        ["siting_share_out_of_range", "siting_least_unknown"],
    ),
    ("cheapest without costs", lambda: cover_share(row_of_blocks(), least="cost"), ["siting_no_costs"]),
    ("no room known", lambda: serve_most(row_of_blocks(), new=1), ["siting_no_capacities"]),
    ("no room", lambda: serve_share(row_of_blocks(capacity=ROOM - 5000)), ["siting_capacity_short"]),
    ("no district", lambda: lift_worst_first(row_of_blocks(), new=1), ["siting_no_districts"]),
    (
        "unknown districts",
        lambda: lift_worst_first(row_of_blocks(district=np.full(4, -1)), new=1),
        ["siting_no_districts"],
    ),
    ("no phase", lambda: phased(row_of_blocks(), new_by_phase=()), ["siting_phase_below_one"]),
    (
        "phases",
        lambda: phased(row_of_blocks(), new_by_phase=(0, 4)),
        ["siting_phase_below_one", "siting_new_above_candidates"],
    ),
]


@pytest.mark.parametrize(("ask", "codes"), [(ask, codes) for _, ask, codes in BAD], ids=[name for name, _, _ in BAD])
def test_a_bad_question_says_all_that_is_wrong(ask: Callable[[], object], codes: list[str]) -> None:
    with pytest.raises(QuestionError) as raised:
        ask()
    assert [finding.code for finding in raised.value.findings] == codes
    for lang in texts.LANGUAGES:
        assert "{" not in raised.value.text(lang)


def test_the_numbers_are_in_the_words() -> None:
    with pytest.raises(QuestionError, match=r"99.* \(3\)"):
        cover_most(row_of_blocks(), new=99)
    with pytest.raises(QuestionError, match=r"cheapest candidate \(5\)"):
        cover_most(row_of_blocks(cost=COST), new=1, budget=4)
    with pytest.raises(QuestionError, match="room for 80 people, and 100 are to be served"):
        serve_share(row_of_blocks(capacity=ROOM - 5000))


def test_a_row_of_blocks_worked_by_hand() -> None:
    town = row_of_blocks(cost=COST, capacity=ROOM, district=np.array([0, 0, 1, 1]))
    assert (cover_most(town, new=1).objective, cover_most(town, new=1).open.tolist()) == (
        80_000,
        [True, False, False, True],
    )
    assert cover_most(town, new=1, budget=5).objective == 30_000
    assert cover_most(town, new=0, close=1).objective == 0
    assert cover_most(town, new=1, close=1).objective == 70_000
    assert cover_share(town).objective == 2
    assert cover_share(town, least="cost").objective == 12
    assert cover_share(town, share=0.8).objective == 1
    assert cover_share(town, share=0.1).objective == 0
    assert serve_most(town, new=1).objective == 50_000
    assert serve_share(town).objective == 3
    assert lift_worst_first(town, new=1).open.tolist() == [True, False, True, False]
    assert [found.objective for found in phased(town, new_by_phase=(1, 1, 1))] == [80_000, 100_000, 100_000]


def test_a_site_that_adds_nobody_is_not_opened() -> None:
    found = cover_most(row_of_blocks(), new=3)
    assert (found.objective, int(found.open.sum())) == (100_000, 3)
    roomy = row_of_blocks(capacity=np.full(4, 100_000), cost=np.zeros(4, np.int64))
    for served in (serve_most(roomy, new=3), serve_share(roomy, least="cost"), cover_share(roomy, least="cost")):
        assert (served.status, int(served.open.sum())) == ("optimal", 3)


def test_blocks_that_no_site_reaches_are_named() -> None:
    town = row_of_blocks()
    no_last_site = town.pair_site < 3
    pairs = town.pair_site[no_last_site], town.pair_block[no_last_site], town.pair_walk_mm[no_last_site]
    poor = instance_from(town.demand, town.existing, pairs, capacity=ROOM)
    for found in (cover_share(poor), cover_share(poor, share=0.7)):
        assert (found.status, found.blocking.tolist()) == ("infeasible", [3])
        assert texts.say(found.note, "en")
    assert serve_share(poor, share=0.7).blocking.tolist() == [3]
    assert cover_share(poor, share=0.6).status == "optimal"


def test_blocks_without_room_for_all_of_them_are_named() -> None:
    town = row_of_blocks(capacity=np.array([60, 60, 5, 60]) * 1000)
    found = serve_share(town)
    assert (found.status, found.blocking.tolist()) == ("infeasible", [2, 3])
    assert texts.say(found.note, "zh")


@pytest.mark.parametrize("seed", range(0, 200, 5))
@pytest.mark.parametrize("way", ["solver", "branches"])
def test_both_ways_to_finish_a_search_give_the_same(seed: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(most, "_ROUNDS", 0 if way == "solver" else 1)
    monkeypatch.setattr(most, "MOST_ENTRIES", 10**6 if way == "solver" else -1)
    instance = small_instance(seed)
    new = min(2, instance.candidate_count)
    best = max(covered(instance, each) for each in choices(instance, new=new))
    solution = cover_most(instance, new=new, seed=seed)
    assert (solution.status, solution.objective, solution.bound) == ("optimal", best, best)


@pytest.mark.parametrize("seed", range(20))
def test_what_floats_cannot_tell_apart_is_not_called_optimal(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(most, "_ROUNDS", 0)  # no exact bound: HiGHS has to do it all
    instance = small_instance(seed)
    instance.demand[:] = np.random.default_rng(seed).integers(10**12, 2 * 10**12, instance.block_count)
    found = cover_most(instance, new=1)
    best = max(covered(instance, each) for each in choices(instance, new=1))
    assert found.objective == best
    assert found.bound >= best
    assert found.status == ("optimal" if found.bound == best else "rounding")
    assert found.gap < 1e-11


@pytest.mark.parametrize("seed", range(2, 200, 7))
@pytest.mark.parametrize("least", ["sites", "cost"])
def test_a_share_too_large_for_the_solver_is_bounded_exactly(
    seed: int, least: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = small_instance(seed)
    proven = cover_share(instance, share=0.4, least=least)
    found: list[int] = []
    needed = fewest._needed

    def noted(*question: Any) -> int:
        found.append(needed(*question))
        return found[-1]

    monkeypatch.setattr(fewest, "MOST_ENTRIES", -1)
    monkeypatch.setattr(fewest, "_needed", noted)
    again = cover_share(instance, share=0.4, least=least)
    assert (again.status, again.objective, again.bound) == (proven.status, proven.objective, proven.bound)
    assert all(0 <= bound <= proven.objective for bound in found)


@pytest.mark.parametrize("ask", [cover_most, serve_most, lift_worst_first])
def test_an_answer_that_is_stopped_at_once_is_allowed_and_bounded(ask: Callable[..., Solution]) -> None:
    for seed in range(40):
        instance = small_instance(seed)
        assert instance.district is not None
        instance.district[0] = 0
        found = ask(instance, new=1, stop=lambda: True)
        best = max(covered(instance, each) for each in choices(instance, new=1))
        proven = ask(instance, new=1)
        assert found.status in {"stopped", "optimal"}
        assert found.open[instance.existing].all()
        assert found.objective <= best
        assert found.bound >= proven.objective


def test_the_same_seed_gives_the_same_answer() -> None:
    instance = small_instance(7)
    first, second = (cover_most(instance, new=2, seed=3) for _ in range(2))
    assert first.open.tolist() == second.open.tolist()
    assert first.seed == 3


ONE, NONE = np.ones(1, np.int64), np.zeros(0, np.int64)
OPEN = np.ones(1, np.bool_)
FAULTY: list[tuple[str, Callable[[], Instance]]] = [
    ("twice", lambda: instance_from(ONE, OPEN, (np.zeros(2, np.int64),) * 3)),
    ("site that does not exist", lambda: instance_from(ONE, OPEN, (ONE, ONE - 1, ONE))),
    ("block that does not exist", lambda: instance_from(ONE, OPEN, (ONE - 1, ONE, ONE))),
    ("whole numbers", lambda: instance_from(np.ones(1), OPEN, (NONE, NONE, NONE))),  # type: ignore[arg-type]
    ("demand must not be negative", lambda: instance_from(-ONE, OPEN, (NONE, NONE, NONE))),
    ("walk must not be negative", lambda: instance_from(ONE, OPEN, (ONE - 1, ONE - 1, -ONE))),
    ("a walk each", lambda: instance_from(ONE, OPEN, (NONE, NONE, ONE))),
    ("cost has 2 rows", lambda: instance_from(ONE, OPEN, (NONE, NONE, NONE), cost=np.ones(2, np.int64))),
    ("district must not be", lambda: instance_from(ONE, OPEN, (NONE, NONE, NONE), district=-2 * ONE)),
]


@pytest.mark.parametrize(("message", "make"), FAULTY, ids=[message for message, _ in FAULTY])
def test_a_faulty_instance_is_refused(message: str, make: Callable[[], Instance]) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_nothing_to_choose_from_is_no_crash() -> None:
    nobody = np.zeros(0, np.int64)
    town = instance_from(np.ones(2, np.int64), np.array([True]), (nobody, nobody, nobody))
    assert cover_most(town, new=0, close=1).objective == 0
    assert cover_share(town).blocking.tolist() == [0, 1]
